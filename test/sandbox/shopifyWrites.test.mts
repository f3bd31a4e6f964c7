import { beforeEach, describe, expect, it } from 'vitest';
import { findBySku, setQuantities } from './shopifyDocuments.mts';
import type { Answer, Shop } from './shopifyShop.mts';
import { openShop } from './shopifyShop.mts';

let shop: Shop;
beforeEach(async () => {
	shop = await openShop();
});

const row = (
	sku: string,
	quantity: number,
	changeFromQuantity: number | null,
	location = shop.warehouse,
) => ({
	inventoryItemId: shop.itemId(sku),
	locationId: location,
	quantity,
	changeFromQuantity,
});
const set = (k: string, ...quantities: object[]) =>
	shop.gql(setQuantities, { k, input: { name: 'available', reason: 'correction', quantities } });
const codes = (answer: Answer) =>
	answer.data.inventorySetQuantities.userErrors.map((one: { code: string }) => one.code);
const available = async (sku: string): Promise<number[]> => {
	const { data } = await shop.gql(findBySku, { q: `sku:'${sku}'`, n: 10 });
	return data.productVariants.nodes[0].inventoryItem.inventoryLevels.nodes.map(
		(level: { quantities: { quantity: number }[] }) => level.quantities[0]!.quantity,
	);
};
describe('inventorySetQuantities', () => {
	it('sets rows of several items and reports available and on hand', async () => {
		const { data } = await set('k', row('ACR-GEL-MATT-500', 0, 7), row('ACR-MRK-CBLK-F', 1, null));
		const { inventoryAdjustmentGroup: group, userErrors } = data.inventorySetQuantities;
		expect(userErrors).toEqual([]);
		expect(group.changes.map((one: object) => ({ ...one, item: 0, location: 0 }))).toEqual([
			{ name: 'available', delta: -7, item: 0, location: 0 },
			{ name: 'on_hand', delta: -7, item: 0, location: 0 },
			expect.objectContaining({ name: 'available' }),
			expect.objectContaining({ name: 'on_hand' }),
		]);
		expect(await available('ACR-GEL-MATT-500')).toEqual([0]);
	});

	it('changes nothing when one row is stale, and wants a new key afterwards', async () => {
		const rows = [row('ACR-GEL-MATT-500', 0, 7), row('ACR-MRK-CBLK-B', 0, 3)];
		const answer = await set('k', ...rows);
		expect(answer.data.inventorySetQuantities).toMatchObject({
			inventoryAdjustmentGroup: null,
			userErrors: [
				{
					field: ['input', 'quantities', '1', 'changeFromQuantity'],
					code: 'CHANGE_FROM_QUANTITY_STALE',
				},
			],
		});
		expect(await available('ACR-GEL-MATT-500')).toEqual([7]);
		expect(codes(await set('k', ...rows))).toEqual(['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED']);
	});

	it('replays a key for 24 hours, refuses it for other input, and then forgets it', async () => {
		const first = await set('k', row('ACR-GEL-MATT-500', 0, 7));
		shop.fake.seller.setQuantity('ACR-GEL-MATT-500', 7);
		const again = await set('k', row('ACR-GEL-MATT-500', 0, 7));
		const group = (answer: Answer) =>
			answer.data.inventorySetQuantities.inventoryAdjustmentGroup.id;
		expect(group(again)).toBe(group(first));
		expect(await available('ACR-GEL-MATT-500')).toEqual([7]);
		expect(codes(await set('k', row('ACR-GEL-MATT-500', 1, 7)))).toEqual([
			'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
		]);
		shop.pass(24 * 3_600_000);
		await set('k', row('ACR-GEL-MATT-500', 0, 7));
		expect(await available('ACR-GEL-MATT-500')).toEqual([0]);
	});

	it('refuses a bundle, an inactive location and more than 250 rows', async () => {
		expect(codes(await set('a', row('ACR-BUNDLE-1', 0, null)))).toEqual([
			'NON_MUTABLE_INVENTORY_ITEM',
		]);
		expect(codes(await set('b', row('ACR-GEL-MATT-500', 0, null, shop.inactive)))).toEqual([
			'INVALID_LOCATION',
		]);
		const many = Array.from({ length: 251 }, () => row('ACR-GEL-MATT-500', 0, null));
		const { errors, data } = await set('c', ...many);
		expect(data).toBeUndefined();
		expect(errors).toMatchObject([
			{
				message: 'The input array size of 251 is greater than the maximum allowed of 250.',
				extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
				path: ['inventorySetQuantities', 'input', 'quantities'],
			},
		]);
	});

	it('stocks an item at a location where it was not before', async () => {
		expect(codes(await set('k', row('ACR-MRK-CBLK-F', 2, 0, shop.floor)))).toEqual([]);
		expect(await available('ACR-MRK-CBLK-F')).toContain(2);
	});

	it('runs aliased mutations in their order', async () => {
		const one = (alias: string, key: string, from: number, to: number) =>
			`${alias}:inventorySetQuantities(input:{name:"available",reason:"correction",quantities:[{inventoryItemId:"${shop.itemId('ACR-GEL-MATT-500')}",locationId:"${shop.warehouse}",quantity:${to},changeFromQuantity:${from}}]}) @idempotent(key:"${key}"){userErrors{code}}`;
		const { data } = await shop.gql(`mutation{${one('a', '1', 7, 3)} ${one('b', '2', 3, 0)}}`);
		expect(data).toEqual({ a: { userErrors: [] }, b: { userErrors: [] } });
	});

	it('works on an id above 2^53', async () => {
		expect(shop.itemId('ACR-GES-WHT-1000')).toBe('gid://shopify/InventoryItem/9007199254740993');
		expect(codes(await set('k', row('ACR-GES-WHT-1000', 0, null)))).toEqual([]);
	});
});

describe('what does not stop sales', () => {
	const buyable = async (sku: string) =>
		(await shop.gql(findBySku, { q: `sku:'${sku}'`, n: 1 })).data.productVariants.nodes[0]
			.availableForSale as boolean;

	it('quantity 0 with policy CONTINUE, until DENY is set', async () => {
		shop.fake.seller.sell('ACR-SB-CRED-118', 7);
		expect(await buyable('ACR-SB-CRED-118')).toBe(true);
		expect(shop.shelf('ACR-SB-CRED-118')).toMatchObject({ quantity: -2, state: 'onSale' });
		const { data } = await shop.gql(
			'mutation($p:ID!,$v:ID!){productVariantsBulkUpdate(productId:$p,variants:[{id:$v,inventoryPolicy:DENY}]){productVariants{inventoryPolicy inventoryItem{tracked}} userErrors{field message code}}}',
			{ p: shop.productId('ACR-SB-CRED-118'), v: shop.variantId('ACR-SB-CRED-118') },
		);
		expect(data.productVariantsBulkUpdate.userErrors).toEqual([]);
		expect(await buyable('ACR-SB-CRED-118')).toBe(false);
		expect(shop.shelf('ACR-SB-CRED-118')?.state).toBe('soldOut');
	});

	it('quantity 0 of an untracked item, until it is tracked', async () => {
		await set('k', row('ACR-SHT-CLR-A3', 0, null));
		expect(await buyable('ACR-SHT-CLR-A3')).toBe(true);
		await shop.gql(
			'mutation($id:ID!){inventoryItemUpdate(id:$id,input:{tracked:true}){inventoryItem{tracked} userErrors{field message}}}',
			{ id: shop.itemId('ACR-SHT-CLR-A3') },
		);
		expect(await buyable('ACR-SHT-CLR-A3')).toBe(false);
	});

	it('totalInventory is late', async () => {
		const total = async () =>
			(
				await shop.gql('query($id:ID!){product(id:$id){totalInventory}}', {
					id: shop.productId('ACR-GEL-MATT-500'),
				})
			).data.product.totalInventory as number;
		await set('k', row('ACR-GEL-MATT-500', 0, 7));
		expect(await total()).toBe(7);
		shop.pass(6_000);
		expect(await total()).toBe(0);
	});
});

describe('hiding', () => {
	const status =
		'mutation($p:ProductUpdateInput!){productUpdate(product:$p){product{id status} userErrors{field message}}}';

	it('by status, on every channel', async () => {
		const id = shop.productId('ACR-GEL-MATT-500');
		const { data } = await shop.gql(status, { p: { id, status: 'DRAFT' } });
		expect(data.productUpdate).toEqual({ product: { id, status: 'DRAFT' }, userErrors: [] });
		expect(shop.shelf('ACR-GEL-MATT-500')?.state).toBe('hidden');
		expect(shop.shelf('ACR-VAR-GLOS-250')?.state).toBe('hidden');
	});

	it('by publication', async () => {
		const id = shop.productId('ACR-GEL-MATT-500');
		const read = '{publications(first:20){nodes{id name catalog{title}}}}';
		const { nodes } = (await shop.gql(read)).data.publications;
		const change = (verb: string) =>
			`mutation($id:ID!,$p:[PublicationInput!]!){${verb}(id:$id,input:$p){publishable{publishedOnPublication(publicationId:"${nodes[0].id}")} userErrors{field message}}}`;
		const p = nodes.map((one: { id: string }) => ({ publicationId: one.id }));
		const off = await shop.gql(change('publishableUnpublish'), { id, p });
		expect(off.data.publishableUnpublish.publishable.publishedOnPublication).toBe(false);
		expect(shop.shelf('ACR-GEL-MATT-500')?.state).toBe('hidden');
		const on = await shop.gql(change('publishablePublish'), { id, p });
		expect(on.data.publishablePublish.publishable.publishedOnPublication).toBe(true);
		const wrong = await shop.gql(change('publishablePublish'), {
			id,
			p: [{ publicationId: 'gid://shopify/Publication/1' }],
		});
		expect(wrong.data.publishablePublish.userErrors[0].field).toEqual([
			'input',
			'0',
			'publicationId',
		]);
	});

	it('says what is unknown', async () => {
		const { data } = await shop.gql(status, {
			p: { id: 'gid://shopify/Product/1', status: 'DRAFT' },
		});
		expect(data.productUpdate).toEqual({
			product: null,
			userErrors: [{ field: ['id'], message: 'Product does not exist' }],
		});
		const { errors } = await shop.gql(status, { p: { id: 'nonsense' } });
		expect(errors?.[0]).toMatchObject({
			message:
				"Variable $p of type ProductUpdateInput! was provided invalid value for id (Invalid global id 'nonsense')",
			extensions: { code: 'INVALID_VARIABLE' },
		});
	});
});

describe('the seller', () => {
	it('sells from the location with most stock first, and no more than there is', () => {
		shop.fake.seller.sell('ACR-HB-TWHT-60', 11);
		expect(shop.shelf('ACR-HB-TWHT-60')).toMatchObject({ quantity: 3, state: 'onSale' });
		shop.fake.seller.sell('ACR-HB-TWHT-60', 99);
		expect(shop.shelf('ACR-HB-TWHT-60')).toMatchObject({ quantity: 0, state: 'soldOut' });
		shop.fake.seller.setQuantity('ACR-HB-TWHT-60', 20);
		expect(shop.shelf('ACR-HB-TWHT-60')).toMatchObject({ quantity: 20, state: 'onSale' });
		expect(() => shop.fake.seller.sell('ACR-NONE', 1)).toThrow('ACR-NONE');
	});

	it('a sale commits units and leaves on hand alone', async () => {
		shop.fake.seller.sell('ACR-GEL-MATT-500', 2);
		const { data } = await shop.gql(findBySku, { q: "sku:'ACR-GEL-MATT-500'", n: 1 });
		expect(data.productVariants.nodes[0].inventoryItem.inventoryLevels.nodes[0].quantities).toEqual(
			[
				{ name: 'available', quantity: 5 },
				{ name: 'on_hand', quantity: 7 },
				{ name: 'committed', quantity: 2 },
			],
		);
	});
});
