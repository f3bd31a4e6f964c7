// Webhooks get lost. Beside a Stock Level Trigger that does not matter: one poll later every SKU has been told.
import { afterEach, describe, expect, it } from 'vitest';

import { seeded } from '../../sandbox/random.mts';
import { TriggerShop } from '../trigger/shop.mts';

const SOURCES = ['shopify', 'woocommerce'] as const;
const SHARES = [0, 0.1, 1];
const COUNT = 60;

/** SKUs of its own for each drill: what was heard of a SKU is remembered for some minutes. */
const catalogueOf = (share: number) => [
	{
		title: 'Drill Acrylic',
		variants: Array.from({ length: COUNT }, (_, i) => ({
			sku: `DRILL-${share * 100}-${String(i).padStart(2, '0')}`,
			title: `Shade ${i}`,
			quantity: 3,
			price: '9.90',
		})),
	},
];

let shop: TriggerShop;
afterEach(async () => await shop.close());

describe.each(SOURCES)('%s', (source) => {
	it.each(SHARES)(
		'converges within one poll when a share of %d of the deliveries is lost',
		async (share) => {
			const catalogue = catalogueOf(share);
			const skus = catalogue[0]!.variants.map(({ sku }) => sku);
			shop = await TriggerShop.open(catalogue);
			const random = seeded(7);
			const sold = skus.filter((_, i) => i % 2 === 0);
			const lost = new Set(sold.filter(() => random() < share));
			const listener = await shop.listen(source);
			const poller = shop.poller(source, { options: { skus: skus.join(', ') } });
			shop.time.forward(60_000);
			expect(await poller.poll()).toEqual([]);
			shop.time.forward(60_000);
			expect(await poller.poll()).toEqual([]);

			const heard = new Set<string>();
			for (const sku of sold) {
				const before = shop.deliveries.length;
				shop.loses = () => lost.has(sku);
				shop.seller(source).setQuantity(sku, 0);
				if (lost.has(sku)) await shop.settled();
				else
					for (const item of (await shop.news(before)).reply.items ?? [])
						heard.add(String(item.sku));
			}
			expect([...heard].sort()).toEqual(sold.filter((sku) => !lost.has(sku)));

			shop.time.forward(60_000);
			const found = await poller.poll();
			expect(found.map(({ sku }) => String(sku)).sort()).toEqual(sold);
			expect(found.every(({ event }) => event === 'ranOut')).toBe(true);
			expect(found.filter((item) => item.missedByWebhook === true).map(({ sku }) => sku)).toEqual(
				sold.filter((sku) => lost.has(sku)),
			);
			expect(found.filter((item) => item.missedByWebhook === false)).toHaveLength(
				sold.length - lost.size,
			);

			shop.time.forward(60_000);
			expect(await poller.poll()).toEqual([]);
			shop.loses = () => false;
			await listener.deactivate();
		},
	);
});
