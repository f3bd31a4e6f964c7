import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TriggerShop, type Source } from './shop.mts';

const nameless = (title: string) => ({
	title,
	variants: [{ sku: '', title: '', quantity: 1, price: '5.00' }],
});

let shop: TriggerShop;
beforeEach(async () => {
	shop = await TriggerShop.open([nameless('Palette Paper'), nameless('Brush Soap')]);
});
afterEach(async () => await shop.close());

describe.each<[Source, number]>([
	['shopify', 0],
	// The ping.
	['woocommerce', 1],
])('a product without SKU at %s', (source, before) => {
	it('is news by its title, and comes back only after it ran out itself', async () => {
		const trigger = shop.trigger(source, {
			parameters: { triggerOn: ['outOfStock', 'backInStock'] },
		});
		await trigger.activate();
		await shop.delivered(before);
		shop.seller(source).setQuantity('', 0);
		const { sent, reply } = await shop.delivered(before + 1);
		expect(reply.status).toBe(200);
		expect(reply.items).toMatchObject([
			{ event: 'ranOut', sku: '', title: 'Palette Paper', source, quantity: 0 },
		]);
		const gone = () => {
			const { skus } = trigger.kept.known as { skus: Array<[string, number, string]> };
			return skus.filter(([, , gone]) => gone !== '').map(([name]) => name);
		};
		const other = gone();
		expect(other).toHaveLength(1);
		expect(other).not.toContain('');
		shop.seller(source).setQuantity('', 4);
		expect((await shop.delivered(before + 2)).reply.items).toMatchObject([
			{ event: 'cameBack', title: 'Palette Paper' },
		]);
		expect(gone()).toEqual([]);
		expect(sent.url).toBe(trigger.url);
	});
});
