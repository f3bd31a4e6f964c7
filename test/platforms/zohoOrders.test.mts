import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Purchasing } from '../../sandbox/fake.mts';
import { connected } from './connected.mts';
import { intercept } from './channelRun.mts';
import { openZoho, type ZohoShop } from './zohoShop.mts';

const ID = 'zoho-inventory';
const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';

let shop: ZohoShop;
let clerk: Purchasing;
let link: Awaited<ReturnType<typeof connected>>;
beforeEach(async () => {
	shop = await openZoho();
	clerk = shop.fake.purchasing!;
	link = await connected(ID, shop.credentials);
});
afterEach(async () => await shop.close());

/** Each order of a supplier of its own: orders are remembered by what the list tells of them, over the end of a test too. */
let suppliers = 0;
const issued = (lines = [{ sku: INK, quantity: 10 }], expectedOn?: string) => {
	const supplier = `Pigment Works ${(suppliers += 1)}`;
	const number = clerk.order({ supplier, lines, expectedOn });
	clerk.send(number);
	return number;
};
const open = async () => await link.orders();
const minuteAgo = () => new Date(shop.clock.now() - 60_000).toISOString();
const since = async (time: string) => await link.orders({ since: time });
const details = () => shop.paths().filter((path) => /^GET \/purchaseorders\/\d+$/.test(path));

describe('Zoho Inventory: orders to suppliers', () => {
	it('gives the lines of an issued order', async () => {
		const number = issued(
			[
				{ sku: INK, quantity: 10 },
				{ sku: GEL, quantity: 4 },
			],
			'2026-12-10',
		);
		const order = shop.fake.orders.find(number);
		expect((await open()).lines).toEqual([
			{
				id: order.lines[0]!.id,
				poNumber: number,
				supplier: expect.stringContaining('Pigment Works'),
				supplierId: expect.any(String),
				warehouse: 'Main Warehouse',
				sku: INK,
				title: expect.stringContaining('Payne'),
				ordered: 10,
				received: 0,
				state: 'open',
				expectedAt: '2026-12-10',
				nativeStatus: 'issued',
				changedAt: new Date(Math.floor(order.modified / 1000) * 1000).toISOString(),
			},
			expect.objectContaining({ sku: GEL, ordered: 4, id: order.lines[1]!.id }),
		]);
	});

	it.each([
		['draft', undefined],
		['pending_approval', undefined],
		['approved', 'open'],
		['issued', 'open'],
		['open', 'open'],
		['partially_received', 'open'],
		['Partially_Received', 'open'],
		['partially_billed', 'open'],
		['received', 'closed'],
		['billed', 'closed'],
		['closed', 'closed'],
		['drop_shipped', 'closed'],
		['cancelled', 'cancelled'],
	])('status %s is %s', async (status, state) => {
		const before = minuteAgo();
		const number = issued();
		shop.fake.orders.find(number).status = status;
		const isOpen = state === 'open';
		expect((await open()).lines.map((line) => line.state)).toEqual(isOpen ? ['open'] : []);
		const changed = (await since(before)).lines;
		expect(changed).toMatchObject(state ? [{ state, nativeStatus: status }] : []);
		expect(changed).toHaveLength(state ? 1 : 0);
	});

	it('counts what came in parts, and tells the last part as closed', async () => {
		const before = minuteAgo();
		const number = issued();
		clerk.receive(number, INK, 4);
		expect((await open()).of(number)).toMatchObject([
			{ ordered: 10, received: 4, state: 'open', nativeStatus: 'partially_received' },
		]);
		clerk.receive(number, INK, 6);
		expect((await open()).lines).toEqual([]);
		expect((await since(before)).of(number)).toMatchObject([
			{ ordered: 10, received: 10, state: 'closed', nativeStatus: 'received' },
		]);
	});

	it('takes what was cancelled of a line off what was ordered', async () => {
		const number = issued();
		shop.fake.orders.find(number).lines[0]!.cancelled = 3;
		expect((await open()).of(number)).toMatchObject([{ ordered: 7, received: 0 }]);
	});

	it('passes on the mark of orders that customers wait for, and no other', async () => {
		const [waits, other] = [issued(), issued()];
		clerk.backorder!(waits, INK);
		const { of } = await open();
		expect(of(waits)).toMatchObject([{ backordered: true }]);
		expect(of(other)[0]).not.toHaveProperty('backordered');
	});

	it('has no date where none is set, and takes the delivery date where only that is', async () => {
		const number = issued();
		expect((await open()).of(number)[0]).not.toHaveProperty('expectedAt');
		clerk.move(number, '2026-12-24');
		expect((await open()).of(number)).toMatchObject([{ expectedAt: '2026-12-24' }]);
		const handle = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!/purchaseorders\/\d+$/.test(request.path)) return undefined;
			const answer = await handle(request);
			const { purchaseorder } = answer.body as { purchaseorder: object };
			const moved = { ...purchaseorder, expected_delivery_date: '', delivery_date: '2027-01-05' };
			// In the documented wrapper for once.
			return { ...answer, body: { code: 0, message: 'success', purchase_order: moved } };
		});
		clerk.move(number, '2027-01-01');
		expect((await open()).of(number)).toMatchObject([{ expectedAt: '2027-01-05' }]);
	});

	it('drops lines that were removed', async () => {
		const number = issued([
			{ sku: INK, quantity: 10 },
			{ sku: GEL, quantity: 4 },
		]);
		expect((await open()).lines).toHaveLength(2);
		clerk.removeLine(number, GEL);
		expect((await open()).lines.map(({ sku }) => sku)).toEqual([INK]);
	});

	it('looks for the SKUs that the lines do not name', async () => {
		shop.fake.orders.skusInLines = false;
		issued();
		expect((await open()).lines).toMatchObject([{ sku: INK }]);
		expect(shop.paths()).toContain('GET /itemdetails');
		shop.fake.seller.remove!(INK);
		issued([{ sku: GEL, quantity: 1 }]);
		expect((await open()).lines.map(({ sku }) => sku)).toEqual(['', GEL]);
	});

	it('reads an order again only when it changed: the requests of a day are few', async () => {
		const [first, second] = [issued(), issued()];
		await open();
		expect(details()).toHaveLength(2);
		await open();
		await since('2026-01-01T00:00:00Z');
		expect(details()).toHaveLength(2);
		clerk.move(second, '2026-12-31');
		expect((await open()).of(second)).toMatchObject([{ expectedAt: '2026-12-31' }]);
		expect(details()).toHaveLength(3);
		expect((await open()).of(first)).toHaveLength(1);
	});

	it.each([true, false])('tells only what changed, filter obeyed: %s', async (filters) => {
		shop.fake.orders.filtersByTime = filters;
		const old = issued();
		shop.fake.orders.find(old).modified -= 3_600_000;
		const before = minuteAgo();
		const fresh = issued();
		clerk.cancel(fresh);
		const { lines } = await since(before);
		expect(lines.map(({ poNumber, state }) => [poNumber, state])).toEqual([[fresh, 'cancelled']]);
		expect(details()).toHaveLength(1);
		const list = shop.requests().find(({ path }) => path.endsWith('/purchaseorders'))!;
		expect(new URLSearchParams(list.query).get('last_modified_time')).toBe(
			`${before.slice(0, 19)}+0000`,
		);
	});

	it('goes through more orders than a page holds, some at a time', async () => {
		const numbers = Array.from({ length: 270 }, () => issued());
		for (const number of numbers.slice(0, 130)) clerk.cancel(number);
		const { lines, pages } = await open();
		expect(lines.map(({ poNumber }) => poNumber)).toEqual(numbers.slice(130));
		// 70 of the first 200 rows in two goes, 70 of the other page in two.
		expect(pages).toBe(4);
		expect(details()).toHaveLength(140);
	}, 30_000);

	it('leaves out an order that is deleted while it is read', async () => {
		const [gone, left] = [issued(), issued()];
		const body = { code: 1002, message: 'Purchase Order does not exist.' };
		intercept(shop.fake, ({ path }) =>
			path.endsWith(shop.fake.orders.find(gone).id) ? { status: 404, body } : undefined,
		);
		expect((await open()).lines.map(({ poNumber }) => poNumber)).toEqual([left]);
	});

	it('says which right is missing in a connection of before', async () => {
		shop.fake.access.scopes.delete('ZohoInventory.purchaseorders.READ');
		await expect(open()).rejects.toMatchObject({
			problem: { kind: 'permission', nextStep: expect.stringContaining('purchase orders') },
		});
	});

	it('knows what can still be sold of a SKU', async () => {
		const { platform, call } = link;
		const found = await platform.purchaseOrders!.sellable!(call, [INK, 'NOPE', 'ACR-VAR-GLOS-250']);
		expect([...found]).toEqual([
			[INK, 8],
			['ACR-VAR-GLOS-250', 0],
		]);
	});

	it('knows the time zone where the organizations of the user agree on it', async () => {
		const { platform, call } = link;
		const zone = async (...zones: string[]) => {
			const organizations = zones.map((time_zone, i) => ({
				organization_id: String(i),
				time_zone,
			}));
			const answer = { status: 200, headers: {}, body: { code: 0, organizations } };
			return await platform.purchaseOrders!.zone!(async () => answer);
		};
		expect(await platform.purchaseOrders!.zone!(call)).toBeUndefined();
		expect(await zone('Europe/Berlin')).toBe('Europe/Berlin');
		expect(await zone('Asia/Kolkata', 'Asia/Kolkata')).toBe('Asia/Kolkata');
		expect(await zone('PST')).toBeUndefined();
		expect(await zone('Mars/Olympus')).toBeUndefined();
		expect(await zone()).toBeUndefined();
	});
});
