// What happens when somebody else is faster, and while Wix's queries still show what was.
import { afterEach, describe, expect, it } from 'vitest';

import type { FakeRequest } from '../../sandbox/fake.mts';
import { intercept, json } from './channelRun.mts';
import { openWix, type WixShop } from './wixShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const GESSO = 'ACR-GES-WHT-1000';
const GEL = 'ACR-GEL-MATT-500';
const both = { channel: { stop: 'both' } };

let shop: WixShop;
afterEach(async () => await shop.close());

const isStock = ({ path }: FakeRequest): boolean => path.endsWith('/bulk/inventory-items/update');
const isVisible = ({ path }: FakeRequest): boolean => path.endsWith('/bulk/products/update');

/** Does `act` right before the first request that `matches`. */
function before(matches: (request: FakeRequest) => boolean, act: () => void): void {
	let done = false;
	intercept(shop.fake, (request) => {
		if (!done && matches(request)) {
			done = true;
			act();
		}
		return undefined;
	});
}

describe('Wix: a customer buys in the same moment', () => {
	it('reads and sends again, remembers the later count, and the others of the batch stand', async () => {
		shop = await openWix();
		before(isStock, () => shop.fake.seller.sell(INK, 3));
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, before: { quantity: 5 } });
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale' });
		expect(shop.bulk().map((entry) => json(entry).inventoryItems)).toMatchObject([
			[{ inventoryItem: { revision: '1' } }, { inventoryItem: { revision: '1' } }],
			[{ inventoryItem: { revision: '2', quantity: 0 } }],
		]);
		await shop.run('putBackOnSale', [{ restore: of(INK).restore }]);
		expect(shop.items(INK)[0].quantity).toBe(5);
	});

	it('also while the query is far behind: the item itself is read', async () => {
		shop = await openWix({ lagMs: 60_000 });
		before(isStock, () => shop.fake.seller.sell(INK, 3));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true, before: { quantity: 5 } });
	});

	it('changes nothing when the last piece went while the query still shows some', async () => {
		shop = await openWix({ lagMs: 60_000 });
		shop.fake.seller.setQuantity(INK, 0);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'alreadyOffSale', changed: false });
		const back = await shop.run('putBackOnSale', [{ restore: of(INK).restore }]);
		expect(back.of(INK)).toMatchObject({ changed: false });
		expect(shop.items(INK)[0].quantity).toBe(0);
	});

	it('one of two locations is remembered when only the other had been set', async () => {
		shop = await openWix();
		const [, second] = shop.items(GEL);
		const snapshot = shop.snapshot();
		before(isStock, () => shop.fake.store.write(second, {}));
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', changed: true, after: { quantity: 0 } });
		await shop.run('putBackOnSale', [{ restore: of(GEL).restore }]);
		expect(shop.snapshot()).toEqual(snapshot);
	});

	it('loses nothing when the refused item cannot be read for itself', async () => {
		shop = await openWix();
		const snapshot = shop.snapshot();
		before(isStock, () => shop.fake.store.write(shop.items(INK)[0], {}));
		intercept(shop.fake, ({ method, path }) =>
			method === 'GET' && path.includes('/inventory-items/') && shop.bulk().length === 1
				? { status: 403, body: { message: '' } }
				: undefined,
		);
		const { of, all } = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(of(MAGENTA)).toMatchObject({ changed: true });
		await shop.run(
			'putBackOnSale',
			all.map(({ restore }) => ({ restore })),
		);
		expect(shop.snapshot()).toEqual(snapshot);
	});

	it('gives up after some rounds and says why', async () => {
		shop = await openWix();
		intercept(shop.fake, (request) => {
			if (isStock(request)) shop.fake.seller.sell(INK, 1);
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'conflict', changed: false });
		expect(shop.bulk()).toHaveLength(3);
	});
});

describe('Wix: the product changes in the same moment', () => {
	it('hides with the revision it has then', async () => {
		shop = await openWix({ lagMs: 60_000 });
		const product = shop.productOf(INK);
		const snapshot = shop.snapshot();
		before(isVisible, () => shop.fake.store.write(product, {}));
		const { of } = await shop.run('takeOffSale', [INK], both);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', changed: true, after: { visible: false } });
		await shop.clock.sleep(60_000);
		await shop.run('putBackOnSale', [{ restore: of(INK).restore }]);
		expect(shop.snapshot()).toEqual(snapshot);
	});

	it('reports a product that is gone by then, with what was written', async () => {
		shop = await openWix();
		const { products } = shop.fake.store;
		intercept(shop.fake, ({ method, path }) =>
			method === 'GET' && path.startsWith('/stores/v3/products/')
				? {
						status: 404,
						body: { message: '', details: { applicationError: { code: 'PRODUCT_NOT_FOUND' } } },
					}
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK], both);
		expect(of(INK)).toMatchObject({ outcome: 'notFound', changed: true });
		expect(of(INK).restore).toContain('quantity');
		expect(products.find(({ id }) => id === shop.productOf(INK).id)?.visible).toBe(true);
	});
});

describe('Wix: queries that lag', () => {
	const MANY = [INK, MAGENTA, GESSO, GEL, 'ACR-HB-COBL-60'];

	it('waits for them where many are read back', async () => {
		shop = await openWix({ lagMs: 5_000 });
		const { done } = await shop.run('takeOffSale', MANY);
		expect(done.map(({ outcome, confirmed }) => [outcome, confirmed])).toEqual(
			MANY.map(() => ['offSale', true]),
		);
	});

	it('calls it pending when they do not catch up', async () => {
		shop = await openWix({ lagMs: 600_000 });
		const { done } = await shop.run('takeOffSale', MANY);
		expect(done.map(({ outcome, changed }) => [outcome, changed])).toEqual(
			MANY.map(() => ['pending', true]),
		);
		for (const sku of MANY) expect(shop.shelf(sku)?.state).toBe('soldOut');
	});

	it('a few are read one by one and are confirmed at once', async () => {
		shop = await openWix({ lagMs: 600_000 });
		const { done } = await shop.run('takeOffSale', [INK, MAGENTA], both);
		expect(done).toMatchObject([{ outcome: 'offSale', confirmed: true }, { outcome: 'offSale' }]);
	});

	it.each([[[INK]], [MANY]])(
		'puts %s back although the query still shows them as before',
		async (skus) => {
			shop = await openWix({ lagMs: 60_000 });
			const snapshot = shop.snapshot();
			const { done } = await shop.run('takeOffSale', skus);
			const back = await shop.run(
				'putBackOnSale',
				done.map(({ restore }) => ({ restore })),
			);
			expect(back.done.every(({ changed }) => changed)).toBe(true);
			expect(shop.snapshot()).toEqual(snapshot);
		},
	);

	it('takes off again what it just put back, although the query still shows it as sold out', async () => {
		shop = await openWix({ lagMs: 60_000 });
		const snapshot = shop.snapshot();
		const { of } = await shop.run('takeOffSale', [INK]);
		await shop.clock.sleep(61_000);
		await shop.run('putBackOnSale', [{ restore: of(INK).restore }]);
		const again = await shop.run('takeOffSale', [INK]);
		expect(shop.shelf(INK)?.state).toBe('soldOut');
		expect(again.of(INK)).toMatchObject({ outcome: 'offSale', changed: true });
		await shop.run('putBackOnSale', [{ restore: again.of(INK).restore }]);
		expect(shop.snapshot()).toEqual(snapshot);
	});

	it('believes the query when it shows something new', async () => {
		shop = await openWix({ lagMs: 0 });
		const { of } = await shop.run('takeOffSale', [INK]);
		shop.fake.seller.setQuantity(INK, 3);
		const back = await shop.run('putBackOnSale', [{ restore: of(INK).restore }]);
		expect(back.of(INK)).toMatchObject({ outcome: 'alreadyOnSale', changed: false });
		expect(shop.items(INK)[0]!.quantity).toBe(3);
	});
});
