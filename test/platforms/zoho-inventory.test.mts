// Zoho Inventory: what take off and put back do, and each trap of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { front, main } from '../../sandbox/zoho-inventory/shop.mts';
import { built } from '../harness.mts';
import { intercept } from './channelRun.mts';
import { connected } from './connected.mts';
import { ACCOUNT, BASE, both, isPosting, openZoho, zero, type ZohoShop } from './zohoShop.mts';

const INK = 'ACR-INK-PAYN-30';
const RED = 'ACR-SB-CRED-118';
const WHITE = 'ACR-HB-TWHT-60';
const GEL = 'ACR-GEL-MATT-500';
const GESSO = 'ACR-GES-WHT-1000';
const VARNISH = 'ACR-VAR-GLOS-250';
const KIT = 'ACR-KIT-START';
const WORKSHOP = 'ACR-WORKSHOP';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const platform = platforms.find(({ id }) => id === 'zoho-inventory')!;

let shop: ZohoShop;
beforeEach(async () => {
	shop = await openZoho();
});
afterEach(async () => await shop.close());

const idOf = (sku: string) => shop.fake.shop.find(sku).item_id;
/** Lines of each adjustment: location, and by how much. */
const moves = () =>
	shop.fake.shop.adjustments.map(({ location_id, lines }) => [
		location_id,
		...lines.map(({ by }) => by),
	]);

describe('inactive, the default', () => {
	it('switches the item off and on by the documented switch and posts nothing to the books', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
			after: { quantity: 8, visible: false, buyable: false },
		});
		expect(JSON.parse(String(off.of(INK).restore))).toMatchObject({
			listings: [{ id: idOf(INK), was: { status: 'active' }, set: { status: 'inactive' } }],
		});
		const back = await shop.run('putBackOnSale', off.done);
		expect(back.of(INK)).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		expect(shop.fake.shelf()).toEqual(before);
		expect(shop.switches().map(({ path }) => path.slice(BASE.length))).toEqual([
			`/items/${idOf(INK)}/inactive`,
			`/items/${idOf(INK)}/active`,
		]);
		expect(shop.fake.shop.adjustments).toEqual([]);
	});

	it('switches many in one request, named in the address', async () => {
		const skus = [INK, RED, GESSO];
		await shop.run('takeOffSale', skus);
		expect(shop.switches()).toHaveLength(1);
		const { path, query } = shop.switches()[0]!;
		expect(path).toBe(`${BASE}/items/inactive`);
		expect(new URLSearchParams(query).get('item_ids')).toBe(skus.map(idOf).join(','));
	});

	it('hides what is sold out already, since Zoho may take orders at zero', async () => {
		shop.fake.seller.sell(INK, 8);
		expect((await shop.run('getStockState', [INK])).of(INK)).toMatchObject({
			confirmed: false,
			after: { quantity: 0, buyable: null },
		});
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect((await shop.run('putBackOnSale', off.done)).of(INK)).toMatchObject({
			outcome: 'backOnSale',
			after: { quantity: 0, visible: true },
		});
	});

	it('leaves alone what the seller switched off, also when a quantity is given', async () => {
		const off = await shop.run('takeOffSale', [VARNISH]);
		expect(off.of(VARNISH)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		const back = await shop.run('putBackOnSale', [{ ...off.of(VARNISH), quantity: 9 }]);
		expect(back.of(VARNISH)).toMatchObject({ outcome: 'leftAlone', changed: false });
		expect(shop.shelf(VARNISH)).toMatchObject({ quantity: 6, state: 'hidden' });
		expect(shop.switches()).toEqual([]);
	});

	it('says that the count is Zoho’s own when a quantity is given', async () => {
		const off = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setQuantity(INK, 0);
		const back = await shop.run('putBackOnSale', [{ ...off.of(INK), quantity: 12 }]);
		expect(back.of(INK)).toMatchObject({
			outcome: 'backOnSale',
			warnings: [expect.stringContaining('keeps its own count')],
		});
		const without = await shop.run('putBackOnSale', [{ sku: INK, quantity: 12 }]);
		expect(without.of(INK)).toMatchObject({
			outcome: 'leftAlone',
			message: expect.stringContaining('keeps its own count'),
		});
		expect(shop.fake.shop.adjustments).toEqual([]);
	});

	it('takes off what has no count: composite and untracked items, batches', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [KIT, WORKSHOP, GEL]);
		expect(off.done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale', 'offSale']);
		expect(off.of(WORKSHOP)).toMatchObject({ before: { quantity: null, buyable: true } });
		await shop.run('putBackOnSale', off.done);
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('confirms the others when one of them is deleted between the switch and the read-back', async () => {
		const skus = [INK, RED, GESSO, WHITE];
		let deleted = false;
		intercept(shop.fake, ({ path }) => {
			if (path.endsWith('/itemdetails') && !deleted) {
				deleted = true;
				shop.fake.seller.remove!(RED);
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', skus);
		for (const sku of [INK, GESSO, WHITE])
			expect(off.of(sku)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(off.of(RED)).toMatchObject({ sku: RED });
		expect(off.of(RED)).not.toMatchObject({ outcome: 'offSale' });
	});

	it('still takes off the others when Zoho refuses one of them', async () => {
		shop.fake.shop.find(RED).locked = true;
		const off = await shop.run('takeOffSale', [INK, RED, GESSO, WHITE]);
		expect(off.done.map(({ sku, outcome }) => [sku, outcome])).toEqual(
			[INK, GESSO, WHITE].map((sku) => [sku, 'offSale']),
		);
		expect(off.of(RED)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('composite item'),
			nextStep: expect.stringContaining('Look at the item'),
		});
	});
});

describe('looking up', () => {
	it('asks for one SKU by itself, exactly, inactive items too', async () => {
		shop.fake.shop.add({ sku: 'A+B "C" 1/2 & é', name: 'Odd' }, 3);
		shop.fake.seller.setHidden('A+B "C" 1/2 & é', true);
		const state = await shop.run('getStockState', ['A+B "C" 1/2 & é']);
		expect(state.all[0]).toMatchObject({ outcome: 'alreadyOffSale', after: { quantity: 3 } });
		const { query } = shop.requests()[0]!;
		expect(new URLSearchParams(query).get('sku')).toBe('A+B "C" 1/2 & é');
		expect(new URLSearchParams(query).get('filter_by')).toBe('Status.All');
	});

	it('names the other spelling', async () => {
		const state = await shop.run('getStockState', [INK.toLowerCase(), RED]);
		expect(state.of(INK.toLowerCase())).toMatchObject({
			outcome: 'notFound',
			message: expect.stringContaining(`'${INK}'`),
		});
	});

	it('reads a large catalogue only as far as single questions would not be cheaper', async () => {
		await shop.close();
		shop = await openZoho({ catalogue: manyProducts(900) });
		const state = await shop.run('getStockState', ['BENCH-00001', 'BENCH-00250', 'BENCH-00890']);
		expect(state.done.map(({ outcome }) => outcome)).toEqual(Array(3).fill('alreadyOnSale'));
		const asked = shop.requests().map(({ query }) => new URLSearchParams(query));
		expect(asked.map((query) => query.get('sku') ?? `page ${query.get('page')}`)).toEqual([
			'page 1',
			'BENCH-00250',
			'BENCH-00890',
		]);
	});

	it('misses nothing when items are changed between two pages', async () => {
		await shop.close();
		shop = await openZoho({ catalogue: manyProducts(600) });
		const { items } = shop.fake.shop;
		intercept(shop.fake, ({ query }) => {
			// Renamed, sold, switched: none of it moves an item in the list.
			if (query.get('page') === '2')
				for (const item of items.slice(0, 50)) item.name = `Z ${item.name}`;
			return undefined;
		});
		const skus = items.slice(150, 450).map(({ sku }) => sku);
		const state = await shop.run('getStockState', skus);
		expect(state.done).toHaveLength(300);
		expect(shop.requests()).toHaveLength(3);
	});
});

describe('quantity by adjustment', () => {
	it('writes off what is available at each location, never what is committed, and posts it back', async () => {
		const before = shop.fake.shelf();
		const off = await shop.run('takeOffSale', [WHITE, GESSO], { channel: both });
		expect(off.done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale']);
		expect(moves()).toEqual([
			[main, -14, -8],
			[front, -4],
		]);
		expect(shop.fake.shop.find(WHITE).stock.get(main)).toEqual({ onHand: 2, committed: 2 });
		const [first, second] = shop.postings();
		expect(first).toMatchObject({
			date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
			reason: 'Out of stock',
			adjustment_type: 'quantity',
			location_id: main,
			line_items: [
				{ item_id: idOf(WHITE), adjustment_account_id: ACCOUNT, location_id: main },
				{ item_id: idOf(GESSO) },
			],
		});
		expect(first?.reference_number).not.toBe(second?.reference_number);
		const back = await shop.run('putBackOnSale', off.done, { channel: both });
		expect(back.done.map(({ outcome }) => outcome)).toEqual(['backOnSale', 'backOnSale']);
		expect(moves().slice(2)).toEqual([
			[main, 14, 8],
			[front, 4],
		]);
		expect(shop.fake.shelf()).toEqual(before);
	});

	it('adjusts before it switches off, and switches on before it adjusts', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		await shop.run('putBackOnSale', off.done, { channel: both });
		expect(shop.paths().filter((path) => path.startsWith('POST'))).toEqual([
			'POST /inventoryadjustments',
			`POST /items/${idOf(INK)}/inactive`,
			`POST /items/${idOf(INK)}/active`,
			'POST /inventoryadjustments',
		]);
	});

	it('posts nothing for what is at zero, and says it is off sale already', async () => {
		shop.fake.seller.sell(INK, 8);
		const off = await shop.run('takeOffSale', [INK], { channel: zero });
		expect(off.of(INK)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		expect(shop.postings()).toEqual([]);
	});

	it('does not raise a location that is short of what it promised', async () => {
		shop.fake.shop.find(GESSO).stock.set(front, { onHand: 1, committed: 3 });
		const off = await shop.run('takeOffSale', [GESSO], { channel: zero });
		expect(off.of(GESSO)).toMatchObject({ outcome: 'offSale', after: { quantity: -2 } });
		expect(moves()).toEqual([[main, -8]]);
	});

	it('counts nothing at a location that is switched off, and posts nothing there', async () => {
		shop.fake.shop.find(INK).stock.set('460000000038099', { onHand: 5, committed: 0 });
		const off = await shop.run('takeOffSale', [INK], { channel: zero });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', before: { quantity: 8 } });
		expect(moves()).toEqual([[main, -8]]);
	});

	it('posts nothing without an account', async () => {
		for (const stop of ['zero', 'both']) {
			const off = await shop.run('takeOffSale', [INK], { channel: { stop } });
			expect(off.of(INK)).toMatchObject({
				outcome: 'refused',
				changed: false,
				message: expect.stringContaining('no adjustment account'),
				nextStep: expect.stringContaining('Adjustment Account'),
			});
		}
		expect(shop.paths().filter((path) => path.startsWith('POST'))).toEqual([]);
	});

	it('adjusts only the chosen locations, and says when others keep it on sale', async () => {
		const off = await shop.run('takeOffSale', [GESSO], {
			channel: { ...zero, locations: [front] },
		});
		expect(moves()).toEqual([[front, -4]]);
		expect(off.of(GESSO)).toMatchObject({
			outcome: 'contradicted',
			nextStep: expect.stringContaining('locations'),
		});
	});

	it('reads the stock again right before it posts, and remembers what it found then', async () => {
		let sold = false;
		intercept(shop.fake, ({ path }) => {
			if (!sold && path.endsWith('/itemdetails')) {
				sold = true;
				shop.fake.seller.sell(INK, 3);
			}
			return undefined;
		});
		const off = await shop.run('takeOffSale', [INK], { channel: zero });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(moves()).toEqual([[main, -5]]);
		await shop.run('putBackOnSale', off.done, { channel: zero });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 5, state: 'onSale' });
	});

	it('never sends a difference twice when no answer came', async () => {
		shop.sandbox.faults.add({
			slug: 'zoho-inventory',
			kind: 'dropAfter',
			method: 'POST',
			path: 'inventoryadjustments',
		});
		const off = await shop.run('takeOffSale', [INK], { channel: zero });
		expect(moves()).toEqual([[main, -8]]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		shop.sandbox.faults.clear();
		await shop.run('putBackOnSale', off.done, { channel: zero });
		expect(shop.shelf(INK)).toMatchObject({ quantity: 8, state: 'onSale' });
	});

	it('leaves stock alone that arrived since', async () => {
		const off = await shop.run('takeOffSale', [INK], { channel: both });
		shop.fake.seller.setQuantity(INK, 30);
		const back = await shop.run('putBackOnSale', off.done, { channel: both });
		expect(back.of(INK)).toMatchObject({
			outcome: 'backOnSale',
			warnings: [expect.stringContaining('Somebody changed')],
		});
		expect(shop.shelf(INK)).toMatchObject({ quantity: 30, state: 'onSale' });
		expect(moves()).toHaveLength(1);
	});

	it('leaves out the line that Zoho refuses, and still switches that item off', async () => {
		const off = await shop.run('takeOffSale', [INK, GEL, RED], { channel: both });
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale' });
		expect(off.of(RED)).toMatchObject({ outcome: 'offSale' });
		expect(off.of(GEL)).toMatchObject({ outcome: 'refused', changed: true });
		expect(shop.shelf(GEL)).toMatchObject({ quantity: 7, state: 'hidden' });
		expect(
			moves()
				.flat()
				.filter((by) => typeof by === 'number')
				.sort(),
		).toEqual([-5, -8]);
		await shop.run('putBackOnSale', off.all, { channel: both });
		expect(shop.shelf(GEL)).toMatchObject({ quantity: 7, state: 'onSale' });
	});

	it('refuses a plain count where Zoho keeps batches', async () => {
		const off = await shop.run('takeOffSale', [GEL], { channel: zero });
		expect(off.of(GEL)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('by batch, serial number or bin'),
			nextStep: expect.stringContaining('Mark as Inactive'),
		});
	});

	it('refuses a count of what has none, or only switches it off', async () => {
		const alone = await shop.run('takeOffSale', [KIT, WORKSHOP], { channel: zero });
		for (const sku of [KIT, WORKSHOP])
			expect(alone.of(sku)).toMatchObject({
				outcome: 'refused',
				message: expect.stringContaining('keeps no count'),
			});
		const with_ = await shop.run('takeOffSale', [KIT], { channel: both });
		expect(with_.of(KIT)).toMatchObject({
			outcome: 'offSale',
			warnings: [expect.stringContaining('keeps no count')],
		});
		expect(shop.postings()).toEqual([]);
	});

	it('says so when the adjustment waits for approval and nothing has moved', async () => {
		shop.fake.shop.approval = true;
		const off = await shop.run('takeOffSale', [INK], { channel: zero });
		expect(off.of(INK)).toMatchObject({ outcome: 'contradicted', confirmed: false });
		expect(shop.fake.shop.adjustments).toMatchObject([{ draft: true }]);
	});

	it('posts a given quantity at one location, and none for an item that stays inactive', async () => {
		await shop.run('takeOffSale', [GESSO], { channel: zero });
		const back = await shop.run('putBackOnSale', [{ sku: GESSO, quantity: 6 }], {
			channel: { ...zero, locations: [front] },
		});
		expect(back.of(GESSO)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 6 } });
		expect(moves().at(-1)).toEqual([front, 6]);
		shop.fake.seller.setQuantity(VARNISH, 0);
		const off = await shop.run('putBackOnSale', [{ sku: VARNISH, quantity: 6 }], { channel: zero });
		expect(off.of(VARNISH)).toMatchObject({
			outcome: 'refused',
			changed: false,
			message: expect.stringContaining('inactive'),
		});
		// Two write-offs and one posting back; none for the inactive item.
		expect(shop.postings()).toHaveLength(3);
	});

	it('remembers the location that was written when the other is refused', async () => {
		intercept(shop.fake, (request) =>
			isPosting(request) && request.body.toString().includes(`"location_id":"${front}"`)
				? { status: 400, body: { code: 9001, message: 'The location is locked.' } }
				: undefined,
		);
		const off = await shop.run('takeOffSale', [GESSO], { channel: zero });
		expect(off.of(GESSO)).toMatchObject({
			outcome: 'failed',
			changed: true,
			message: expect.stringContaining('The location is locked.'),
		});
		expect(moves()).toEqual([[main, -8]]);
		await shop.run('putBackOnSale', off.attention, { channel: zero });
		expect(shop.shelf(GESSO)).toMatchObject({ quantity: 12, state: 'onSale' });
	});

	it.each(['warehouses', 'none'] as const)(
		'reads and adjusts an organization with %s',
		async (places) => {
			const before = shop.fake.shelf();
			shop.fake.shop.places = places;
			shop.fake.shop.placesInLists = false;
			const off = await shop.run('takeOffSale', [INK, RED], { channel: both });
			expect(off.done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale']);
			expect(shop.postings()).toHaveLength(1);
			expect('location_id' in shop.postings()[0]!).toBe(places !== 'none');
			await shop.run('putBackOnSale', off.done, { channel: both });
			expect(shop.fake.shelf()).toEqual(before);
		},
	);

	it('dates adjustments by the day where the organization is', async () => {
		// Half past two at night in London is the evening before in Los Angeles.
		const clock = (built('./http/clock.js') as { clock: { now(): number } }).clock;
		const now = clock.now;
		clock.now = () => Date.parse('2026-11-24T02:30:00Z');
		try {
			await shop.run('takeOffSale', [INK], { channel: zero });
		} finally {
			clock.now = now;
		}
		expect(shop.postings()).toMatchObject([{ date: '2026-11-23' }]);
	});

	it('sends the reason that was entered', async () => {
		await shop.run('takeOffSale', [INK], { channel: { ...zero, adjustmentReason: 'Stocktaking' } });
		expect(shop.postings()).toMatchObject([{ reason: 'Stocktaking' }]);
	});

	it('shows in a dry run what would be posted', async () => {
		const dry = await shop.run('takeOffSale', [GESSO], {
			channel: both,
			options: { dryRun: true },
		});
		expect(dry.of(GESSO).plannedRequests).toMatchObject([
			{ path: expect.stringContaining('/inventoryadjustments'), body: { location_id: main } },
			{ body: { location_id: front, line_items: [{ quantity_adjusted: -4 }] } },
			{ path: expect.stringContaining(`/items/${idOf(GESSO)}/inactive`) },
		]);
		expect(shop.fake.shop.adjustments).toEqual([]);
	});
});

describe('the lists of the options', () => {
	it('name the locations', async () => {
		const { call, account } = await connected('zoho-inventory', shop.credentials);
		expect(await platform.lists?.locations?.(call, account)).toEqual([
			{ name: 'Main Warehouse', value: main },
			{ name: 'Old Cellar', value: '460000000038099' },
			{ name: 'Shop Front', value: front },
		]);
	});

	it('name the accounts that items are bought on', async () => {
		const { call, account } = await connected('zoho-inventory', shop.credentials);
		expect(await platform.lists?.adjustmentAccounts?.(call, account)).toEqual([
			{ name: 'Cost of Goods Sold', value: ACCOUNT },
		]);
	});
});
