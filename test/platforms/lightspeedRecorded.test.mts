import type { ICredentialType } from 'n8n-workflow';
import nock from 'nock';
import { afterEach, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type { Platform } from '../../platforms/platform';
import { built, loader } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { CREDENTIAL, ID, runLightspeed } from './lightspeedShop.mts';

type Body = ReturnType<typeof JSON.parse>;

interface Recorded {
	status: number;
	request: { method: string; path: string; query?: string };
	headers: Record<string, string>;
	response: Body;
}

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const platform = platforms.find(({ id }) => id === ID) as Platform;

const TOKEN = {
	access_token: 'header.claims.signature',
	refresh_token: 'refresh',
	token_type: 'Bearer',
};
const stored = {
	environment: 'production',
	accountId: '12345',
	clientId: 'client',
	clientSecret: 'not so secret',
	accessTokenUrl: 'https://cloud.lightspeedapp.com/auth/oauth/token',
	oauthTokenData: TOKEN,
};

let close = () => {};
afterEach(() => close());

describeWithSpecs('Lightspeed Retail: answers recorded from a real account', () => {
	const recorded = readSpec(`${ID}/recorded.json`) as Recorded[];
	const one = (method: string, path: RegExp, status = 200): Recorded => {
		const found = recorded.find(
			({ request, status: got }) =>
				request.method === method &&
				path.test(`${request.path}?${request.query ?? ''}`) &&
				got === status,
		);
		if (!found) throw new Error(`Nothing recorded for ${method} ${path}`);
		return found;
	};

	/** The API answers each method with what was recorded; the last of several is repeated. */
	function says(answers: Record<string, readonly Recorded[]>) {
		const restoreClock = setProductClock(fastClock(1000));
		const seen: Array<{ method: string; url: string; body: Body }> = [];
		nock.disableNetConnect();
		for (const method of Object.keys(answers))
			nock('https://api.lightspeedapp.com')
				.persist()
				.intercept(/.*/, method)
				.reply(async (request: Request) => {
					const text = await request.text();
					const count = seen.filter((earlier) => earlier.method === method).length;
					seen.push({ method, url: request.url, body: text ? JSON.parse(text) : undefined });
					const list = answers[method] as readonly Recorded[];
					const { status, response, headers } = list[Math.min(count, list.length - 1)] as Recorded;
					return [status, JSON.stringify(response), headers];
				});
		close = () => {
			nock.cleanAll();
			nock.enableNetConnect();
			restoreClock();
		};
		return seen;
	}
	const noRetry = { options: { confirm: false } };

	it('reads a list of items with their shops, without the sum', async () => {
		says({ GET: [one('GET', /Item\.json.*offset=0/)] });
		const { of } = await runLightspeed(stored, 'getStockState', [
			'303303AB',
			'303305GM',
			'303301B',
		]);
		expect(of('303303AB')).toMatchObject({
			outcome: 'alreadyOnSale',
			after: {
				listingId: '135',
				quantity: 1000,
				buyable: true,
				title: expect.stringContaining('Dome Studs'),
			},
		});
	});

	it('reads one row that comes as an object, and writes its shop alone', async () => {
		const item = one('GET', /Item\.json.*itemID=417/);
		const updated = one('PUT', /Item\/430/);
		const seen = says({ GET: [item], PUT: [updated] });
		const { of } = await runLightspeed(stored, 'takeOffSale', ['KS8247'], noRetry);
		expect(of('KS8247')).toMatchObject({ before: { quantity: 45 }, changed: true });
		expect(seen[1]).toMatchObject({
			method: 'PUT',
			url: 'https://api.lightspeedapp.com/API/V3/Account/12345/Item/417.json',
			body: { ItemShops: { ItemShop: [{ itemShopID: '835', qoh: '0' }] } },
		});
	});

	it('an answer without rows is a SKU that is not there', async () => {
		says({ GET: [one('GET', /Category\.json/)] });
		const { of } = await runLightspeed(stored, 'getStockState', ['NOPE']);
		expect(of('NOPE')).toMatchObject({ outcome: 'notFound' });
	});

	it('a refused value is read although it calls itself a web page', async () => {
		says({ GET: [one('GET', /Item\.json.*itemID=417/)], PUT: [one('PUT', /Item\/431/, 400)] });
		const { of } = await runLightspeed(stored, 'takeOffSale', ['KS8247'], noRetry);
		expect(of('KS8247')).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('An Item must have a description'),
		});
	});

	it('so is an item that is gone', async () => {
		says({ GET: [one('GET', /Item\.json.*itemID=417/)], PUT: [one('GET', /Employee\/2/, 404)] });
		const { of } = await runLightspeed(stored, 'takeOffSale', ['KS8247'], noRetry);
		expect(of('KS8247')).toMatchObject({
			outcome: 'notFound',
			message: expect.stringContaining('not found with primary ID'),
		});
	});

	it('an archived item is off sale', async () => {
		const gone = one('DELETE', /Item\/428/);
		const item = { ...gone.response.Item, customSku: 'GONE' };
		says({ GET: [{ ...gone, response: { ...gone.response, Item: item } }] });
		const { of } = await runLightspeed(stored, 'takeOffSale', ['GONE']);
		expect(of('GONE')).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
	});

	it('a refused sign-in leads to the credential', async () => {
		says({ GET: [one('GET', /Account\.json/, 401)] });
		nock('https://cloud.lightspeedapp.com')
			.persist()
			.post('/auth/oauth/token')
			.reply(200, { ...TOKEN, access_token: 'header.claims.other', expires_in: 1800 });
		const { of } = await runLightspeed(stored, 'getStockState', ['KS8247']);
		expect(of('KS8247')).toMatchObject({
			kind: 'login',
			message: expect.stringContaining('Invalid username/password'),
			nextStep: expect.stringContaining('credential'),
		});
	});

	it('takes the level of the bucket as the fraction it is, also beyond its size', () => {
		const left = (level: string) =>
			platform.service?.left?.(
				{ status: 200, headers: { 'x-ls-api-bucket-level': level }, body: {} },
				{ method: 'GET', path: '/' },
			);
		const level = one('POST', /Item\.json/, 400).headers['x-ls-api-bucket-level'] as string;
		expect(left(level)?.available).toBeCloseTo(90 - 91.672517538069);
		expect(left('1/180')).toEqual({ available: 179, limit: { perSecond: 1, burst: 180 } });
		expect(left('')).toBeUndefined();
	});

	it('asks for a pause of a second at least, whatever time is named', () => {
		const pause = (headers: Record<string, string>) =>
			platform.service?.diagnose({ status: 429, headers, body: {} }, { method: 'GET', path: '/' })
				?.retryAfterMs;
		expect([pause({}), pause({ 'retry-after': '0' }), pause({ 'retry-after': '7' })]).toEqual([
			1_000, 1_000, 7_000,
		]);
	});

	it('names the account of the sign-in, and its shops', async () => {
		const paths: string[] = [];
		const account = one('GET', /Account\.json/);
		const call: Call = async ({ path }) => {
			paths.push(path);
			const body = path.endsWith('Account.json')
				? account.response
				: { '@attributes': { next: '', previous: '' }, Shop: { shopID: '1', name: 'Main' } };
			return { status: 200, headers: {}, body };
		};
		expect(await platform.lists?.shops?.(call, {})).toEqual([{ name: 'Main', value: '1' }]);
		expect(paths).toEqual(['/API/V3/Account.json', '/API/V3/Account/12345/Shop.json']);
	});
});

it('the credential signs in at the new authorization server, with the scopes it needs and no others', () => {
	const { properties, extends: parents } = loader.getCredential(CREDENTIAL).type as ICredentialType;
	const value = (name: string): string => {
		const text = String(properties.find((field) => field.name === name)?.default);
		const expression = /^=\{\{(.*)\}\}$/s.exec(text)?.[1];
		return expression
			? String(new Function('$self', `return ${expression}`)({ environment: 'production' }))
			: text;
	};
	expect(parents).toEqual(['oAuth2Api']);
	expect(['authUrl', 'accessTokenUrl', 'scope', 'grantType', 'authentication'].map(value)).toEqual([
		'https://cloud.lightspeedapp.com/auth/oauth/authorize',
		'https://cloud.lightspeedapp.com/auth/oauth/token',
		'employee:inventory employee:purchase_orders',
		'authorizationCode',
		'body',
	]);
});

it('the credential test asks for the items of the account, or for the account where none is entered', () => {
	const { test } = loader.getCredential(CREDENTIAL).type as ICredentialType;
	const url = ($credentials: object): string =>
		String(
			new Function(
				'$credentials',
				`return ${/^=\{\{(.*)\}\}$/s.exec(String(test?.request.url))?.[1]}`,
			)($credentials),
		);
	expect(url({ accountId: ' 12345 ' })).toBe('/API/V3/Account/12345/Item.json?limit=1');
	expect(url({ accountId: '' })).toBe('/API/V3/Account.json');
	const statuses = test?.rules?.map(({ properties }) =>
		'value' in properties ? properties.value : undefined,
	);
	expect(statuses).toEqual(expect.arrayContaining([400, 401, 403, 404]));
});
