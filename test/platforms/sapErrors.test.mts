import { afterEach, describe, expect, it } from 'vitest';

import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { callTo, platformOf } from './callTo.mts';
import { answerOnce, openSap, says, type SapShop } from './sapShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const RED = 'ACR-SB-CRED-118';
const ID = 'sap-business-one';

let shop: SapShop;
afterEach(async () => await shop.close());

const isPatch = ({ method }: FakeRequest): boolean => method === 'PATCH';
const isPatchOf = (code: string) => (request: FakeRequest) =>
	isPatch(request) && request.path.includes(code);
const isRead = ({ method }: FakeRequest): boolean => method === 'GET';

describe('SAP Business One: what a code means (sheet, section 9)', () => {
	it.each<[string, FakeAnswer, string, string, string]>([
		[
			'-2028',
			says(404, -2028, 'No matching records found (ODBC -2028)'),
			'notFound',
			'notFound',
			'removed or renamed',
		],
		['-5006', says(400, -5006, 'No authorization'), 'failed', 'permission', 'may not do this'],
		['403', says(403, -1, 'Forbidden'), 'failed', 'permission', 'may not do this'],
		[
			'-5002',
			says(400, -5002, 'Artikel wird verwendet'),
			'refused',
			'refused',
			'Artikel wird verwendet',
		],
		[
			'-1000',
			says(400, -1000, "Property 'X' of 'Item' is invalid"),
			'refused',
			'refused',
			"Property 'X'",
		],
		[
			'-2039, again and again',
			says(400, -2039, 'changed'),
			'failed',
			'conflict',
			'Another user changed',
		],
		['412', says(412, -2039, 'changed'), 'failed', 'conflict', 'Another user changed'],
		[
			'500',
			says(500, -1, 'Internal error'),
			'failed',
			'unavailable',
			'could not answer just now: Internal error',
		],
	])('%s', async (_, answer, outcome, kind, message) => {
		shop = await openSap();
		answerOnce(shop, isPatch, answer, Infinity);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome, kind, changed: false, nextStep: expect.any(String) });
		expect(of(INK).message).toContain(message);
	});

	it.each<[string, FakeAnswer, string, string]>([
		['301', says(401, 301, 'Invalid session'), 'login', 'did not know the session any more'],
		['100000027', says(401, 100000027, 'Login failed'), 'login', 'did not accept the login'],
		['100000055', says(401, 100000055, 'Locked'), 'login', 'is locked'],
		['502', { status: 502, body: '<html>Proxy Error</html>' }, 'unavailable', 'could not answer'],
		['503', { status: 503, body: '' }, 'unavailable', 'could not answer'],
	])('%s, for as long as it lasts', async (_, answer, kind, message) => {
		shop = await openSap({ speed: 2000 });
		answerOnce(shop, isRead, answer, Infinity);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind, changed: false });
		expect(of(INK).message).toContain(message);
		expect(of(INK).nextStep).toEqual(expect.any(String));
	});

	it.each<[string, FakeAnswer, string]>([
		['-10', says(400, -10, 'Quantity falls into negative inventory'), 'negative inventory'],
		['-2028', says(404, -2028, 'No matching records found'), 'may have kept it as a draft'],
		['10001237', says(400, 10001237, 'Folder path is missing'), 'Folder path is missing'],
	])('%s of a posting', async (_, answer, message) => {
		shop = await openSap();
		answerOnce(shop, ({ path }) => path.endsWith('InventoryPostings'), answer, Infinity);
		const { of } = await shop.run('takeOffSale', [INK], { channel: { stop: 'zero' } });
		expect(of(INK)).toMatchObject({ outcome: 'refused', kind: 'refused', changed: false });
		expect(of(INK).message).toContain(message);
	});

	it('understands the older form of an answer as well', async () => {
		shop = await openSap();
		const error = { code: -5006, message: { lang: 'de-de', value: 'Keine Berechtigung' } };
		answerOnce(shop, isPatch, { status: 400, body: { error } });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			kind: 'permission',
			message: expect.stringContaining('Keine Berechtigung'),
		});
	});

	it('reads again and goes on when another user changed the item (-2039)', async () => {
		shop = await openSap();
		answerOnce(shop, isPatch, says(400, -2039, 'Another user modified the record (ODBC -2039)'));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.patches()).toHaveLength(2);
	});

	it('plans a posting anew as well', async () => {
		shop = await openSap();
		const changed = says(400, -2039, 'Another user modified the record (ODBC -2039)');
		answerOnce(shop, ({ path }) => path.endsWith('InventoryPostings'), changed);
		const { of } = await shop.run('takeOffSale', [INK], { channel: { stop: 'both' } });
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.postings()).toHaveLength(2);
		expect(shop.patches()).toHaveLength(1);
	});

	it('one refused item does not stop the others', async () => {
		shop = await openSap();
		answerOnce(shop, isPatchOf(MAGENTA), says(400, -5002, 'Item is used in open sales orders'));
		const { of, all } = await shop.run('takeOffSale', [INK, MAGENTA, RED]);
		expect(all).toHaveLength(3);
		expect(of(MAGENTA)).toMatchObject({ outcome: 'refused', changed: false });
		for (const sku of [INK, RED]) expect(of(sku)).toMatchObject({ outcome: 'offSale' });
	});

	it('names the right a user lacks', async () => {
		shop = await openSap();
		const { userName, password } = shop.fake.users.readOnly;
		const { of } = await shop.run('takeOffSale', [INK], { credential: { userName, password } });
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission', changed: false });
		expect(of(INK).nextStep).toContain('Authorizations');
	});

	it('sees through a write that is answered well and does nothing', async () => {
		shop = await openSap();
		answerOnce(shop, isPatch, { status: 204 }, Infinity);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'contradicted', confirmed: false });
	});

	it('waits for a busy load balancer, and takes its page for what it is', async () => {
		shop = await openSap();
		shop.sandbox.faults.add({ slug: ID, kind: 'throttled', method: 'PATCH', times: 2 });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('does not take an empty answer for "no such item"', async () => {
		shop = await openSap();
		answerOnce(shop, isRead, { status: 200, body: '' }, Infinity);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'unavailable' });
	});

	it.each<[string, FakeAnswer, string, RegExp, RegExp]>([
		[
			'that its user may not read documents',
			says(403, -5006, 'No authorization'),
			'permission',
			/may not do this/,
			/purchase orders, sales documents/,
		],
		[
			'that the server has no such set',
			says(404, -1000, 'Unrecognized resource path.'),
			'notFound',
			/does not know what was asked for: Unrecognized/,
			/older servers/,
		],
		[
			'of a field that is none',
			says(400, -1000, "Property 'U_X' of 'Document' is invalid"),
			'invalid',
			/Property 'U_X'/,
			/fields/,
		],
	])('tells a trigger %s', async (_, answer, kind, message, nextStep) => {
		shop = await openSap();
		answerOnce(shop, isRead, answer, Infinity);
		const { purchaseOrders } = platformOf(ID);
		const asked = purchaseOrders!.page(await callTo(ID, shop.credentials), {});
		await expect(asked).rejects.toMatchObject({
			problem: {
				kind,
				message: expect.stringMatching(message),
				nextStep: expect.stringMatching(nextStep),
			},
		});
	});

	it('says so when there is no Service Layer at the address', async () => {
		shop = await openSap();
		const url = `${String(shop.fake.account.url)}/portal`;
		const { of } = await shop.run('takeOffSale', [INK], { credential: { url } });
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			changed: false,
			nextStep: expect.stringContaining('credential'),
		});
	});
});
