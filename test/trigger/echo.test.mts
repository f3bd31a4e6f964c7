import { afterEach, beforeEach, expect, it } from 'vitest';

import { runAcrylicDelist } from '../harness.mts';
import { TriggerShop, type Source } from './shop.mts';

let shop: TriggerShop;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const quiet = async () => await new Promise((resolve) => setTimeout(resolve, 250));

/** Listens at one shop and takes off sale at both, until nothing is delivered any more. */
async function live(source: Source, sku: string, quantity: number) {
	const trigger = shop.trigger(source, {
		parameters: { triggerOn: ['outOfStock', 'backInStock'] },
	});
	await trigger.activate();
	await quiet();
	let done = shop.deliveries.length;
	shop.seller(source).sell(sku, quantity);
	const runs: Array<Array<{ outcome: unknown; changed: unknown }>> = [];
	await shop.news(done);
	while (done < shop.deliveries.length && runs.length < 6) {
		const { items } = shop.deliveries[done++]!.reply;
		if (items) {
			const { done: rows, attention } = await runAcrylicDelist({
				parameters: {
					operation: 'takeOffSale',
					channels: ['shopify', 'woocommerce'],
					sku: '={{ $json.sku }}',
				},
				items,
				credentials: { ...shop.account('shopify'), ...shop.account('woocommerce') },
			});
			expect(attention).toEqual([]);
			runs.push(rows.map(({ outcome, changed }) => ({ outcome, changed })));
		}
		if (done === shop.deliveries.length) await quiet();
	}
	return runs;
}

it.each([
	['woocommerce', 'ACR-INK-PAYN-30', 8],
	['woocommerce', 'ACR-SB-CRED-118', 5],
	['shopify', 'ACR-GEL-MATT-500', 7],
	['shopify', 'ACR-FL-QMAG-30', 11],
] as const)(
	'what the node itself does at %s comes back as news and ends there (%s)',
	async (source, sku, quantity) => {
		const [first, ...echoes] = await live(source, sku, quantity);
		expect(first!.some(({ changed }) => changed === true)).toBe(true);
		expect(echoes.length).toBeLessThan(3);
		for (const rows of echoes)
			for (const row of rows) expect(row).toEqual({ outcome: 'alreadyOffSale', changed: false });
	},
);
