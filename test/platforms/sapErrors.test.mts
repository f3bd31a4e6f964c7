import { afterEach, describe, expect, it } from 'vitest';

import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
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
