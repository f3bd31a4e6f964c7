import { beforeEach, describe, expect, it } from 'vitest';
import { findBySku, setQuantities } from './shopifyDocuments.mts';
import type { Answer, Shop } from './shopifyShop.mts';
import { openShop } from './shopifyShop.mts';

let shop: Shop;
beforeEach(async () => {
	shop = await openShop();
});

const zero = (sku: string) => ({
	name: 'available',
	reason: 'correction',
	quantities: [
		{
			inventoryItemId: shop.itemId(sku),
			locationId: shop.warehouse,
			quantity: 0,
			changeFromQuantity: null,
		},
	],
});
const found = async (q: string): Promise<string[]> => {
	const { data } = await shop.gql(
		'query($q:String){productVariants(first:250,query:$q){nodes{sku}}}',
		{ q },
	);
	return data.productVariants.nodes.map((one: { sku: string }) => one.sku);
};

describe('access', () => {
	it('gives a token for client credentials, as JSON or form, for 86399 seconds', async () => {
		for (const form of [false, true]) {
			const { status, body } = await shop.token({}, form);
			expect(status).toBe(200);
			expect(body).toMatchObject({ expires_in: 86399 });
			const { access_token } = body as { access_token: string };
			expect((await shop.gql('{shop{name}}', {}, access_token)).data.shop.name).toBeTruthy();
			shop.pass(86_399_000);
			expect((await shop.post('{shop{name}}', {}, access_token)).status).toBe(401);
		}
	});

	it('answers wrong client credentials with 400 and a web page', async () => {
		const unknown = await shop.token({ client_id: 'abc' });
		expect(unknown.status).toBe(400);
		expect(String(unknown.body)).toContain('Oauth error application_cannot_be_found');
		expect((await shop.token({ client_secret: 'wrong' })).status).toBe(400);
	});

	it('refuses an unknown token with a text in errors', async () => {
		const answer = await shop.post('{shop{name}}', {}, 'shpat_wrong');
		expect(answer.status).toBe(401);
		expect(answer.body).toEqual({
			errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
		});
	});

	it('denies a write without its scope, and reads on', async () => {
		const token = shop.readOnlyToken;
		const input = zero('ACR-GEL-MATT-500');
		const { errors, data } = await shop.gql(setQuantities, { k: 'a', input }, token);
		expect(errors?.[0]).toMatchObject({
			extensions: { code: 'ACCESS_DENIED', requiredAccess: '`write_inventory` access scope.' },
			path: ['inventorySetQuantities'],
		});
		expect(data).toEqual({ inventorySetQuantities: null });
		expect(
			(await shop.gql('{productVariants(first:1){nodes{sku}}}', {}, token)).errors,
		).toBeUndefined();
	});

	it('serves retired versions from the oldest supported one and knows no others', async () => {
		const at = (version: string) => shop.post('{shop{name}}', {}, undefined, version);
		expect((await at('2024-07')).headers).toMatchObject({ 'X-Shopify-API-Version': '2026-01' });
		expect((await at('2026-10')).headers).toMatchObject({ 'X-Shopify-API-Version': '2026-10' });
		expect((await at('2031-01')).status).toBe(404);
	});
});

describe('search', () => {
	it('finds SKUs joined by OR, whatever their case, and both of a duplicate', async () => {
		expect(await found("sku:'acr-gel-matt-500' OR sku:'ACR-DUP-1' OR sku:'ACR-NONE'")).toEqual([
			'ACR-GEL-MATT-500',
			'ACR-DUP-1',
			'ACR-DUP-1',
		]);
	});

	it('takes escapes literally', async () => {
		shop = await openShop({ skus: [`A'B\\C OR sku:'X`, 'X'] });
		expect(await found(`sku:'A\\'B\\\\C OR sku:\\'X'`)).toEqual([`A'B\\C OR sku:'X`]);
	});

	it('compares quantities, negates and groups', async () => {
		await shop.gql(setQuantities, { k: 'k', input: zero('ACR-GEL-MATT-500') });
		expect(await found('inventory_quantity:<=0')).toEqual(['ACR-GEL-MATT-500', 'ACR-SHT-CLR-A3']);
		expect(await found('inventory_quantity:<=0 AND -sku:ACR-SHT*')).toEqual(['ACR-GEL-MATT-500']);
		expect(await found('(sku:ACR-MRK* OR sku:ACR-GES*) NOT inventory_quantity:>20')).toEqual([
			'ACR-MRK-CBLK-B',
			'ACR-GES-WHT-1000',
		]);
		expect(await found("updated_at:>'2031-01-01T00:00:00Z'")).toEqual([]);
	});

	it('ignores an unknown field and says so', async () => {
		const answer = await shop.gql('{productVariants(first:250,query:"skuu:X"){nodes{sku}}}');
		expect(answer.data.productVariants.nodes.length).toBeGreaterThan(10);
		expect(answer.extensions.search).toMatchObject([
			{ warnings: [{ field: 'skuu', code: 'invalid_field' }] },
		]);
	});

	it('finds a renamed SKU by its old name for some seconds', async () => {
		const id = shop.itemId('ACR-GEL-MATT-500');
		await shop.gql(
			'mutation($id:ID!,$s:String){inventoryItemUpdate(id:$id,input:{sku:$s}){userErrors{field message}}}',
			{ id, s: 'NEW-1' },
		);
		expect(await found("sku:'NEW-1'")).toEqual([]);
		expect(await found("sku:'ACR-GEL-MATT-500'")).toEqual(['NEW-1']);
		shop.pass(10_000);
		expect(await found("sku:'NEW-1'")).toEqual(['NEW-1']);
	});

	it('pages through with cursors', async () => {
		const seen: string[] = [];
		let after: string | null = null;
		do {
			const answer: Answer = await shop.gql(findBySku, { q: '', n: 5, after });
			const { nodes, pageInfo } = answer.data.productVariants;
			seen.push(...nodes.map((one: { id: string }) => one.id));
			after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
		} while (after);
		expect(new Set(seen).size).toBe(17);
		expect(seen.length).toBe(17);
	});

	it('wants first or last', async () => {
		const { errors, data } = await shop.gql('{productVariants{nodes{id}}}');
		expect(errors?.[0]?.message).toBe('you must provide one of first or last');
		expect(data).toBeNull();
	});
});

describe('wrong documents', () => {
	const errorOf = async (query: string, variables = {}) =>
		(await shop.gql(query, variables)).errors?.[0];

	it('an unknown field fails the whole query', async () => {
		const answer = await shop.gql('mutation M{productUpdate(product:{}){userErrors{code}}}');
		expect(answer).toEqual({
			errors: [
				{
					message: "Field 'code' doesn't exist on type 'UserError'",
					locations: [{ line: 1, column: 49 }],
					path: ['mutation M', 'productUpdate', 'userErrors', 'code'],
					extensions: { code: 'undefinedField', typeName: 'UserError', fieldName: 'code' },
				},
			],
		});
	});

	it('the directive on the operation', async () => {
		const error = await errorOf(
			'mutation @idempotent(key:"k"){productUpdate(product:{}){userErrors{message}}}',
		);
		expect(error?.extensions.code).toBe('directiveCannotBeApplied');
	});

	it('unknown arguments and missing selections', async () => {
		expect((await errorOf('{productVariants(first:1,sku:"X"){nodes{id}}}'))?.extensions.code).toBe(
			'argumentNotAccepted',
		);
		expect((await errorOf('{shop}'))?.extensions.code).toBe('selectionMismatch');
		expect((await errorOf('{shop{name{x}}}'))?.extensions.code).toBe('selectionMismatch');
		expect((await errorOf('query($x:Int){shop{name}}'))?.message).toContain('$x');
	});

	it('a text that is no GraphQL, and no query at all', async () => {
		expect((await errorOf('{shop{'))?.message).toContain('yntax');
		const answer = await shop.post('', {});
		expect(answer).toMatchObject({
			status: 400,
			body: { errors: { query: 'Required parameter missing or invalid' } },
		});
	});
});

describe('cost', () => {
	const cost = async (query: string, variables = {}) =>
		(await shop.gql(query, variables)).extensions.cost;
	const hide = (count: number) => {
		const id = shop.productId('ACR-GEL-MATT-500');
		const one = (i: number) =>
			`p${i}:productUpdate(product:{id:"${id}",status:DRAFT}){product{id status} userErrors{field message}}`;
		return `mutation{${Array.from({ length: count }, (_, i) => one(i)).join(' ')}}`;
	};

	it('follows the formula of the recorded answers', async () => {
		expect((await cost(findBySku, { q: '', n: 250 })).requestedQueryCost).toBe(222);
		expect((await cost(findBySku, { q: '', n: 100 })).requestedQueryCost).toBe(182);
		expect(
			(await cost(findBySku.replace('first:20', 'first:50'), { q: '', n: 250 })).requestedQueryCost,
		).toBe(288);
		const readBack =
			'query($ids:[ID!]!){nodes(ids:$ids){...on ProductVariant{id inventoryQuantity product{status} inventoryItem{inventoryLevels(first:250){nodes{location{id} quantities(names:["available"]){quantity}}}}}}}';
		expect((await cost(readBack, { ids: [shop.variantId('ACR-DUP-1')] })).requestedQueryCost).toBe(
			38,
		);
	});

	it('throttles an empty bucket with HTTP 200, writes nothing, and fills it again', async () => {
		await shop.gql(hide(90));
		expect((await shop.gql(hide(90))).extensions.cost.throttleStatus).toEqual({
			maximumAvailable: 2000,
			currentlyAvailable: 200,
			restoreRate: 100,
		});
		const before = shop.shelf('ACR-MRK-CBLK-F');
		const { status, body } = await shop.post(hide(90));
		expect(status).toBe(200);
		expect(body).toEqual({
			errors: [
				{
					message: 'Throttled',
					extensions: {
						code: 'THROTTLED',
						documentation: 'https://shopify.dev/api/usage/rate-limits',
					},
				},
			],
			extensions: {
				cost: {
					requestedQueryCost: 900,
					actualQueryCost: null,
					throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 200, restoreRate: 100 },
				},
			},
		});
		expect(shop.shelf('ACR-MRK-CBLK-F')).toEqual(before);
		shop.pass(7_000);
		expect((await shop.gql(hide(90))).errors).toBeUndefined();
	});

	it('refuses a request above 1000 points', async () => {
		expect((await shop.gql(hide(100))).errors).toBeUndefined();
		expect((await shop.gql(hide(101))).errors?.[0]).toMatchObject({
			extensions: { code: 'MAX_COST_EXCEEDED', cost: 1010, maxCost: 1000 },
		});
	});
});
