import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TriggerShop } from './shop.mts';

const INK = 'ACR-INK-PAYN-30';
const SIBLINGS = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
/** Its pieces are counted with its parent, which has no SKU. */
const SHARED = 'ACR-MRK-CBLK-B';

let shop: TriggerShop;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const listen = async (parameters = {}) => {
	const trigger = await shop.listen('woocommerce', { parameters });
	await shop.delivered(1);
	return trigger;
};
/** What the shop sends of a change, as the trigger answers it. */
const newsOf = async (act: () => unknown) => {
	const before = shop.deliveries.length;
	await act();
	return await shop.delivered(before + 1);
};
const rowOf = async (sku: string) => {
	const [row] = (await shop.woo('GET', `/products?sku=${sku}`)) as Array<Record<string, unknown>>;
	return row!;
};
const setParent = async (sku: string, body: object) =>
	await shop.woo('PUT', `/products/${String((await rowOf(sku)).parent_id)}`, body);

describe('what the seller hides', () => {
	it.each(['draft', 'private', 'pending'])('is unavailable: a product in %s', async (status) => {
		await listen();
		const { id } = await rowOf(INK);
		const { reply } = await newsOf(() => shop.woo('PUT', `/products/${String(id)}`, { status }));
		expect(reply.items).toMatchObject([
			{
				event: 'unavailable',
				sku: INK,
				quantity: 8,
				reason: `stock_quantity 8, stock_status instock, status ${status}`,
			},
		]);
	});

	it('is unavailable: a disabled variation, and it came back when it is enabled again', async () => {
		await listen({ triggerOn: ['unavailable', 'backInStock'] });
		const { setHidden } = shop.seller('woocommerce');
		const hidden = await newsOf(() => setHidden(SIBLINGS[0]!, true));
		expect(hidden.reply.items).toMatchObject([{ event: 'unavailable', sku: SIBLINGS[0] }]);
		const shown = await newsOf(() => setHidden(SIBLINGS[0]!, false));
		expect(shown.reply.items).toMatchObject([{ event: 'cameBack', sku: SIBLINGS[0] }]);
	});

	it('is unavailable: all variations of a hidden product, which themselves go on reading publish', async () => {
		await listen();
		const hide = () => setParent(SIBLINGS[0]!, { status: 'draft' });
		const first = await newsOf(hide);
		expect(first.reply.items).toMatchObject(
			SIBLINGS.map((sku) => ({
				event: 'unavailable',
				sku,
				reason: expect.stringMatching(/product draft$/),
				variantId: expect.any(String),
			})),
		);
		// Hidden again later is news again.
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		await newsOf(() => setParent(SIBLINGS[0]!, { status: 'publish' }));
		const second = await newsOf(hide);
		const ids = [first, second].flatMap(({ reply }) => reply.items!.map(({ eventId }) => eventId));
		expect(new Set(ids).size).toBe(4);
	});

	it('is nothing new when it is only taken out of the catalogue: its address still sells', async () => {
		await listen();
		const { id } = await rowOf(INK);
		const { reply } = await newsOf(() =>
			shop.woo('PUT', `/products/${String(id)}`, { catalog_visibility: 'hidden' }),
		);
		expect(reply).toMatchObject({ status: 200, items: undefined });
	});

	it('is not reported where only stock-outs are wanted', async () => {
		await listen({ triggerOn: ['outOfStock'] });
		const { reply } = await newsOf(() => shop.seller('woocommerce').setHidden(INK, true));
		expect(reply.items).toBeUndefined();
	});
});

describe('a variation whose stock is counted with its parent', () => {
	it('is news again when the parent runs out again, although its own date stays', async () => {
		await listen();
		const out = () => setParent(SHARED, { stock_quantity: 0 });
		const first = await newsOf(out);
		expect(first.reply.items).toMatchObject([{ event: 'ranOut', sku: SHARED }]);
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		await newsOf(() => setParent(SHARED, { stock_quantity: 5 }));
		const second = await newsOf(out);
		expect(second.reply.items).toMatchObject([{ event: 'ranOut', sku: SHARED }]);
		expect(second.reply.items![0]!.eventId).not.toBe(first.reply.items![0]!.eventId);
		expect(second.reply.items![0]!.occurredAt).not.toBe(first.reply.items![0]!.occurredAt);
	});

	it('is no news when the product was deleted in the meantime', async () => {
		const trigger = await listen();
		const { sent } = await newsOf(() => setParent(SHARED, { stock_quantity: 0 }));
		const { parent_id } = await rowOf(SHARED);
		await shop.woo('DELETE', `/products/${String(parent_id)}?force=true`);
		expect(await trigger.receive(sent)).toMatchObject({ status: 200, items: undefined });
	});
});
