// QuickBooks Online: what take off and put back do to the items and to the books.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { Platform } from '../../platforms/platform';
import { built } from '../harness.mts';
import { intercept, json } from './channelRun.mts';
import { both, openQuickbooks, outcomesOf, type QuickbooksShop } from './quickbooksShop.mts';

const INK = 'ACR-INK-PAYN-30';
const RED = 'ACR-SB-CRED-118';
const ZERO = 'ACR-ZERO-1';
const NEGATIVE = 'ACR-NEG-1';
const WRAP = 'ACR-GIFT-WRAP';
const LATER = 'ACR-NEXT-YEAR';
const ODD = "ACR-ARTIST'S\\1";

let shop: QuickbooksShop;
beforeEach(async () => {
	shop = await openQuickbooks();
});
afterEach(async () => await shop.close());

const lines = () => shop.books.adjustments.map((one) => one.lines.map(({ by }) => by));

describe('the default: make inactive what is at zero already (sheet, section 4)', () => {
	it('takes it off the sales forms and back, without a posting', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [ZERO, WRAP, ODD]);
		expect(outcomesOf(off)).toEqual({ [ZERO]: 'offSale', [WRAP]: 'offSale', [ODD]: 'offSale' });
		expect(off.of(ZERO)).toMatchObject({ confirmed: true, warnings: [] });
		expect(shop.item(ZERO)).toMatchObject({ Active: false, Name: 'Acrylic Roller (deleted)' });
		expect(shop.batches()).toHaveLength(1);
		const back = await shop.run('putBackOnSale', off.done);
		expect(back.done.map(({ outcome }) => outcome)).toEqual(Array(3).fill('backOnSale'));
		expect(shop.fake.shelf()).toEqual(before);
		expect(shop.books.adjustments).toEqual([]);
	});

	it('reports what is in stock or below zero, and leaves it alone', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [INK, NEGATIVE, ZERO]);
		expect(off.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('still counts 8'),
			nextStep: expect.stringContaining('Posts to the Books'),
		});
		expect(off.of(NEGATIVE)).toMatchObject({ outcome: 'refused' });
		expect(off.of(ZERO)).toMatchObject({ outcome: 'offSale' });
		expect(shop.fake.shelf().filter(({ sku }) => sku !== ZERO)).toEqual(
			before.filter(({ sku }) => sku !== ZERO),
		);
		expect(shop.books.adjustments).toEqual([]);
	});

	it('takes items in stock only when told so, and says what QuickBooks wrote off', async () => {
		const channel = { inactivateInStock: true };
		const off = await shop.run('takeOffSale', [INK], { channel });
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			warnings: [expect.stringContaining('wrote 8 off')],
		});
		const back = await shop.run('putBackOnSale', off.done, { channel });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 0 } });
	});

	it('brings items in stock back as they were where QuickBooks writes nothing off', async () => {
		shop.books.writesOffInactive = false;
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [INK], { channel: { inactivateInStock: true } });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', warnings: [] });
		await shop.run('putBackOnSale', off.done);
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('counts an active item as on sale, also at zero, since it can be oversold', async () => {
		const { done } = await shop.run('getStockState', [ZERO, INK]);
		expect(done).toMatchObject([
			{ outcome: 'alreadyOnSale', after: { quantity: 0, buyable: true } },
			{ outcome: 'alreadyOnSale', after: { quantity: 8, buyable: true } },
		]);
	});

	it('sets no quantity, and says so', async () => {
		const off = await shop.run('takeOffSale', [ZERO]);
		const [row] = off.done;
		const back = await shop.run('putBackOnSale', [{ ...row, quantity: 6 }]);
		expect(back.of(ZERO)).toMatchObject({
			outcome: 'backOnSale',
			after: { quantity: 0 },
			warnings: [expect.stringContaining('keeps its own count')],
		});
		expect(shop.books.adjustments).toEqual([]);
	});

	it('without restore data nothing is shown that may have been hidden by hand', async () => {
		await shop.run('takeOffSale', [ZERO]);
		const back = await shop.run('putBackOnSale', [{ sku: ZERO, quantity: 6 }]);
		expect(back.of(ZERO)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(back.of(ZERO).message).toContain('keeps its own count');
	});

	it('takes thirty items in one batch', async () => {
		await shop.close();
		const catalogue = manyProducts(31).map(({ title, variants }) => ({
			title,
			variants: variants.map((one) => ({ ...one, quantity: 0 })),
		}));
		shop = await openQuickbooks({ catalogue });
		const skus = catalogue.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		const off = await shop.run('takeOffSale', skus);
		expect(off.done).toHaveLength(31);
		const sizes = shop.batches().map((entry) => (json(entry).BatchItemRequest as []).length);
		expect(sizes.sort()).toEqual([1, 30]);
	});
});

describe('the way that posts to the books', () => {
	it('adjusts by the difference first, makes inactive then, and brings both back', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [INK, RED, NEGATIVE], { channel: both });
		expect(off.done.map(({ outcome }) => outcome)).toEqual(Array(3).fill('offSale'));
		expect(lines()).toEqual([[-8, -5, 2]]);
		expect(shop.books.adjustments[0]).toMatchObject({
			account: '82',
			note: expect.stringMatching(/^Taken off sale by n8n, execution /),
		});
		const back = await shop.run('putBackOnSale', off.done, { channel: both });
		expect(back.done.map(({ outcome }) => outcome)).toEqual(Array(3).fill('backOnSale'));
		expect(lines()[1]).toEqual([8, 5, -2]);
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('posts no fractions of fractions', async () => {
		const off = await shop.run('takeOffSale', ['ACR-METRE'], { channel: both });
		shop.fake.seller.setQuantity('ACR-METRE', 0);
		expect(off.of('ACR-METRE')).toMatchObject({ outcome: 'offSale' });
		expect(lines()).toEqual([[-2.3]]);
	});

	it('wants an account, and does nothing without', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: { stop: 'both' } });
		expect(off.of(INK)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('no adjustment account'),
		});
		expect(shop.postings()).toEqual([]);
	});

	it('posts nothing for what has no stock', async () => {
		const off = await shop.run('takeOffSale', [ZERO, WRAP], { channel: { stop: 'both' } });
		expect(off.done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale']);
		expect(shop.postings()).toEqual([]);
	});

	it('reads the count again right before it posts, and remembers what it found then', async () => {
		let sold = false;
		intercept(shop.fake, ({ query }) => {
			if (!sold && query.get('query')?.includes('Id in')) {
				sold = true;
				shop.fake.seller.sell(INK, 3);
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(lines()).toEqual([[-5]]);
		await shop.run('putBackOnSale', off.done, { channel: both });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 5, state: 'onSale' });
	});

	it('sends an adjustment twice with the same key, and it is posted once', async () => {
		shop.sandbox.faults.add({
			slug: 'quickbooks-commerce',
			kind: 'dropAfter',
			path: 'inventoryadjustment',
			times: 1,
		});
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		const keys = shop.postings().map(({ query }) => new URLSearchParams(query).get('requestid'));
		expect(keys).toHaveLength(2);
		expect(new Set(keys).size).toBe(1);
		expect(lines()).toEqual([[-8]]);
	});

	it('one refused line stops none of the others, and leaves its item active', async () => {
		const off = await shop.run('takeOffSale', [INK, LATER, RED], { channel: both });
		expect(outcomesOf(off)).toEqual({ [INK]: 'offSale', [LATER]: 'refused', [RED]: 'offSale' });
		expect(off.of(LATER)).toMatchObject({
			changed: false,
			message: expect.stringContaining('only from a later day on'),
		});
		expect(shop.shelf(LATER)).toMatchObject({ quantity: 4, state: 'onSale' });
	});

	it('a reason that holds for all lines is not asked for line by line', async () => {
		await shop.close();
		shop = await openQuickbooks({ catalogue: manyProducts(60) });
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/inventoryadjustment') ? fault('6000', 'The books are closed.') : undefined,
		);
		const skus = Array.from({ length: 60 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const off = await shop.run('takeOffSale', skus, { channel: both });
		expect(off.attention).toHaveLength(60);
		expect(off.of('BENCH-00060')).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('The books are closed.'),
		});
		expect(shop.postings().length).toBeLessThan(20);
		expect(shop.batches()).toEqual([]);
	});

	it('an item that stays active after its posting is undone by put back', async () => {
		const before = shop.fake.shelf();
		intercept(shop.fake, ({ path }) =>
			path.endsWith('/batch') ? batchAnswer({ Fault: faultBody('6000', 'No.') }) : undefined,
		);
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'refused', changed: true });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 0, state: 'onSale' });
		await shop.run('putBackOnSale', off.all, { channel: both });
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('an item whose stock cannot be posted back is active all the same, and says so', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		const back = await shop.run('putBackOnSale', off.done);
		expect(back.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: true,
			message: expect.stringContaining('no adjustment account'),
		});
		expect(shop.shelf(INK)).toMatchObject({ quantity: 0, state: 'onSale' });
	});

	it('posts nothing for an inactive item without restore data', async () => {
		await shop.run('takeOffSale', [INK], { channel: both });
		const back = await shop.run('putBackOnSale', [{ sku: INK, quantity: 4 }], { channel: both });
		expect(back.of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			nextStep: expect.stringContaining('restore'),
		});
		expect(shop.shelf(INK)).toMatchObject({ quantity: 0, state: 'hidden' });
	});

	it('posts a given quantity instead of the remembered one', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		const [row] = off.done;
		const back = await shop.run('putBackOnSale', [{ ...row, quantity: 20 }], { channel: both });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 20 } });
	});

	it('leaves stock alone that arrived since', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		shop.fake.seller.setQuantity(INK, 30);
		const back = await shop.run('putBackOnSale', off.done, { channel: both });
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale' });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 30, state: 'onSale' });
	});

	it('offers the accounts an adjustment may go against', async () => {
		const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
		const load = platforms.find(({ id }) => id === 'quickbooks-commerce')?.lists
			?.adjustmentAccounts;
		const list = await load?.(async ({ path, query = {} }) => {
			const answer = await shop.fake.handle({
				method: 'GET',
				path: `/v3/company/4620816365000000${path}`,
				query: new URLSearchParams(query),
				headers: { authorization: `Bearer ${shop.fake.signedIn?.access_token}` },
				body: Buffer.from(''),
			});
			return { status: answer.status, headers: {}, body: answer.body };
		}, {});
		expect(list).toEqual([
			{ name: 'Cost of Goods Sold', value: '80' },
			{ name: 'Inventory Shrinkage', value: '82' },
			{ name: 'Opening Balance Equity', value: '34' },
		]);
	});
});

describe('look-ups (sheet, section 3)', () => {
	it('finds inactive items, and keeps the suffix out of the title', async () => {
		const { of } = await shop.run('getStockState', ['ACR-VAR-GLOS-250']);
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({
			outcome: 'alreadyOffSale',
			after: { title: 'Gloss Varnish 250 ml', visible: false, quantity: 6 },
		});
	});

	it('reports one SKU on two items', async () => {
		const off = await shop.run('takeOffSale', ['ACR-DUP-1']);
		expect(off.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
	});

	it('compares exactly, although QuickBooks does not', async () => {
		const off = await shop.run('takeOffSale', [ZERO.toLowerCase()]);
		expect(off.attention).toMatchObject([{ outcome: 'notFound' }]);
	});

	it('one SKU QuickBooks cannot read does not stop the others', async () => {
		intercept(shop.fake, ({ query }) =>
			query.get('query')?.includes('ACR-BAD') ? fault('4000', 'QueryParserError') : undefined,
		);
		const off = await shop.run('takeOffSale', ['ACR-BAD', ZERO, WRAP]);
		expect(outcomesOf(off)).toEqual({
			'ACR-BAD': 'notFound',
			[ZERO]: 'offSale',
			[WRAP]: 'offSale',
		});
	});

	it('splits long SKUs over several addresses', async () => {
		const skus = Array.from({ length: 50 }, (_, i) => `${'Ü'.repeat(90)}${i}`);
		const off = await shop.run('takeOffSale', [...skus, ZERO]);
		expect(off.done).toMatchObject([{ sku: ZERO, outcome: 'offSale' }]);
		expect(shop.queries().length).toBeGreaterThan(3);
	});
});

describe('versions and names (sheet, sections 4 and 6)', () => {
	it('a stale version is read and sent again, alone', async () => {
		let first = true;
		intercept(shop.fake, ({ path }) => {
			if (path.endsWith('/batch') && first) {
				first = false;
				shop.books.touch(shop.item(ZERO));
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', [ZERO, WRAP]);
		expect(off.done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale']);
		const sizes = shop.batches().map((entry) => (json(entry).BatchItemRequest as []).length);
		expect(sizes).toEqual([2, 1]);
		await shop.run('putBackOnSale', off.done);
		expect(shop.shelf(ZERO)?.state).toBe('onSale');
	});

	it('a version that goes stale after the posting loses nothing', async () => {
		const before = shop.fake.shelf();
		let first = true;
		intercept(shop.fake, ({ path }) => {
			if (path.endsWith('/batch') && first) {
				first = false;
				shop.books.touch(shop.item(INK));
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', changed: true });
		expect(lines()).toEqual([[-8]]);
		await shop.run('putBackOnSale', off.done, { channel: both });
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('companies that want all fields get them as read, never the count', async () => {
		shop.books.wantsAllFields = true;
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [ZERO]);
		expect(off.of(ZERO)).toMatchObject({ outcome: 'offSale' });
		const [{ Item }] = json(shop.batches()[1]!).BatchItemRequest as unknown as [{ Item: object }];
		expect(Item).toMatchObject({ Name: 'Acrylic Roller', Type: 'Inventory', sparse: true });
		await shop.run('putBackOnSale', off.done);
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('a name taken meanwhile keeps the item inactive, and says why', async () => {
		const off = await shop.run('takeOffSale', [ZERO]);
		shop.books.add('ACR-ZERO-2', 'Acrylic Roller', 1);
		const back = await shop.run('putBackOnSale', off.done);
		expect(back.of(ZERO)).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('has taken the name'),
		});
		expect(shop.shelf(ZERO)?.state).toBe('hidden');
	});

	it('warns when QuickBooks leaves the suffix in the name', async () => {
		const off = await shop.run('takeOffSale', [ZERO]);
		const handle = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) => {
			const answer = await handle(request);
			if (request.path.endsWith('/batch')) {
				shop.item(ZERO).Name = 'Acrylic Roller (deleted)';
				const { BatchItemResponse } = answer.body as { BatchItemResponse: { Item: object }[] };
				Object.assign(BatchItemResponse[0]!.Item, { Name: 'Acrylic Roller (deleted)' });
			}
			return answer;
		};
		const back = await shop.run('putBackOnSale', off.done);
		expect(back.of(ZERO)).toMatchObject({
			outcome: 'backOnSale',
			warnings: [expect.stringContaining('left the name')],
		});
	});
});

function faultBody(code: string, Detail: string) {
	return { Error: [{ Message: Detail, Detail, code, element: '' }], type: 'ValidationFault' };
}

function fault(code: string, Detail: string) {
	return { status: 400, body: { Fault: faultBody(code, Detail), time: '' } };
}

function batchAnswer(one: object) {
	return { status: 200, body: { BatchItemResponse: [{ ...one, bId: '1' }], time: '' } };
}
