// Inventory transfers: the nearest thing Shopify has to orders to suppliers.
import { describe, expect, it } from 'vitest';

import type { ShopifyFake } from '../../sandbox/shopify/index.mts';
import type { Transfer } from '../../sandbox/shopify/model.mts';
import { connected } from './connected.mts';
import { openShopify } from './shopifyShop.mts';

const open = async () => {
	const store = await openShopify({ speed: 1_000 });
	const shopify = await connected('shopify', store.credentials);
	const fake = store.sandbox.fakes.get('shopify')!;
	const clerk = fake.purchasing!;
	const order = (more: object = {}) =>
		clerk.order({
			supplier: 'Paint Works Ltd',
			expectedOn: '2026-12-01',
			lines: [
				{ sku: 'ACR-GEL-MATT-500', quantity: 24 },
				{ sku: 'ACR-INK-PAYN-30', quantity: 12 },
			],
			...more,
		});
	return { store, shopify, clerk, order, fake };
};

describe('open transfers', () => {
	it('come line by line, with dates of their shipments', async () => {
		const { shopify, clerk, order } = await open();
		const po = order();
		clerk.send(po);
		const lines = (await shopify.orders()).of(po);
		expect(lines).toEqual([
			{
				id: expect.stringMatching(/^gid:\/\/shopify\/InventoryTransferLineItem\/\d+$/),
				poNumber: po,
				supplier: 'Paint Works Ltd',
				warehouse: 'Main warehouse',
				sku: 'ACR-GEL-MATT-500',
				title: 'Matte Gel Medium 500 ml',
				ordered: 24,
				received: 0,
				state: 'open',
				expectedAt: '2026-12-01T12:00:00Z',
				nativeStatus: 'IN_PROGRESS',
			},
			expect.objectContaining({ sku: 'ACR-INK-PAYN-30', ordered: 12 }),
		]);
	});

	it('know what came so far, line by line', async () => {
		const { shopify, clerk, order, fake } = await open();
		const po = order();
		clerk.send(po);
		clerk.receive(po, 'ACR-GEL-MATT-500', 24);
		clerk.receive(po, 'ACR-INK-PAYN-30', 2);
		const { of } = await shopify.orders();
		expect(of(po)).toMatchObject([
			{ ordered: 24, received: 24, expectedAt: undefined, state: 'open' },
			{ ordered: 12, received: 2, expectedAt: '2026-12-01T12:00:00Z', state: 'open' },
		]);
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-INK-PAYN-30')?.quantity).toBe(10);
	});

	it('have no date where none is set, and the new one where it was moved', async () => {
		const { shopify, clerk, order } = await open();
		const po = order({ expectedOn: undefined });
		expect((await shopify.orders()).of(po)[0]).toMatchObject({
			expectedAt: undefined,
			nativeStatus: 'DRAFT',
		});
		clerk.move(po, '2026-12-24');
		expect((await shopify.orders()).of(po)[0]?.expectedAt).toBe('2026-12-24T12:00:00Z');
	});

	it('leave out lines that were removed, and those of deleted variants', async () => {
		const { shopify, clerk, order, fake } = await open();
		const po = order();
		clerk.removeLine(po, 'ACR-INK-PAYN-30');
		expect((await shopify.orders()).of(po).map(({ sku }) => sku)).toEqual(['ACR-GEL-MATT-500']);
		fake.seller.remove!('ACR-GEL-MATT-500');
		expect((await shopify.orders()).of(po)).toEqual([]);
	});

	it('go over several pages, as do the lines of one of them', async () => {
		const { shopify, clerk, fake } = await open();
		for (let i = 0; i < 45; i++)
			clerk.order({
				supplier: `Supplier ${i}`,
				lines: [{ sku: 'ACR-INK-PAYN-30', quantity: i + 1 }],
			});
		const sku = fake.shelf()[0]!.sku;
		const long = clerk.order({
			supplier: 'Wholesale',
			lines: Array.from({ length: 300 }, () => ({ sku, quantity: 1 })),
		});
		const { lines, pages, of } = await shopify.orders();
		expect(pages).toBe(3);
		expect(new Set(lines.map(({ supplier }) => supplier)).size).toBe(47);
		expect(of(long)).toHaveLength(300);
		expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
	});
});

describe('changed transfers', () => {
	const since = '2026-01-01T00:00:00.000Z';
	const statuses = ['TRANSFERRED', 'CANCELED', 'DRAFT', 'READY_TO_SHIP', 'IN_PROGRESS', 'OTHER'];

	it.each(statuses)('%s is closed, cancelled or open', async (status) => {
		const { shopify, order, store } = await open();
		const po = order();
		const expected = { TRANSFERRED: 'closed', CANCELED: 'cancelled' }[status] ?? 'open';
		setStatus(store, po, status as Transfer['status']);
		const { of } = expected === 'open' ? await shopify.orders() : await shopify.orders({ since });
		expect(of(po)).toMatchObject([
			{ state: expected, nativeStatus: status },
			{ state: expected, nativeStatus: status },
		]);
		const other = expected === 'open' ? await shopify.orders({ since }) : await shopify.orders();
		expect(other.of(po)).toEqual([]);
	});

	it('are those that were received since, and lines are read of them alone', async () => {
		const { shopify, order, clerk, store } = await open();
		const po = order();
		clerk.send(po);
		// As the trigger asks: Shopify's times have no milliseconds.
		const { overlapMs } = shopify.platform.purchaseOrders!;
		const now = new Date(store.clock.now() - overlapMs).toISOString();
		clerk.receive(po, 'ACR-GEL-MATT-500', 20);
		clerk.closeShort(po);
		const before = store.sandbox.requests('shopify');
		const { lines } = await shopify.orders({ since: now });
		// Not the one that was received ten days ago.
		expect(new Set(lines.map(({ poNumber }) => poNumber))).toEqual(new Set([po]));
		expect(lines[0]).toMatchObject({ ordered: 24, received: 20, state: 'closed' });
		expect(store.sandbox.requests('shopify') - before).toBe(2);
	});
});

it('tells how many can still be sold', async () => {
	const { shopify } = await open();
	const pieces = await shopify.platform.purchaseOrders!.sellable!(shopify.call, [
		'ACR-HB-TWHT-60',
		'ACR-SHT-CLR-A3',
		'ACR-NONE-1',
	]);
	expect([...pieces]).toEqual([['ACR-HB-TWHT-60', 14]]);
});

function setStatus(
	store: Awaited<ReturnType<typeof openShopify>>,
	poNumber: string,
	status: Transfer['status'],
): void {
	const { transfers } = store.fake as ShopifyFake;
	transfers.find(({ name }) => name === poNumber)!.status = status;
}
