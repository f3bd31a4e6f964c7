import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { intercept } from './channelRun.mts';
import { openLinnworks, type LinnworksShop } from './linnworksShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const MAGENTA = 'ACR-FL-QMAG-30';

let shop: LinnworksShop;
beforeEach(async () => {
	shop = await openLinnworks();
});
afterEach(async () => await shop.close());

const isWrite = ({ path }: FakeRequest) => path.endsWith('UpdateStockLevelsBulk');
const isLogin = ({ path }: FakeRequest) => path.endsWith('AuthorizeByApplication');
const said = (status: number, Message: string): FakeAnswer => ({ status, body: { Message } });

/** The answer to a write, row by row, after it was carried out for the rows without an error. */
const errorsFor = (errors: Record<number, string[]>) => async (request: FakeRequest) => {
	if (!isWrite(request)) return undefined;
	const { Items } = JSON.parse(request.body.toString()) as { Items: Array<{ RowIndex: number }> };
	const good = Items.filter(({ RowIndex }) => !errors[RowIndex]);
	const body = Buffer.from(JSON.stringify({ Items: good }));
	await shop.fakeHandle({ ...request, body });
	return {
		status: 200,
		body: { Items: Items.map((row) => ({ ...row, Errors: errors[row.RowIndex] ?? [] })) },
	};
};

describe('Linnworks sheet, section 5: rows of a bulk write', () => {
	it('takes the other rows for done when one is refused inside a 200', async () => {
		intercept(shop.fake, errorsFor({ 1: ['Stock item could not be found'] }));
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA, GEL]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(of(MAGENTA)).toMatchObject({
			outcome: 'notFound',
			changed: false,
			message: expect.stringContaining('Stock item could not be found'),
			nextStep: expect.stringContaining('archived'),
		});
		expect(JSON.parse(String(of(MAGENTA).restore)).listings).toEqual([]);
	});

	it('remembers the location that was written when another one was refused', async () => {
		const before = shop.levels(GEL);
		intercept(shop.fake, errorsFor({ 1: ['Location is locked by a stock count'] }));
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({
			outcome: 'refused',
			changed: true,
			message: 'Linnworks did not set the stock level: Location is locked by a stock count',
		});
		expect(shop.levels(GEL)).toMatchObject({ Default: 0, 'Gallery Store': 2 });
		intercept(shop.fake, async (request) => await shop.fakeHandle(request));
		await shop.run('putBackOnSale', [{ restore: String(of(GEL).restore) }]);
		expect(shop.levels(GEL)).toEqual(before);
	});

	it('reads rows by their index, in whatever order they come', async () => {
		intercept(shop.fake, async (request) => {
			const answer = await errorsFor({ 0: ['Composite item'] })(request);
			const body = answer?.body as { Items: unknown[] } | undefined;
			return answer && { ...answer, body: { Items: body?.Items.toReversed() } };
		});
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale' });
	});

	it('takes a row that is left out for no success', async () => {
		intercept(shop.fake, (request) =>
			isWrite(request)
				? { status: 200, body: { Items: [{ RowIndex: 0, Errors: [] }] } }
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(of(MAGENTA)).toMatchObject({
			outcome: 'failed',
			changed: false,
			message: expect.stringContaining('left this item out'),
		});
	});

	it.each([
		['an empty body', { status: 200, body: '' }],
		['no content', { status: 204, body: '' }],
		['a bare text', { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' }],
	])('reads %s as accepted, and lets the levels judge', async (_, answer) => {
		intercept(shop.fake, async (request) => {
			if (!isWrite(request)) return undefined;
			await shop.fakeHandle(request);
			return answer;
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});

	it('does not take an empty answer for a fact', async () => {
		intercept(shop.fake, (request) => (isWrite(request) ? { status: 200, body: '' } : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'contradicted', confirmed: false });
	});

	it('finds out when somebody sets the level back', async () => {
		intercept(shop.fake, async (request) => {
			const answer = await shop.fakeHandle(request);
			if (isWrite(request)) shop.setLevel(INK, 'Default', 4);
			return answer;
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'contradicted', after: { quantity: 4 } });
	});
});

describe('Linnworks sheet, section 9: errors', () => {
	it.each([
		[400, 'Purchase Order does not exist', 'failed', 'notFound', /does not find it/],
		[400, 'No items found with given filter', 'failed', 'notFound', /does not find it/],
		[
			400,
			'Could not determine inventory item id from SKU',
			'failed',
			'notFound',
			/does not find it/,
		],
		[400, 'request is empty', 'failed', 'invalid', /did not accept the request/],
		[400, "Parameter '{0}' has invalid value", 'failed', 'invalid', /did not accept the request/],
		[403, 'Nope', 'failed', 'permission', /does not let this user/],
		[
			400,
			'You do not have permission to do this',
			'failed',
			'permission',
			/does not let this user/,
		],
		[404, 'No such method', 'failed', 'unknown', /does not know this method/],
		[401, 'Token is wrong.', 'failed', 'login', /did not accept the login/],
		[400, 'Token is wrong.', 'failed', 'login', /did not accept the login/],
		[500, 'An internal error occurred.', 'failed', 'unavailable', /could not answer just now/],
	])('%i "%s" is told as what it is', async (status, text, outcome, kind, message) => {
		intercept(shop.fake, (request) => (isLogin(request) ? undefined : said(status, text)));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome,
			kind,
			changed: false,
			message: expect.stringMatching(message),
			nextStep: expect.stringMatching(/./),
		});
	});

	it('reads nothing out of an answer that is no data', async () => {
		intercept(shop.fake, (request) =>
			request.path.endsWith('GetStockItemsFullByIds') ? { status: 200, body: '' } : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'unavailable', changed: false });
	});

	it('asks once more for levels that were not handed out, and takes nothing for sold out', async () => {
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('GetStockItemsFullByIds')) return undefined;
			const { status, body } = await shop.fakeHandle(request);
			const { StockItemsFullExtended } = body as { StockItemsFullExtended: object[] };
			const bare = StockItemsFullExtended.map((item) => ({ ...item, StockLevels: [] }));
			return { status, body: { StockItemsFullExtended: bare } };
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', before: { quantity: 8 } });
	});
});

describe('Linnworks sheet, section 8: the quota', () => {
	it.each([
		[429, undefined, 20_000],
		[429, '7', 7_000],
		[400, undefined, 20_000],
	])(
		'waits after %i (Retry-After %s), and never takes it for "not found"',
		async (status, after, ms) => {
			let refused = 0;
			intercept(shop.fake, (request) => {
				if (isLogin(request) || refused > 0) return undefined;
				refused = shop.clock.now();
				const answer = said(status, 'API calls quota exceeded! Maximum admitted 150 per Minute.');
				return { ...answer, ...(after ? { headers: { 'retry-after': after } } : {}) };
			});
			const { of } = await shop.run('takeOffSale', [INK]);
			expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
			const second = shop.sandbox.log
				.entries('linnworks')
				.filter(({ path, login }) => !login && path.endsWith('GetStockItemIdsBySKU'))[1];
			expect((second?.at ?? 0) - refused).toBeGreaterThanOrEqual(ms);
		},
	);

	it('keeps to it by itself over many calls', async () => {
		for (let i = 0; i < 3; i++) await shop.run('getStockState', [INK]);
		const all = shop.sandbox.log.entries('linnworks');
		expect(all.filter(({ status }) => status === 429)).toEqual([]);
	});
});

describe('Linnworks sheet, section 2: the session', () => {
	it.each(['applicationId', 'applicationSecret', 'installationToken'])(
		'names what to check when the %s is wrong, and asks for nothing more',
		async (field) => {
			const wrong = '11111111-2222-3333-4444-555555555555';
			const credentials = { stockOutLinnworksApi: { ...shop.credential, [field]: wrong } };
			const { all } = await shop.run('takeOffSale', [INK, GEL], { credentials });
			for (const row of all)
				expect(row).toMatchObject({
					outcome: 'failed',
					kind: 'login',
					message: expect.stringContaining('did not accept the login'),
					nextStep: expect.stringContaining('installation token'),
				});
			expect(shop.sandbox.requests('linnworks')).toBe(0);
		},
	);

	it('opens a new session when the old one is dead, also at another server', async () => {
		const stale = {
			sessionToken: 'c0ffee00-0000-4000-8000-00000000dead',
			sessionServer: `${shop.url}/linnworks/eu-ext`,
		};
		const credentials = { stockOutLinnworksApi: { ...shop.credential, ...stale } };
		const { of, credentials: after } = await shop.run('takeOffSale', [INK], { credentials });
		expect(of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(after.renewals).toEqual(['stockOutLinnworksApi']);
		expect(after.stored['stockOutLinnworksApi']?.['sessionToken']).not.toBe(stale.sessionToken);
	});

	it('logs in once a run, not once a call', async () => {
		await shop.run('takeOffSale', [INK, GEL, MAGENTA]);
		const logins = shop.sandbox.log.entries('linnworks').filter(({ login }) => login);
		expect(logins).toHaveLength(1);
	});

	it.each([
		['a busy login', said(429, 'API calls quota exceeded! Maximum admitted 150 per Minute.')],
		['a login that is down', said(503, 'Maintenance')],
	])('waits for %s', async (_, answer) => {
		let times = 1;
		intercept(shop.fake, (request) => (isLogin(request) && times-- > 0 ? answer : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('does not take a web page for a session', async () => {
		intercept(shop.fake, (request) =>
			isLogin(request)
				? { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Blocked</html>' }
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'unavailable', changed: false });
	});

	it('shows neither secret nor session when Linnworks quotes them', async () => {
		intercept(shop.fake, (request) =>
			isLogin(request)
				? undefined
				: said(
						400,
						`Bad: ${request.headers['authorization']} ${shop.credential['installationToken']}`,
					),
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK).message).toBe('Linnworks did not accept the request: Bad: [hidden] [hidden]');
	});
});

describe('Linnworks: faults on the way', () => {
	it.each(['throttled', 'unavailable', 'html', 'dropBefore', 'dropAfter'] as const)(
		'gets over one %s in each request',
		async (kind) => {
			const before = shop.levels(GEL);
			for (let after = 0; after < 6; after++)
				shop.sandbox.faults.add({ slug: 'linnworks', path: '^/eu-ext', kind, after, times: 1 });
			const { of } = await shop.run('takeOffSale', [GEL]);
			expect(of(GEL)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
			shop.sandbox.faults.clear();
			await shop.run('putBackOnSale', [{ restore: String(of(GEL).restore) }]);
			expect(shop.levels(GEL)).toEqual(before);
		},
	);

	it('shows in a dry run what would go out, and sends none of it', async () => {
		const { of } = await shop.run('takeOffSale', [INK], { options: { dryRun: true } });
		expect(of(INK)).toMatchObject({
			outcome: 'planned',
			plannedRequests: [
				{
					method: 'POST',
					path: '/api/Stock/UpdateStockLevelsBulk',
					body: { Items: [{ StockLevel: 0 }] },
				},
			],
		});
		expect(shop.writes()).toEqual([]);
	});
});
