import { describe, expect, it } from 'vitest';

import { ids, sourceName } from '../../sandbox/google-merchant/sources.mts';
import { encoded, open } from './googleShop.mts';

const INK = 'en~US~ACR-INK-PAYN-30';
const us = sourceName(ids.us);
const stock = sourceName(ids.stock);

const rows = 'SELECT id, offer_id, availability FROM product_view WHERE offer_id IN';

describe('products and their inputs', () => {
	it('takes what the mask names, removes what it names and the body lacks, and leaves the rest', async () => {
		const { world, fake, patch, product } = await open();
		const earlier = { ...fake.input(INK, us) };
		const mask = 'productAttributes.availability,productAttributes.price';
		const answer = await patch(INK, us, { availability: 'OUT_OF_STOCK', title: 'Other' }, mask);
		const { price: _, ...kept } = earlier;
		expect(answer.status).toBe(200);
		expect(answer.body.productAttributes).toEqual({ ...kept, availability: 'OUT_OF_STOCK' });
		expect((await product(INK)).productAttributes).toEqual(earlier);
		world.pass(60);
		expect((await product(INK)).productAttributes).toEqual(answer.body.productAttributes);
	});

	it('without a mask takes what has a value', async () => {
		const { fake, patch } = await open();
		const earlier = { ...fake.input(INK, us) };
		await patch(INK, us, { availability: 'BACKORDER' });
		expect(fake.input(INK, us)).toEqual({ ...earlier, availability: 'BACKORDER' });
	});

	it.each([
		['a source that is none', 'x', {}, undefined, 400],
		['an unknown source', sourceName('9'), {}, undefined, 404],
		['a file', sourceName(ids.britain), {}, undefined, 400],
		['another source than the product’s', sourceName(ids.canada), {}, undefined, 404],
		['a mask with a star', us, { availability: 'IN_STOCK' }, '*', 400],
		['a mask without the group', us, { availability: 'IN_STOCK' }, 'availability', 400],
		['an availability in words', us, { availability: 'out of stock' }, undefined, 400],
		['an attribute nobody knows', us, { colour: 'red' }, undefined, 400],
	])('refuses %s', async (_, source, attributes, mask, status) => {
		const { patch, fake } = await open();
		const earlier = structuredClone(fake.input(INK, us));
		expect((await patch(INK, source, attributes, mask)).status).toBe(status);
		expect(fake.input(INK, us)).toEqual(earlier);
	});

	it('loses title and price when an insert brings only the availability', async () => {
		const { send, world, product } = await open();
		const answer = await send('POST', `/products/v1/{a}/productInputs:insert?dataSource=${us}`, {
			offerId: 'ACR-INK-PAYN-30',
			contentLanguage: 'en',
			feedLabel: 'US',
			productAttributes: { availability: 'OUT_OF_STOCK' },
		});
		expect(answer.status).toBe(200);
		world.pass(60);
		expect((await product(INK)).productAttributes).toEqual({ availability: 'OUT_OF_STOCK' });
	});

	it('lets a linked supplemental source win over the file, an unlinked or later one not', async () => {
		const { send, world, product } = await open();
		const name = 'en~GB~ACR-FILE-1';
		const insert = async (id: string, offerId = '  ACR-FILE-1 ') =>
			await send('POST', `/products/v1/{a}/productInputs:insert?dataSource=${sourceName(id)}`, {
				offerId,
				contentLanguage: 'en',
				feedLabel: 'GB',
				productAttributes: { availability: 'OUT_OF_STOCK' },
			});
		const now = async () => {
			world.pass(60);
			return (await product(name)).productAttributes.availability;
		};
		expect((await insert(ids.unlinked)).status).toBe(200);
		expect((await insert(ids.behind)).status).toBe(200);
		expect(await now()).toBe('IN_STOCK');
		expect((await insert(ids.stock)).body.offerId).toBe('ACR-FILE-1');
		expect(await now()).toBe('OUT_OF_STOCK');
		const path = `/products/v1/{a}/productInputs/${encoded(name)}?dataSource=${stock}`;
		expect(await send('DELETE', path)).toEqual({ status: 200, body: {} });
		expect(await now()).toBe('IN_STOCK');
		expect((await send('DELETE', path)).status).toBe(404);
		expect((await insert(ids.german)).status).toBe(400);
		expect((await insert(ids.stock, '')).status).toBe(400);
	});

	it('knows the plain form of a name only where nothing special stands in it', async () => {
		const { send } = await open();
		const get = async (segment: string) =>
			(await send('GET', `/products/v1/{a}/products/${segment}`)).status;
		expect(await get(INK)).toBe(200);
		expect(await get('en~US~ACR%2FRED%20~60')).toBe(400);
		expect(await get(encoded('en~US~ACR/RED ~60'))).toBe(200);
		expect(await get(encoded(`online~${INK}`))).toBe(400);
		expect(await get(encoded('en~US~NOPE'))).toBe(404);
	});

	it('shows in a product what its seller and Google decided', async () => {
		const { product } = await open();
		expect(await product(INK)).toMatchObject({
			dataSource: us,
			productStatus: {
				destinationStatuses: [{ approvedCountries: ['US'] }, { approvedCountries: ['US'] }],
			},
		});
		expect((await product('en~US~ACR-VAR-GLOS-250')).productAttributes.pause).toBe('ALL');
		expect((await product('en~US~ACR-EXCL-1')).productStatus.destinationStatuses).toBeUndefined();
		expect((await product('en~US~ACR-PEND-1')).productStatus.destinationStatuses[0]).toEqual({
			reportingContext: 'SHOPPING_ADS',
			pendingCountries: ['US'],
		});
		expect(await product('en~US~ACR-ARCH-1')).toMatchObject({ archived: true });
		expect(await product('local~en~US~ACR-LOCAL-1')).toMatchObject({ legacyLocal: true });
	});

	it('lists products and sources page by page', async () => {
		const { send, fake } = await open();
		const names: string[] = [];
		for (let pageToken = ''; ; ) {
			const { body } = await send(
				'GET',
				`/products/v1/{a}/products?pageSize=10&pageToken=${pageToken}`,
			);
			names.push(...body.products.map(({ name }: { name: string }) => name));
			if (!body.nextPageToken) break;
			pageToken = body.nextPageToken;
		}
		expect(new Set(names).size).toBe(fake.shelf().length);
		const { body } = await send('GET', '/datasources/v1/{a}/dataSources?pageSize=3');
		expect(body.dataSources).toHaveLength(3);
		expect(body.nextPageToken).toBe('3');
	});
});

describe('the report', () => {
	it('spells the availability in words, names the channel in the id, and lags behind the products', async () => {
		const { world, patch, product, search } = await open();
		const view = async () =>
			(await search(`${rows} ('ACR-INK-PAYN-30')`)).body.results[0].productView;
		const row = { id: `online~${INK}`, offerId: 'ACR-INK-PAYN-30', availability: 'in stock' };
		expect(await view()).toEqual(row);
		await patch(INK, us, { availability: 'OUT_OF_STOCK' });
		world.pass(60);
		expect((await product(INK)).productAttributes.availability).toBe('OUT_OF_STOCK');
		expect(await view()).toEqual(row);
		world.pass(30);
		expect(await view()).toEqual({ ...row, availability: 'out of stock' });
	});

	it('has one row for each language and label, and pages', async () => {
		const { search } = await open();
		const query = `${rows} ("ACR-DUP-1", 'ACR-BOTH-1')`;
		const { body } = await search(query, { pageSize: 3 });
		const more = await search(query, { pageSize: 3, pageToken: body.nextPageToken });
		const all = [...body.results, ...more.body.results].map(
			({ productView }: { productView: { id: string } }) => productView.id,
		);
		expect(all).toEqual([
			'online~en~US~ACR-DUP-1',
			'online~en~CA~ACR-DUP-1',
			'online~en~US~ACR-BOTH-1',
			'local~en~US~ACR-BOTH-1',
		]);
		expect(more.body.nextPageToken).toBeUndefined();
		expect((await search(`${rows} ('acr-dup-1')`)).body).toEqual({});
	});

	it.each([
		'SELECT offer_id FROM product_view',
		'SELECT id, colour FROM product_view',
		'SELECT id FROM products',
		`${rows} ()`,
		`${rows} ('A'`,
		`${rows} ('A' 'B')`,
		`${rows} ('O'Hara')`,
		`${rows} ('A') OR 1=1`,
	])('does not understand %s', async (query) => {
		const { search } = await open();
		expect(await search(query)).toMatchObject({
			status: 400,
			body: { error: { status: 'INVALID_ARGUMENT' } },
		});
	});
});

describe('the seller', () => {
	it('removes a product: writes fail at once, reads follow', async () => {
		const { world, fake, patch, product, search } = await open();
		fake.seller.remove?.('ACR-INK-PAYN-30');
		const name = 'en~US~ACR-INK-PAYN-30';
		const source = fake.sources[0]!.name;
		expect((await patch(name, source, { availability: 'IN_STOCK' })).status).toBe(404);
		expect(await product(name)).toHaveProperty('productAttributes');
		world.pass(90);
		expect(await product(name)).toMatchObject({ error: { code: 404 } });
		expect((await search(`${rows} ('ACR-INK-PAYN-30')`)).body).toEqual({});
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-INK-PAYN-30')).toBeUndefined();
	});

	it('sells out, gets new stock, hides and shows; Google follows later', async () => {
		const { world, fake } = await open();
		const shelf = () => fake.shelf().find(({ sku }) => sku === 'ACR-INK-PAYN-30');
		fake.seller.sell('ACR-INK-PAYN-30', 8);
		expect(shelf()).toMatchObject({ state: 'onSale', quantity: null });
		world.pass(60);
		expect(shelf()?.state).toBe('soldOut');
		fake.seller.setQuantity('ACR-INK-PAYN-30', 2);
		fake.seller.sell('ACR-INK-PAYN-30', 1);
		world.pass(60);
		expect(shelf()?.state).toBe('onSale');
		fake.seller.setHidden('ACR-INK-PAYN-30', true);
		world.pass(60);
		expect(shelf()).toMatchObject({ state: 'hidden', note: 'paused: ALL' });
		fake.seller.setHidden('ACR-INK-PAYN-30', false);
		world.pass(60);
		expect(shelf()?.state).toBe('onSale');
		expect(() => fake.seller.sell('NOPE', 1)).toThrow(/no "NOPE"/);
	});
});
