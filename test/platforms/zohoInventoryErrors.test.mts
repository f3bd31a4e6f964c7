// Zoho Inventory: the login, and every answer that is none.
import nock from 'nock';
import type { ICredentialType } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { built, loader, runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { recordedShop } from './recordedShop.mts';
import {
	BASE,
	isPosting,
	openZoho,
	organizationId,
	TYPE,
	zero,
	type ZohoShop,
} from './zohoShop.mts';

const INK = 'ACR-INK-PAYN-30';
const RED = 'ACR-SB-CRED-118';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const service = platforms.find(({ id }) => id === 'zoho-inventory')!.service!;

describe('the login', () => {
	let shop: ZohoShop;
	beforeEach(async () => {
		shop = await openZoho();
	});
	afterEach(async () => await shop.close());

	it('is renewed when the hour is over, and goes on being used', async () => {
		shop.fake.access.expireAll();
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(off.credentials.renewals).toEqual([TYPE]);
		const data = off.credentials.stored[TYPE]?.oauthTokenData;
		expect(data).toMatchObject({ refresh_token: shop.fake.access.signedIn.refresh_token });
		expect(data).not.toMatchObject({ access_token: shop.fake.access.signedIn.access_token });
	});

	it.each([
		['the connection was taken back in Zoho', {}, true],
		['the client secret is wrong', { clientSecret: 'some-other-secret-of-a-client' }, false],
	])('asks to connect again when %s', async (_, credential, revoked) => {
		shop.fake.access.revoked = revoked;
		shop.fake.access.expireAll();
		const off = await shop.run('takeOffSale', [INK, RED], { credential });
		for (const sku of [INK, RED])
			expect(off.of(sku)).toMatchObject({
				outcome: 'failed',
				kind: 'login',
				message: 'Zoho did not accept the login.',
				nextStep: 'Open the credential and connect it again.',
			});
		expect(shop.requests().length).toBeLessThanOrEqual(2);
	});

	it('says which right is missing, and renews no token in vain for each item', async () => {
		shop.fake.access.scopes.delete('ZohoInventory.items.CREATE');
		const off = await shop.run('takeOffSale', [INK, RED]);
		for (const sku of [INK, RED])
			expect(off.of(sku)).toMatchObject({
				kind: 'permission',
				changed: false,
				message: expect.stringContaining('lacks the right'),
				nextStep: expect.stringContaining('credential'),
			});
		expect(shop.sandbox.log.entries('zoho-inventory').filter(({ login }) => login)).toHaveLength(1);
	});

	it('names the organization when that is what is wrong', async () => {
		const off = await shop.run('takeOffSale', [INK], { credential: { organizationId: '999' } });
		expect(off.of(INK)).toMatchObject({
			kind: 'login',
			message: expect.stringContaining('organization'),
			nextStep: expect.stringContaining('Organization ID'),
		});
	});
});

describe('answers that are none', () => {
	let shop: ZohoShop;
	beforeEach(async () => {
		shop = await openZoho();
	});
	afterEach(async () => await shop.close());

	const answerWith = (answer: FakeAnswer) =>
		intercept(shop.fake, ({ method, path }) =>
			method === 'POST' && path.startsWith(BASE) ? answer : undefined,
		);

	it.each<[string, number, object | string, string, string, RegExp]>([
		[
			'1002',
			404,
			{ code: 1002, message: 'Item does not exist.' },
			'notFound',
			'Zoho does not find it: Item does not exist.',
			/still exist/,
		],
		[
			'another 404',
			404,
			{ code: 5, message: 'Invalid URL Passed' },
			'notFound',
			'Zoho does not find it: Invalid URL Passed',
			/still exist/,
		],
		[
			'a code other than 0 with 200',
			200,
			{ code: 9, message: 'No.' },
			'refused',
			'Zoho refused it: No.',
			/Look at the item/,
		],
		[
			'6041',
			400,
			{ code: 6041, message: 'This user is not associated with the CompanyID/CompanyName.' },
			'login',
			'does not belong to this organization',
			/Organization ID/,
		],
		[
			'14',
			400,
			{ code: 14, message: 'Invalid value passed for authtoken.' },
			'login',
			'did not accept the login',
			/connect it again/,
		],
		[
			'57',
			400,
			{ code: 57, message: 'You are not authorized' },
			'permission',
			'may not do this',
			/connect it again/,
		],
		[
			'403',
			403,
			{ code: 7, message: 'Not for this role' },
			'permission',
			'Not for this role',
			/right/,
		],
		[
			'401 with another code',
			401,
			{ code: 9, message: 'No.' },
			'login',
			'did not accept',
			/connect/,
		],
		['45', 429, { code: 45, message: 'day' }, 'throttled', 'per day are used up', /tomorrow/],
		[
			'an inactive item',
			400,
			{ code: 9, message: 'Inactive items cannot be used' },
			'refused',
			'Inactive items cannot be used',
			/active in Zoho Inventory first/,
		],
		[
			'batches',
			400,
			{ code: 9, message: 'Enter the batches' },
			'refused',
			'Enter the batches',
			/Mark as Inactive/,
		],
		[
			'serial numbers',
			400,
			{ code: 9, message: 'Serial numbers missing' },
			'refused',
			'Serial numbers missing',
			/Mark as Inactive/,
		],
		[
			'the reason',
			400,
			{ code: 9, message: 'Invalid reason' },
			'invalid',
			'Invalid reason',
			/Adjustment Reason/,
		],
		[
			'the account',
			400,
			{ code: 9, message: 'The account is not there' },
			'invalid',
			'The account is not there',
			/anew/,
		],
		[
			'the location',
			400,
			{ code: 9, message: 'Warehouse is locked' },
			'invalid',
			'Warehouse is locked',
			/anew/,
		],
		[
			'an organization',
			400,
			{ code: 9, message: 'Organization is suspended' },
			'login',
			'organization',
			/Organization ID/,
		],
		[
			'500',
			500,
			{ code: 1000, message: 'Internal error' },
			'unavailable',
			'could not answer just now (status 500)',
			/few minutes/,
		],
		['no data', 200, 'fine', 'unavailable', 'not data', /address/],
		['a body without a code', 200, { items: [] }, 'unavailable', 'not data', /address/],
		[
			'405',
			405,
			{ code: 37, message: 'The HTTP method is not allowed.' },
			'refused',
			'not allowed',
			/report/,
		],
	])('%s', async (_, status, body, kind, message, nextStep) => {
		answerWith({ status, body });
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({
			kind,
			changed: false,
			message: expect.stringContaining(message),
			nextStep: expect.stringMatching(nextStep),
		});
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it.each([
		['the minute is used up', { code: 44, message: 'blocked' }],
		['too many are at work', { code: 1070, message: 'in process' }],
		['an unknown code', { code: 4321, message: 'slowly' }],
	])('waits and goes on when %s', async (_, body) => {
		let left = 2;
		intercept(shop.fake, ({ method }) =>
			method === 'POST' && left-- > 0 ? { status: 429, body } : undefined,
		);
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('stays within what Zoho allows in a minute', async () => {
		for (let n = 0; n < 150; n++) shop.fake.shop.add({ sku: `EXTRA-${n}`, name: `Extra ${n}` }, 1);
		for (let n = 0; n < 150; n++) shop.fake.shop.find(`EXTRA-${n}`).locked = n % 20 === 0;
		const skus = Array.from({ length: 150 }, (_, n) => `EXTRA-${n}`);
		const off = await shop.run('takeOffSale', skus);
		expect(off.attention).toHaveLength(8);
		const back = await shop.run('putBackOnSale', off.done);
		await shop.run('takeOffSale', skus);
		expect(back.done).toHaveLength(142);
		expect(shop.requests().length).toBeGreaterThan(100);
		expect(shop.requests().filter(({ status }) => status === 429)).toEqual([]);
	});

	it('gives up on a list of which Zoho refuses everything, before the requests of the minute are used up', async () => {
		const skus = Array.from({ length: 50 }, (_, n) => `EXTRA-${n}`);
		for (const sku of skus) shop.fake.shop.add({ sku, name: sku, locked: true }, 1);
		const off = await shop.run('takeOffSale', skus);
		expect(off.attention.map(({ outcome }) => outcome)).toEqual(skus.map(() => 'refused'));
		expect(shop.switches()).toHaveLength(24);
	});

	it('sends nothing twice when it is the options that are wrong', async () => {
		const channel = { ...zero, adjustmentAccount: '1' };
		const off = await shop.run('takeOffSale', [INK, RED], { channel });
		for (const sku of [INK, RED])
			expect(off.of(sku)).toMatchObject({
				kind: 'invalid',
				nextStep: expect.stringContaining('options'),
			});
		expect(shop.postings()).toHaveLength(1);
	});

	it('repeats no difference when Zoho is down, and tries nothing else with a refused whole', async () => {
		let asked = 0;
		intercept(shop.fake, (request) => {
			if (!isPosting(request)) return undefined;
			asked += 1;
			return { status: 503, body: 'Service Unavailable' };
		});
		const off = await shop.run('takeOffSale', [INK, RED], { channel: zero });
		expect(off.attention).toHaveLength(2);
		expect(asked).toBe(1);
	});
});

describe('addresses', () => {
	it.each([
		['us', 'https://www.zohoapis.com'],
		['eu', 'https://www.zohoapis.eu'],
		['in', 'https://www.zohoapis.in'],
		['au', 'https://www.zohoapis.com.au'],
		['jp', 'https://www.zohoapis.jp'],
		['ca', 'https://www.zohoapis.ca'],
		['cn', 'https://www.zohoapis.com.cn'],
		['sa', 'https://www.zohoapis.sa'],
	])('%s has its own', (environment, host) => {
		expect(service.baseUrl({ environment })).toBe(`${host}/inventory/v1`);
	});

	it('are those Zoho told at sign-in, and never unencrypted', () => {
		const told = (api_domain: string) => ({ environment: 'us', oauthTokenData: { api_domain } });
		expect(service.baseUrl(told('https://www.zohoapis.eu'))).toBe(
			'https://www.zohoapis.eu/inventory/v1',
		);
		expect(() => service.baseUrl(told('http://www.zohoapis.eu'))).toThrow(/unencrypted/);
		expect(() => service.baseUrl({ environment: 'mars' })).toThrow(/data center/);
	});
});

describe('the credential', () => {
	const credential = loader.getCredential(TYPE).type as ICredentialType;
	const field = (name: string) => credential.properties.find((one) => one.name === name)!;
	const evaluate = (expression: unknown, name: string, value: object): string =>
		new Function(name, `return ${String(expression).replace(/^=\{\{|\}\}$/g, '')}`)(
			value,
		) as string;

	it('signs in where the account lives, keeps the connection, and asks for no right too many', () => {
		const at = (name: string, values: object) => evaluate(field(name).default, '$self', values);
		expect(at('authUrl', { environment: 'eu' })).toBe('https://accounts.zoho.eu/oauth/v2/auth');
		expect(at('accessTokenUrl', { environment: 'ca' })).toBe(
			'https://accounts.zohocloud.ca/oauth/v2/token',
		);
		expect(
			at('accessTokenUrl', { environment: 'custom', customHost: ' http://127.0.0.1:4700/zoho/ ' }),
		).toBe('http://127.0.0.1:4700/zoho/oauth/v2/token');
		expect(String(field('authQueryParameters').default)).toContain('access_type=offline');
		expect(field('authentication').default).toBe('body');
		expect(String(field('scope').default).split(',')).toEqual([
			'ZohoInventory.items.READ',
			'ZohoInventory.items.CREATE',
			'ZohoInventory.inventoryadjustments.CREATE',
			'ZohoInventory.purchaseorders.READ',
			'ZohoInventory.settings.READ',
		]);
	});

	it('has the fields of a data center for each that is known', () => {
		const values = (field('environment').options as { value: string }[]).map(({ value }) => value);
		for (const environment of values.filter((value) => value !== 'custom'))
			expect(service.baseUrl({ environment })).toMatch(/^https:/);
	});

	it('is tested at the items of the organization', () => {
		const { baseURL, url } = credential.test!.request;
		const values = {
			environment: 'eu',
			organizationId: ' 10 ',
			oauthTokenData: { api_domain: 'https://www.zohoapis.in' },
		};
		const at = (more: object) => evaluate(baseURL, '$credentials', { ...values, ...more });
		expect(at({})).toBe('https://www.zohoapis.in/inventory/v1');
		expect(at({ oauthTokenData: undefined })).toBe('https://www.zohoapis.eu/inventory/v1');
		expect(at({ environment: 'custom', customHost: 'http://localhost/z/' })).toBe(
			'http://localhost/z/inventory/v1',
		);
		expect(evaluate(url, '$credentials', values)).toBe('/items?per_page=1&organization_id=10');
		const codes = credential.test!.rules!.map(
			({ properties }) => (properties as { value?: number }).value,
		);
		expect(codes).toEqual([400, 401, 404, undefined]);
	});
});

interface Recorded {
	webhook?: string;
	status: number;
	response: object;
}

describeWithSpecs('recorded answers', () => {
	const recorded = () =>
		(readSpec('zoho-inventory/recorded.json') as Recorded[]).filter(({ webhook }) => !webhook);
	const credentials = {
		[TYPE]: {
			environment: 'us',
			organizationId,
			clientId: '1000.X',
			clientSecret: 'a-client-secret',
			accessTokenUrl: 'https://accounts.zoho.com/oauth/v2/token',
			oauthTokenData: { access_token: '1000.aa', refresh_token: '1000.bb', token_type: 'Bearer' },
		},
	};
	const run = async () =>
		await runAcrylicDelist({
			parameters: { operation: 'takeOffSale', channels: ['zoho-inventory'], sku: 'ACR-RED-60' },
			items: [{}],
			credentials,
		});
	let restore: () => void = () => undefined;
	afterEach(() => {
		restore();
		nock.cleanAll();
		nock.enableNetConnect();
	});

	it('are read for what they say', async () => {
		const [{ status, response }] = recorded() as [Recorded];
		restore = setProductClock(fastClock(1000));
		nock.disableNetConnect();
		nock('https://accounts.zoho.com')
			.persist()
			.post('/oauth/v2/token')
			.reply(200, { access_token: '1000.cc', expires_in: 3600, token_type: 'Bearer' });
		nock('https://www.zohoapis.com').persist().get(/.*/).reply(status, response);
		const { attention } = await run();
		expect(attention).toMatchObject([
			{ kind: 'permission', changed: false, nextStep: expect.stringContaining('credential') },
		]);
	});

	it('and the examples of the sheet take an item off sale, figures as texts included', async () => {
		let status = 'active';
		const item = () => ({
			item_id: '4815000000044208',
			name: 'Acrylic red 60 ml',
			sku: 'ACR-RED-60',
			status,
			item_type: 'inventory',
			is_combo_product: false,
			stock_on_hand: 12,
			available_stock: 10,
			locations: [
				{
					location_id: '460000000038080',
					location_name: 'Main',
					status: 'active',
					is_primary: true,
					location_stock_on_hand: '12',
					location_available_stock: '10',
				},
			],
		});
		const played = recordedShop('https://www.zohoapis.com', ({ path }) => {
			if (path.endsWith('/inactive')) status = 'inactive';
			const body = path.endsWith('/inactive')
				? { code: 0, message: 'The item has been marked as Inactive.' }
				: { code: 0, message: 'success', items: [item()], page_context: { has_more_page: false } };
			return { body };
		});
		restore = () => played.close();
		const { done } = await run();
		expect(done).toMatchObject([
			{ outcome: 'offSale', before: { quantity: 10, title: 'Acrylic red 60 ml' }, confirmed: true },
		]);
		expect(played.seen.map(({ method, path }) => `${method} ${path.slice(BASE.length)}`)).toEqual([
			'GET /items',
			'POST /items/4815000000044208/inactive',
			'GET /itemdetails',
		]);
	});
});
