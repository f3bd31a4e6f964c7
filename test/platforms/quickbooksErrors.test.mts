// QuickBooks Online: every code as a sentence, logins, recorded answers.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Answer } from '../../http/answer';
import type { Platform } from '../../platforms/platform';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { built, loader } from '../harness.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { openQuickbooks, SLUG, TYPE, type QuickbooksShop } from './quickbooksShop.mts';

const ZERO = 'ACR-ZERO-1';
const WRAP = 'ACR-GIFT-WRAP';
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const platform = platforms.find(({ id }) => id === SLUG) as Platform;
const service = platform.service!;

let shop: QuickbooksShop;
beforeEach(async () => {
	shop = await openQuickbooks();
});
afterEach(async () => await shop.close());

const faultOf = (code: string, type = 'ValidationFault') => ({
	Error: [{ Message: 'the message', Detail: 'the detail', code, element: '' }],
	type,
});

const CODES = [
	['610', 'refused', 'made inactive: the detail', /adjustment account/],
	['2010', 'failed', 'does not know something that was sent: the detail', /Report this message/],
	['2020', 'failed', 'wants a field that the item does not have: the detail', /Fill it in/],
	['2030', 'failed', 'does not take the ID of something: the detail', /adjustment account/],
	['9999', 'failed', 'did not accept it: the detail', /Look at the item/],
	['2500', 'refused', 'does not know something that was chosen: the detail', /anew/],
	['500', 'refused', 'does not offer this to this company: the detail', /Plus or Advanced/],
	['5010', 'failed', 'at the same moment', /Run the item again/],
	['6000', 'refused', 'A rule of QuickBooks forbids it: the detail', /closed/],
	['6240', 'refused', 'has taken the name', /Rename/],
	['6270', 'refused', 'only from a later day on', /inventory start date/],
	['4000', 'failed', 'could not read the query: the detail', /Check the SKU/],
	['4001', 'failed', 'refused the query: the detail', /Check the SKU/],
] as const;

describe('codes (sheet, section 9)', () => {
	it.each(CODES)('%s inside a batch with status 200', async (code, outcome, sentence, next) => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/batch')
				? {
						status: 200,
						body: { BatchItemResponse: [{ bId: '1', Fault: faultOf(code) }], time: '' },
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [ZERO]);
		expect(of(ZERO)).toMatchObject({
			outcome,
			changed: false,
			message: expect.stringContaining(sentence),
			nextStep: expect.stringMatching(next),
		});
		expect(shop.shelf(ZERO)?.state).toBe('onSale');
	});

	it.each(CODES)('%s as a whole answer', async (code, outcome, sentence) => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/batch') ? { status: 400, body: { Fault: faultOf(code) } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [ZERO]);
		expect(of(ZERO)).toMatchObject({ outcome, message: expect.stringContaining(sentence) });
	});

	it.each([
		['AuthenticationFault', 'did not accept the login', /connect it again/],
		['AuthorizationFault', 'does not let it into this company', /Company ID/],
		['AuthorizatonFault', 'does not let it into this company', /administrator/],
		['SystemFault', 'could not answer just now: the detail', /status page/],
		['SERVICE', 'asked us to slow down', /in a few minutes/],
	])('%s gives a sentence and a next step', async (type, sentence, next) => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/batch')
				? {
						status: 200,
						body: { BatchItemResponse: [{ bId: '1', Fault: faultOf('1', type) }] },
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [ZERO]);
		expect(of(ZERO)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining(sentence),
			nextStep: expect.stringMatching(next),
		});
	});

	it('a fault beside a good status is no data', async () => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/query')
				? { status: 200, body: { QueryResponse: { Fault: faultOf('6000') } } }
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [ZERO]);
		expect(of(ZERO)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('A rule of QuickBooks forbids it'),
		});
	});

	it('an operation without an answer is not taken for done', async () => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/batch') ? { status: 200, body: { BatchItemResponse: [] } } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [ZERO]);
		expect(of(ZERO)).toMatchObject({
			outcome: 'failed',
			changed: false,
			message: expect.stringContaining('gave no answer'),
		});
	});

	it('a partial failure tells the refused item from the changed one', async () => {
		const zero = shop.item(ZERO);
		const handle = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) => {
			if (request.path.endsWith('/batch')) shop.books.items.delete(zero.Id);
			return await handle(request);
		};
		const { of } = await shop.run('takeOffSale', [ZERO, WRAP]);
		expect(of(WRAP)).toMatchObject({ outcome: 'offSale' });
		expect(of(ZERO)).toMatchObject({ outcome: 'refused', changed: false });
	});
});

describe('logins (sheet, section 2)', () => {
	it('a renewed login is kept, refresh token and all', async () => {
		shop.sandbox.faults.add({ slug: SLUG, kind: 'expireToken', times: 1 });
		const old = { ...shop.fake.signedIn };
		const off = await shop.run('takeOffSale', [ZERO]);
		expect(off.of(ZERO)).toMatchObject({ outcome: 'offSale' });
		const { oauthTokenData } = off.credentials.stored[TYPE] as never as {
			oauthTokenData: Record<string, string>;
		};
		expect(oauthTokenData.access_token).not.toBe(old.access_token);
		expect(oauthTokenData.refresh_token).not.toBe(old.refresh_token);
	});

	it('the company that came with the sign-in is still known after a renewal', async () => {
		shop.sandbox.faults.add({ slug: SLUG, kind: 'expireToken', times: 1 });
		const { companyId, ...account } = shop.credentials[TYPE]!;
		const callbackQueryString = { realmId: companyId };
		const credentials = {
			[TYPE]: {
				...account,
				oauthTokenData: { ...shop.fake.signedIn, callbackQueryString } as never,
			},
		};
		const off = await shop.run('takeOffSale', [ZERO], { credentials });
		expect(off.of(ZERO)).toMatchObject({ outcome: 'offSale' });
		expect(off.credentials.stored[TYPE]).toMatchObject({ oauthTokenData: { callbackQueryString } });
	});

	it.each([
		['', 'not known which QuickBooks company'],
		['acme', "'acme' is not a QuickBooks company ID"],
	])('a company ID %j is refused before anything is sent', async (companyId, sentence) => {
		const credentials = { [TYPE]: { ...shop.credentials[TYPE]!, companyId } };
		const run = shop.run('takeOffSale', [ZERO], { credentials });
		const message = await run.then(
			({ of }) => String(of(ZERO).message),
			(error: Error) => error.message,
		);
		expect(message).toContain(sentence);
		expect(shop.requests()).toEqual([]);
	});

	it("another company's ID gives the sentence about the company", async () => {
		const credentials = { [TYPE]: { ...shop.credentials[TYPE]!, companyId: '1234' } };
		const { of } = await shop.run('takeOffSale', [ZERO], { credentials });
		expect(of(ZERO)).toMatchObject({
			outcome: 'failed',
			kind: 'permission',
			nextStep: expect.stringContaining('Company ID'),
		});
	});

	it('a sign-in that was revoked is said so, and nothing is repeated', async () => {
		const gone = {
			access_token: 'gone-gone-gone',
			refresh_token: 'gone-too',
			token_type: 'bearer',
		};
		const credentials = { [TYPE]: { ...shop.credentials[TYPE]!, oauthTokenData: gone as never } };
		const { of } = await shop.run('takeOffSale', [ZERO], { credentials });
		expect(of(ZERO)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('has ended'),
			nextStep: expect.stringContaining('credential'),
		});
		expect(shop.requests()).toHaveLength(1);
	});

	it('asks in its test for an item of the company that was signed in to', () => {
		const { test } = loader.getCredential(TYPE).type;
		const evaluate = (expression: unknown, $credentials: object): unknown =>
			new Function('$credentials', `return ${String(expression).replace(/^=\{\{|\}\}$/g, '')}`)(
				$credentials,
			);
		const oauthTokenData = { callbackQueryString: { realmId: '777' } };
		const { baseURL, url } = test!.request;
		const at = (values: object) => `${evaluate(baseURL, values)}${evaluate(url, values)}`;
		expect(at({ environment: 'sandbox', companyId: '', oauthTokenData })).toBe(
			'https://sandbox-quickbooks.api.intuit.com/v3/company/777/query',
		);
		expect(at({ environment: 'production', companyId: '12 34', oauthTokenData })).toBe(
			'https://quickbooks.api.intuit.com/v3/company/1234/query',
		);
		const rules = test!.rules!.map(({ properties }) => (properties as { value: number }).value);
		expect(rules).toEqual([401, 403]);
	});

	it('knows the addresses of production and sandbox', () => {
		const at = (environment: string) => service.baseUrl({ environment, companyId: '1234 5678' });
		expect(at('production')).toBe('https://quickbooks.api.intuit.com/v3/company/12345678');
		expect(at('sandbox')).toBe('https://sandbox-quickbooks.api.intuit.com/v3/company/12345678');
	});
});

interface Recorded {
	from: string;
	request: { method: string; path: string; query?: string; body?: unknown };
	status: number;
	headers?: Record<string, string>;
	response: unknown;
	format?: string;
}

describeWithSpecs('answers recorded on real companies', () => {
	const recorded = readSpec(`${SLUG}/recorded.json`) as Recorded[];
	const find = (from: string, status = 200) =>
		recorded.filter((one) => one.from.includes(from) && one.status === status);
	const answer = ({ status, headers = {}, response }: Recorded): Answer => ({
		status,
		headers,
		body: response,
	});
	const told = (one: Recorded) => service.diagnose(answer(one), { method: 'GET', path: '' });

	it('good ones are no problem, bad ones always are', () => {
		for (const one of recorded.filter(({ format }) => format !== 'xml')) {
			const bad = one.status >= 400;
			expect(told(one) !== undefined, one.from).toBe(bad);
		}
	});

	it('a login that ran out, in small letters, without its token', () => {
		const [one] = find('error/401', 401);
		expect(told(one!)).toMatchObject({ kind: 'login' });
		expect(JSON.stringify(told(one!))).not.toContain('AB0-EXAMPLE-TOKEN');
	});

	it('too many requests, in XML', () => {
		const [one] = find('too_many_requests', 429);
		expect(told(one!)).toMatchObject({ kind: 'throttled', retryAfterMs: 60_000 });
		const headers = { 'retry-after': '5' };
		expect(
			service.diagnose({ ...answer(one!), headers }, { method: 'GET', path: '' }),
		).toMatchObject({
			retryAfterMs: 5_000,
		});
	});

	it.each([
		['error/400.yml', '4001', 'invalid'],
		['error/400_json', '2010', 'invalid'],
		['error/validation', '6240', 'refused'],
		['item/read_item_error', '610', 'refused'],
	])('%s', (from, code, kind) => {
		const [one] = recorded.filter((each) => each.from.includes(from) && each.status >= 400);
		expect(told(one!)).toMatchObject({ code, kind });
	});

	it('a batch that failed in part: the stale version becomes a conflict, the rest is told apart', async () => {
		const [one] = find('batch/basic');
		const responses = (one!.response as { BatchItemResponse: { Fault?: object }[] })
			.BatchItemResponse;
		const stale = responses.find(({ Fault }) => JSON.stringify(Fault ?? '').includes('5010'));
		expect(stale).toBeDefined();
		let first = true;
		intercept(shop.fake, ({ path }): FakeAnswer | undefined => {
			if (!path.endsWith('/batch') || !first) return undefined;
			first = false;
			return { status: 200, body: { BatchItemResponse: [{ ...stale, bId: '1' }] } };
		});
		const { of } = await shop.run('takeOffSale', [ZERO]);
		expect(of(ZERO)).toMatchObject({ outcome: 'offSale', changed: true });
		expect(shop.batches()).toHaveLength(2);
	});

	it('an item is read rightly', async () => {
		const [one] = find('item/read_item.json');
		const { Item } = one!.response as { Item: object };
		const call = async () => ({
			status: 200,
			headers: {},
			body: {
				QueryResponse: { Item: [{ ...Item, Sku: 'PUMP-1' }], startPosition: 1, maxResults: 1 },
			},
		});
		const [listing] = await platform.read(call, ['PUMP-1'], { account: {} });
		expect(listing).toMatchObject({
			id: '11',
			title: 'Pump',
			quantity: 25,
			visible: true,
			buyable: true,
			state: { Active: true, QtyOnHand: 25 },
			native: {
				SyncToken: '3',
				required: { Name: 'Pump', Type: 'Inventory', TrackQtyOnHand: true },
			},
		});
	});

	it('nothing found', async () => {
		const [one] = find('all/alt_select').filter(({ response }) =>
			JSON.stringify(response).includes('"QueryResponse":{}'),
		);
		const call = async () => answer(one!);
		expect(await platform.read(call, ['PUMP-1'], { account: {} })).toEqual([]);
	});
});
