import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Purchasing } from '../../sandbox/fake.mts';
import { intercept } from './channelRun.mts';
import { connected } from './connected.mts';
import { openLinnworks, type LinnworksShop } from './linnworksShop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const DAY = 86_400_000;

let shop: LinnworksShop;
let clerk: Purchasing;
let link: Awaited<ReturnType<typeof connected>>;
beforeEach(async () => {
	shop = await openLinnworks();
	clerk = shop.fake.purchasing!;
	link = await connected('linnworks', shop.credentials);
});
afterEach(async () => await shop.close());

const sent = (lines = [{ sku: INK, quantity: 10 }], expectedOn?: string) => {
	const number = clerk.order({ supplier: 'Pigment Works', lines, expectedOn });
	clerk.send(number);
	return number;
};
const open = async () => await link.orders();
const ago = (ms: number) => new Date(shop.clock.now() - ms).toISOString();
const calls = (method: string) =>
	shop.sandbox.log.entries('linnworks').filter(({ path }) => path.endsWith(`/${method}`));

describe('Linnworks: orders to suppliers', () => {
	it('gives the lines of an open order, supplier and location by name', async () => {
		const number = sent(
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
				supplier: 'Pigment Works',
				supplierId: shop.fake.orders.suppliers.get('Pigment Works'),
				warehouse: 'Default',
				sku: INK,
				title: expect.stringContaining('Payne'),
				ordered: 10,
				received: 0,
				state: 'open',
				expectedAt: '2026-12-10',
				nativeStatus: 'OPEN',
			},
			expect.objectContaining({ id: order.lines[1]!.id, sku: GEL, ordered: 4 }),
		]);
	});

	it.each([
		['PENDING', [], []],
		['OPEN', ['open'], []],
		['PARTIAL', ['open'], []],
		['DELIVERED', [], ['closed']],
	] as const)('status %s', async (status, whileOpen, changed) => {
		const number = sent();
		shop.fake.orders.find(number).status = status;
		expect((await open()).lines.map(({ state }) => state)).toEqual(whileOpen);
		const { lines } = await link.orders({ since: ago(DAY) });
		expect(lines.map(({ state }) => state)).toEqual(changed);
	});

	it('counts what came in parts, and finds what is delivered by its day', async () => {
		const number = sent();
		clerk.receive(number, INK, 4);
		expect((await open()).of(number)).toMatchObject([
			{ ordered: 10, received: 4, state: 'open', nativeStatus: 'PARTIAL' },
		]);
		clerk.receive(number, INK, 6);
		expect((await open()).lines).toEqual([]);
		expect((await link.orders({ since: ago(DAY) })).of(number)).toMatchObject([
			{
				ordered: 10,
				received: 10,
				state: 'closed',
				nativeStatus: 'DELIVERED',
				changedAt: new Date(shop.fake.orders.find(number).delivered).toISOString(),
			},
		]);
	});

	it('a day of delivery that was entered late is reached back for', async () => {
		const number = sent();
		clerk.closeShort(number);
		const order = shop.fake.orders.find(number);
		order.delivered -= DAY;
		const { platform } = link;
		const since = ago(platform.purchaseOrders!.overlapMs);
		expect((await link.orders({ since })).of(number)).toMatchObject([
			{ received: 0, state: 'closed' },
		]);
		order.delivered -= 3 * DAY;
		expect((await link.orders({ since })).lines).toEqual([]);
		// Nothing is read of what was delivered before.
		expect(calls('Get_PurchaseOrder')).toHaveLength(1);
	});

	it('looks two years of purchases back for what is delivered', async () => {
		const number = sent();
		clerk.closeShort(number);
		const since = ago(DAY);
		await link.orders({ since });
		const { DateFrom } = JSON.parse(calls('Search_PurchaseOrders2').at(-1)!.requestBody) as {
			DateFrom: string;
		};
		expect(Date.parse(since) - Date.parse(DateFrom)).toBe(730 * DAY);
	});

	it.each([
		['one of the year 1', '0001-01-01T00:00:00Z', undefined],
		['an old one', '1900-01-01T00:00:00Z', undefined],
		['none', '', undefined],
		['a day', '2026-12-24T00:00:00Z', '2026-12-24'],
		['a day late in the evening', '2026-12-24T23:00:00Z', '2026-12-24'],
	])('the quoted date is %s', async (_, quoted, expectedAt) => {
		const number = sent();
		shop.fake.orders.find(number).quoted = quoted;
		expect((await open()).of(number)[0]?.expectedAt).toBe(expectedAt);
	});

	it('the moment of the purchase is no quoted date', async () => {
		const number = sent();
		const order = shop.fake.orders.find(number);
		order.quoted = new Date(order.purchased).toISOString();
		expect((await open()).of(number)[0]).not.toHaveProperty('expectedAt');
		expect(await link.platform.purchaseOrders!.zone!(link.call)).toBe('UTC');
	});

	it('deleted orders and deleted lines are gone', async () => {
		const number = sent([
			{ sku: INK, quantity: 1 },
			{ sku: GEL, quantity: 2 },
		]);
		clerk.removeLine(number, INK);
		clerk.cancel(sent());
		expect((await open()).lines.map(({ sku }) => sku)).toEqual([GEL]);
	});

	it('leaves out an order that is deleted between search and look-up', async () => {
		const [gone, left] = [sent(), sent()];
		const { id } = shop.fake.orders.find(gone);
		intercept(shop.fake, ({ path, body }) =>
			path.endsWith('Get_PurchaseOrder') && body.includes(id)
				? { status: 400, body: { Message: 'Purchase Order does not exist' } }
				: undefined,
		);
		expect((await open()).lines.map(({ poNumber }) => poNumber)).toEqual([left]);
	});

	it('an order of which a part arrives between two pages is not lost', async () => {
		const numbers = Array.from({ length: 130 }, () => sent());
		const seen: string[] = [];
		let from: string | undefined;
		do {
			const page = await link.platform.purchaseOrders!.page(link.call, from ? { from } : {});
			seen.push(...page.lines.map(({ poNumber }) => poNumber));
			from = page.next;
			const rest = numbers.filter((number) => !seen.includes(number));
			for (const number of rest.slice(0, 20)) clerk.receive(number, INK, 1);
			if (seen[0]) clerk.closeShort(seen[0]);
		} while (from !== undefined);
		expect(seen.toSorted()).toEqual(numbers);
	}, 60_000);

	it('searches one status at a time, and asks for suppliers and locations once', async () => {
		for (let n = 0; n < 3; n++) sent();
		await open();
		expect(
			calls('Search_PurchaseOrders2').map(({ requestBody }) => JSON.parse(requestBody)),
		).toMatchObject([{ Status: 'OPEN', PageNumber: 1 }, { Status: 'PARTIAL' }]);
		expect(calls('Get_PurchaseOrder')).toHaveLength(3);
		expect(calls('GetSuppliers')).toHaveLength(1);
		expect(calls('GetStockLocations')).toHaveLength(1);
	});

	it('drafts stay out also where the filter is ignored', async () => {
		const [draft, order] = [
			clerk.order({ supplier: 'A', lines: [{ sku: INK, quantity: 1 }] }),
			sent(),
		];
		const handle = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (!request.path.endsWith('Search_PurchaseOrders2')) return undefined;
			const { Status, ...rest } = JSON.parse(request.body.toString()) as { Status: string };
			expect(Status).toMatch(/^(OPEN|PARTIAL)$/);
			return await handle({ ...request, body: Buffer.from(JSON.stringify(rest)) });
		});
		expect((await open()).lines.map(({ poNumber }) => poNumber)).toEqual([order]);
		expect(draft).not.toBe(order);
	});

	it('knows what can still be sold of a SKU', async () => {
		const found = await link.platform.purchaseOrders!.sellable!(link.call, [INK, 'NOPE']);
		expect([...found]).toEqual([[INK, 8]]);
	});

	it('says which right is missing', async () => {
		intercept(shop.fake, ({ path }) =>
			path.endsWith('Search_PurchaseOrders2')
				? { status: 400, body: { Message: 'You do not have permission' } }
				: undefined,
		);
		await expect(open()).rejects.toMatchObject({
			problem: { kind: 'permission', nextStep: expect.stringContaining('purchase orders') },
		});
	});
});
