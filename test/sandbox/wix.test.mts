import { beforeEach, describe, expect, it } from 'vitest';

import { catalogue } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, World } from '../../sandbox/fake.mts';
import { makeWix, type Options, type WixFake } from '../../sandbox/wix/index.mts';
import { responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const SHEET = 'ACR-SHT-CLR-A3';
const RED = 'ACR-SB-CRED-118';

type Json = ReturnType<typeof JSON.parse>;

let time = 0;
let fake: WixFake;

function open(options: Options = { catalog: 'V3' }): void {
	time = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: { now: () => time, sleep: () => Promise.resolve() },
		random: () => 0.5,
		baseUrl: () => 'http://127.0.0.1:4700/wix',
		deliver: () => Promise.resolve(0),
		catalogue,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	fake = makeWix(options)(world);
}

const spec = specsDir === undefined ? undefined : readSpec('wix/openapi.json');
const withKey = (): Record<string, string> => ({
	authorization: fake.keyAccount.apiKey,
	'wix-site-id': fake.keyAccount.siteId,
});

/** Asks as the seller would and, where the specification is at hand, checks the answer by it. */
async function ask(
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = withKey(),
): Promise<FakeAnswer & { body?: Json }> {
	const answer = await fake.handle({
		method,
		path,
		query: new URLSearchParams(),
		headers,
		body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
	});
	const documented = spec && !/oauth2|locations/.test(path);
	if (documented) {
		// The form of errors stands at 428 only.
		const schema = responseSchema(spec, method, path, answer.status < 400 ? answer.status : 428);
		expect(violations(schema, answer.body), `${method} ${path} ${answer.status}`).toEqual([]);
	}
	return answer;
}

const V3 = '/stores/v3';
const bySku = async (...skus: string[]): Promise<Json[]> => {
	const filter = { 'product.variantSku': { $in: skus } };
	const { body } = await ask('POST', `${V3}/inventory-items/query`, { query: { filter } });
	return body.inventoryItems;
};
const setItems = async (...rows: object[]) =>
	await ask('POST', `${V3}/bulk/inventory-items/update`, {
		inventoryItems: rows.map((inventoryItem) => ({ inventoryItem })),
	});
const codeOf = ({ body }: { body?: Json }) => body.details.applicationError.code;

describe('the Wix fake: who may ask', () => {
	beforeEach(() => open());
	const version = `${V3}/provision/version`;

	it('wants the bare key and the site', async () => {
		expect((await ask('GET', version)).body).toEqual({ catalogVersion: 'V3_CATALOG' });
		const { authorization, 'wix-site-id': site } = withKey();
		expect((await ask('GET', version, undefined, {})).status).toBe(401);
		const bearer = { authorization: `Bearer ${authorization}`, 'wix-site-id': site };
		expect((await ask('GET', version, undefined, bearer)).status).toBe(401);
		const none = await ask('GET', version, undefined, { authorization });
		expect([none.status, codeOf(none)]).toEqual([428, 'MISSING_METASITE_ID']);
		const other = { authorization, 'wix-site-id': '00000000-0000-0000-0000-000000000000' };
		expect((await ask('GET', version, undefined, other)).status).toBe(403);
	});

	it('gives an app a token for four hours', async () => {
		const { clientId, clientSecret, instanceId } = fake.account;
		const form = {
			grant_type: 'client_credentials',
			client_id: clientId,
			client_secret: clientSecret,
		};
		const token = async (more: object) =>
			await ask('POST', '/oauth2/token', { ...form, ...more }, {});
		const { body } = await token({ instance_id: instanceId });
		expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 14_400 });
		const headers = { authorization: body.access_token as string };
		expect((await ask('GET', version, undefined, headers)).status).toBe(200);
		time += 14_400_000;
		expect((await ask('GET', version, undefined, headers)).status).toBe(401);
		expect(await token({ instance_id: 'x' })).toMatchObject({
			status: 400,
			body: { error: 'invalid_grant' },
		});
		expect(await token({ client_secret: 'x' })).toMatchObject({
			status: 401,
			body: { error: 'invalid_client' },
		});
	});

	it('lets 200 requests through in a minute', async () => {
		for (let i = 0; i < 200; i++) expect((await ask('GET', version)).status).toBe(200);
		const { status, headers } = await ask('GET', version);
		expect([status, headers]).toEqual([429, undefined]);
		time += 60_000;
		expect((await ask('GET', version)).status).toBe(200);
	});

	it('refuses the calls of the other catalog', async () => {
		const v1 = ['POST', '/stores-reader/v1/products/query'] as const;
		const v3 = ['POST', `${V3}/products/query`] as const;
		expect(codeOf(await ask(...v1, {}))).toBe('CATALOG_V3_SITE_CALLING_CATALOG_V1_API');
		open({ catalog: 'V1' });
		expect(codeOf(await ask(...v3, {}))).toBe('CATALOG_V1_SITE_CALLING_CATALOG_V3_API');
		expect((await ask('GET', version)).body).toEqual({ catalogVersion: 'V1_CATALOG' });
		fake.site.installed = false;
		expect((await ask('GET', version)).body).toEqual({ catalogVersion: 'STORES_NOT_INSTALLED' });
	});
});

describe('the Wix fake: catalog V3', () => {
	beforeEach(() => open());

	it('has one item for each variant and location, and pages them', async () => {
		const items = await bySku(GEL);
		expect(items.map(({ quantity }) => quantity)).toEqual([5, 2]);
		const query = { filter: { 'product.variantSku': { $in: [GEL] } }, cursorPaging: { limit: 1 } };
		const first = await ask('POST', `${V3}/inventory-items/query`, { query });
		expect(first.body).toMatchObject({
			inventoryItems: [{ quantity: 5 }],
			pagingMetadata: { hasNext: true },
		});
		const { next: cursor } = first.body.pagingMetadata.cursors;
		const second = await ask('POST', `${V3}/inventory-items/query`, {
			query: { cursorPaging: { limit: 1, cursor } },
		});
		expect(second.body).toMatchObject({
			inventoryItems: [{ quantity: 2 }],
			pagingMetadata: { hasNext: false, cursors: {} },
		});
	});

	it('either counts or only says in stock; pre-order goods sell at zero', async () => {
		const [sheet] = await bySku(SHEET);
		expect(sheet).toMatchObject({
			trackQuantity: false,
			inStock: true,
			availabilityStatus: 'IN_STOCK',
		});
		expect(sheet).not.toHaveProperty('quantity');
		fake.seller.setQuantity(RED, 0);
		time += 1_000;
		expect((await bySku(RED))[0]).toMatchObject({ quantity: 0, availabilityStatus: 'PREORDER' });
		expect(fake.shelf().find(({ sku }) => sku === RED)).toMatchObject({
			state: 'onSale',
			note: 'pre-order',
		});
	});

	it('the other kind of value switches the tracking', async () => {
		const [{ id, revision }] = await bySku(SHEET);
		await setItems({ id, revision, quantity: 0 });
		time += 1_000;
		expect((await bySku(SHEET))[0]).toMatchObject({ trackQuantity: true, quantity: 0 });
	});

	it('answers a partial failure with 200', async () => {
		const [ink] = await bySku(INK);
		const [first, second] = await bySku(GEL);
		const { status, body } = await setItems(
			{ id: first.id, revision: first.revision, quantity: 0 },
			{ id: second.id, revision: '99', quantity: 0 },
			{ id: 'gone', revision: '1', quantity: 0 },
			{ id: ink.id, revision: ink.revision, quantity: 100_000 },
		);
		expect(status).toBe(200);
		expect(body.bulkActionMetadata).toEqual({
			totalSuccesses: 1,
			totalFailures: 3,
			undetailedFailures: 0,
		});
		expect(body.results.map(({ itemMetadata }: Json) => itemMetadata.error?.code)).toEqual([
			undefined,
			'INVALID_REVISION',
			'INVENTORY_ITEM_NOT_FOUND',
			'MAX_QUANTITY_LIMIT_REACHED',
		]);
		expect(fake.shelf().find(({ sku }) => sku === GEL)?.quantity).toBe(2);
	});

	it('refuses a batch that is empty, too long or lacks a revision', async () => {
		const row = { id: 'x', revision: '1', quantity: 0 };
		expect((await setItems()).status).toBe(400);
		expect((await setItems(...Array.from({ length: 1_001 }, () => row))).status).toBe(400);
		expect((await setItems({ id: 'x', quantity: 0 })).status).toBe(400);
		const products = Array.from({ length: 101 }, () => ({ product: row }));
		expect((await ask('POST', `${V3}/bulk/products/update`, { products })).status).toBe(400);
		const query = { cursorPaging: { limit: 101 } };
		expect((await ask('POST', `${V3}/products/query`, { query })).status).toBe(400);
	});

	it('shows a write at once by id, and later in queries', async () => {
		const [{ id, revision }] = await bySku(INK);
		await setItems({ id, revision, quantity: 0 });
		expect((await bySku(INK))[0]).toMatchObject({ quantity: 8, revision: '1' });
		const now = await ask('GET', `${V3}/inventory-items/${id}`);
		expect(now.body.inventoryItem).toMatchObject({
			quantity: 0,
			revision: '2',
			availabilityStatus: 'OUT_OF_STOCK',
		});
		time += 300;
		expect((await bySku(INK))[0]).toMatchObject({ quantity: 0, revision: '2' });
	});

	it('a product has a revision of its own', async () => {
		const [{ id: itemId, productId: id }] = await bySku(INK);
		const hide = async (revision: string) =>
			await ask('PATCH', `${V3}/products/${id}`, { product: { id, revision, visible: false } });
		await setItems({ id: itemId, revision: '1', quantity: 0 });
		expect((await hide('2')).status).toBe(409);
		expect((await hide('1')).body.product).toMatchObject({ visible: false, revision: '2' });
		expect((await ask('GET', `${V3}/products/${id}`)).body.product.visible).toBe(false);
		expect(fake.shelf().find(({ sku }) => sku === INK)?.state).toBe('hidden');
	});
});

describe('the Wix fake: catalog V1', () => {
	beforeEach(() => open({ catalog: 'V1' }));
	const products = async (more: object = {}) =>
		(await ask('POST', '/stores-reader/v1/products/query', { includeVariants: true, ...more }))
			.body;

	it('hides hidden products unless asked for, and takes the filter as a text', async () => {
		const shown = await products();
		const all = await products({ includeHiddenProducts: true });
		expect(all.totalResults).toBe(shown.totalResults + 1);
		const filter = JSON.stringify({ sku: INK });
		expect((await products({ query: { filter } })).products).toMatchObject([
			{ sku: INK, stock: { quantity: 8 } },
		]);
		const wrong = await ask('POST', '/stores-reader/v1/products/query', {
			query: { filter: { sku: INK } },
		});
		expect(wrong.status).toBe(400);
	});

	it('finds no variant by a SKU filter, but lists them', async () => {
		const sku = 'ACR-HB-COBL-60';
		const query = { filter: JSON.stringify({ sku }) };
		expect((await products({ query })).products).toEqual([]);
		const variants = (await products()).products.flatMap((row: Json) => row.variants);
		expect(variants).toContainEqual(expect.objectContaining({ variant: { sku, visible: true } }));
	});

	it('takes stock product by product, with the way of counting every time', async () => {
		const { id } = (await products({ query: { filter: JSON.stringify({ sku: INK }) } }))
			.products[0];
		const path = `/stores/v2/inventoryItems/product/${id}`;
		const variants = [{ variantId: '00000000-0000-0000-0000-000000000000', quantity: 0 }];
		expect((await ask('PATCH', path, { inventoryItem: { variants } })).status).toBe(400);
		const done = await ask('PATCH', path, { inventoryItem: { trackQuantity: true, variants } });
		expect([done.status, done.body]).toEqual([200, {}]);
		const query = { filter: JSON.stringify({ productId: id }) };
		const stock = await ask('POST', '/stores-reader/v2/inventoryItems/query', { query });
		expect(stock.body.inventoryItems).toMatchObject([
			{ trackQuantity: true, variants: [{ quantity: 0, inStock: false }] },
		]);
	});

	it('a product PATCH hides, and cannot change stock', async () => {
		const { id } = (await products({ query: { filter: JSON.stringify({ sku: INK }) } }))
			.products[0];
		const patch = async (product: object) =>
			await ask('PATCH', `/stores/v1/products/${id}`, { product });
		expect((await patch({ inStock: false })).status).toBe(200);
		expect(fake.shelf().find(({ sku }) => sku === INK)?.state).toBe('onSale');
		expect((await patch({ visible: false })).body.product.visible).toBe(false);
		expect((await ask('GET', `/stores-reader/v1/products/${id}`)).body.product.visible).toBe(false);
	});
});

describe.each(['V1', 'V3'] as const)('what is deleted in catalog %s', (catalog) => {
	beforeEach(() => open({ catalog }));
	const skus = () => fake.shelf().map(({ sku }) => sku);

	it('is gone alone, and with its last variant the product', async () => {
		const [first, second] = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'];
		const product = fake.store.products.find(({ items }) =>
			items.some(({ variant }) => variant.sku === first),
		);
		const item = product?.items.find(({ variant }) => variant.sku === first);
		fake.seller.remove?.(first);
		expect(skus()).not.toContain(first);
		expect(skus()).toContain(second);
		const write = async () =>
			catalog === 'V3'
				? (await setItems({ id: item?.id, revision: '1', quantity: 1 })).body.results[0]
						.itemMetadata
				: await ask('PATCH', `/stores/v2/inventoryItems/product/${product?.id}`, {
						inventoryItem: {
							trackQuantity: true,
							variants: [{ variantId: item?.variant.id, quantity: 1 }],
						},
					});
		expect(await write()).toMatchObject(catalog === 'V3' ? { success: false } : { status: 404 });
		fake.seller.remove?.(second);
		const path = catalog === 'V3' ? V3 : '/stores-reader/v1';
		expect((await ask('GET', `${path}/products/${product?.id}`)).status).toBe(404);
	});
});

interface Recorded {
	request: { method: string; path: string; body?: Json };
	status: number | null;
	response: Json;
}

describeWithSpecs('the Wix fake: answers people met', () => {
	const recorded = (specsDir === undefined ? [] : readSpec('wix/recorded.json')) as Recorded[];
	const named = (code: string): Recorded => {
		const found = recorded.find(
			({ response }) => response.details?.applicationError?.code === code,
		);
		if (!found) throw new Error(`Nothing recorded as ${code}`);
		return found;
	};
	const replay = async ({ request }: Recorded, productId = 'PRODUCT-ID') => {
		const path = request.path.replace('PRODUCT-ID', productId);
		return await ask(request.method, path, request.body ?? {});
	};
	const product = () => fake.store.products[0]?.id ?? '';

	it('provisioning', async () => {
		open();
		fake.site.provisioning = true;
		const one = named('CATALOG_V3_SITE_PROVISIONING');
		expect(await replay(one)).toEqual({ status: one.status, body: one.response });
	});

	it('V3 on a V1 site', async () => {
		open({ catalog: 'V1' });
		const one = named('CATALOG_V1_SITE_CALLING_CATALOG_V3_API');
		expect(await replay(one)).toMatchObject({ status: one.status, body: one.response });
	});

	it.each([
		['MISSING_VARIANT_OPTION_CHOICE', 'reads'],
		['VARIANTS_ARE_NOT_ALIGNED_WITH_PRODUCT', 'writes'],
	] as const)('a product that contradicts itself: %s', async (code, broken) => {
		open();
		const [first] = fake.store.products;
		if (first) first.broken = broken;
		const answer = await replay(named(code), product());
		expect(answer.body).toMatchObject(named(code).response);
		expect(answer.status).toBe(named(code).status ?? 428);
	});

	it('a missing right: 403 without a word', async () => {
		open();
		const one = recorded.find(({ status, response }) => status === 403 && response.message === '');
		const headers = { authorization: fake.apiKeys.withoutRights };
		const answer = await ask('POST', `${V3}/products/query`, {}, headers);
		expect(answer).toEqual({ status: 403, body: one?.response });
	});
});
