import { describe, expect, it } from 'vitest';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { tokens } from '../../sandbox/square/index.mts';
import { responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { openSquare } from './squareShop.mts';
import type { Body, Said, Square } from './squareShop.mts';

interface Recorded {
	status: number | null;
	covers?: string;
	handwritten?: boolean;
	request: { method: string; path: string; body?: Body };
	response: Body;
}

/** Members and the kinds of their values; of a list its first entry. */
function shape(value: unknown): unknown {
	if (Array.isArray(value)) return value.length ? [shape(value[0])] : [];
	if (typeof value !== 'object' || value === null) return typeof value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)]));
}

const searchFor = (...skus: string[]) => ({
	object_types: ['ITEM_VARIATION'],
	query: { set_query: { attribute_name: 'sku', attribute_values: skus } },
	include_related_objects: true,
	limit: 1000,
});
const SEARCH = '/v2/catalog/search';
const COUNTS = '/v2/inventory/counts/batch-retrieve';
const codes = ({ body }: Said) => (body.errors as Body[]).map(({ code }) => code);

describeWithSpecs('Square: recorded answers', () => {
	const recorded = readSpec('square/recorded.json') as Recorded[];
	const find = (path: string, status: number | null = 200): Recorded => {
		const found = recorded.find((one) => one.request.path === path && one.status === status);
		if (!found) throw new Error(`Nothing recorded for ${path}`);
		return found;
	};
	const square = openSquare(manyProducts(3));
	const item = square.item('BENCH-00001');
	/** What the recording has, the fake has too, of the same kind. */
	const expectAlike = (said: Said, { response }: Recorded) => {
		expect(said.status).toBe(200);
		expect(shape(said.body)).toMatchObject(shape(response) as object);
	};

	it('of the locations', async () => {
		expectAlike(await square.ask('GET', '/v2/locations'), find('/v2/locations'));
	});

	it('of a search for items', async () => {
		const { request, response } = recorded.find(({ request: one }) => one.path === SEARCH)!;
		const { cursor: _, ...page } = response;
		expectAlike(await square.ask('POST', SEARCH, { ...request.body, limit: 2 }), {
			...find(SEARCH),
			response: page,
		});
	});

	it('of one object and of several', async () => {
		const one = recorded.find(
			({ request }) => /catalog\/object\/\w+$/.test(request.path) && request.method === 'GET',
		)!;
		expectAlike(await square.ask('GET', `/v2/catalog/object/${item}`), one);
		const several = find('/v2/catalog/batch-retrieve');
		const body = { ...several.request.body, object_ids: [item] };
		expectAlike(await square.ask('POST', '/v2/catalog/batch-retrieve', body), several);
	});

	it('of an upsert', async () => {
		const pair = find('/v2/catalog/object');
		const { id_mappings: _, ...response } = pair.response;
		const body = { idempotency_key: 'k', object: await square.read(item) };
		const said = await square.ask('POST', '/v2/catalog/object', body);
		expectAlike(said, { ...pair, response });
	});

	it('of counts', async () => {
		const body = { catalog_object_ids: [square.shop.find('BENCH-00001').id] };
		expectAlike(await square.ask('POST', COUNTS, body), find(COUNTS));
	});

	it('to a wrong and to a malformed token', async () => {
		const wrong = recorded.find(({ status }) => status === 401)!;
		const said = await square.ask('POST', SEARCH, {}, { authorization: 'Bearer nobody' });
		expect(said).toEqual({ status: 401, body: wrong.response });
		const malformed = await square.ask('POST', SEARCH, {}, { authorization: 'nobody' });
		expect(malformed.body.errors[0].detail).toMatch(/header of your request was malformed/);
	});

	it('to a variation without its item, an item asked for its count, and a locked catalogue', async () => {
		const variation = await square.read(square.shop.find('BENCH-00001').id);
		const { item_id: _, ...data } = variation.item_variation_data as Body;
		const broken = await square.upsert([[{ ...variation, item_variation_data: data }]]);
		expect(broken).toEqual({ status: 500, body: find('/v2/catalog/batch-upsert', 500).response });

		const noVariation = recorded.find(({ request }) => request.path === '/v2/inventory/ITEMID')!;
		const said = await square.ask('GET', '/v2/inventory/ITEMID');
		expect(said.body).toEqual(noVariation.response);

		const object = await square.read(item);
		const [first, second] = await Promise.all([
			square.upsert([[object]]),
			square.upsert([[object]]),
		]);
		expect(first.status).toBe(200);
		expect(second).toEqual({ status: 429, body: find('/v2/catalog/batch-upsert', 429).response });
	});
});

describeWithSpecs('Square: the fake and the specification', () => {
	const spec = readSpec('square/openapi.json');
	const square = openSquare();
	const expectDocumented = (method: string, path: string, { status, body }: Said) => {
		expect(status).toBe(200);
		expect(violations(responseSchema(spec, method, path, 200), body), path).toEqual([]);
	};
	const id = () => square.shop.find('ACR-INK-PAYN-30').id;

	it('every answer fits its schema', async () => {
		const asked: Array<[string, string, unknown?]> = [
			['GET', '/v2/locations'],
			['GET', '/v2/catalog/info'],
			['POST', SEARCH, searchFor('ACR-HB-TWHT-60', 'ACR-SHT-CLR-A3')],
			['POST', '/v2/catalog/batch-retrieve', { object_ids: [id(), square.item('ACR-HB-TWHT-60')] }],
			['GET', `/v2/catalog/object/${id()}`],
			['GET', `/v2/inventory/${id()}`],
			['POST', COUNTS, { catalog_object_ids: [id()] }],
		];
		for (const [method, path, body] of asked)
			expectDocumented(method, path, await square.ask(method, path, body));
		expectDocumented(
			'POST',
			'/v2/inventory/changes/batch-create',
			await square.count([square.counted('ACR-INK-PAYN-30', '0')]),
		);
		expectDocumented(
			'POST',
			'/v2/catalog/batch-upsert',
			await square.upsert([[await square.read(id())]]),
		);
	});

	it('so do partly stored batches and errors', async () => {
		const good = await square.read(square.item('ACR-INK-PAYN-30'));
		const bad = await square.read(square.item('ACR-FL-QMAG-30'));
		const said = await square.upsert([[good], [{ ...bad, id: 'GONE' }]]);
		expectDocumented('POST', '/v2/catalog/batch-upsert', said);
		expect(codes(said)).toEqual(['NOT_FOUND']);
	});
});

describe('Square: the fake', () => {
	const ids = ({ body }: Said) =>
		((body.objects ?? []) as Body[]).map(
			({ item_variation_data }) => item_variation_data.sku as string,
		);

	it('has the goods and the special listings on its shelf', () => {
		const { state, fake } = openSquare();
		expect(state('ACR-HB-TWHT-60')).toMatchObject({ quantity: 14, state: 'onSale' });
		expect(state('ACR-VAR-GLOS-250')).toMatchObject({ state: 'hidden', note: 'archived' });
		expect(state('ACR-GES-WHT-1000')).toMatchObject({ quantity: null, state: 'onSale' });
		expect(fake.shelf().filter(({ sku }) => sku === 'ACR-DUP-1')).toHaveLength(2);
	});

	it('finds whole SKUs whatever their case, 250 at a time, and pages', async () => {
		const { ask } = openSquare();
		expect(ids(await ask('POST', SEARCH, searchFor('acr-ink-payn-30', 'ACR-INK')))).toEqual([
			'ACR-INK-PAYN-30',
		]);
		expect((await ask('POST', SEARCH, searchFor('nobody'))).body).not.toHaveProperty('objects');
		const many = await ask(
			'POST',
			SEARCH,
			searchFor(...Array.from({ length: 251 }, (_, i) => `S${i}`)),
		);
		expect([many.status, codes(many)]).toEqual([400, ['ARRAY_LENGTH_TOO_LONG']]);
		const page = { ...searchFor('ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250'), limit: 2 };
		const first = await ask('POST', SEARCH, page);
		const second = await ask('POST', SEARCH, { ...page, cursor: first.body.cursor });
		expect([ids(first).length, ids(second).length, second.body.cursor]).toEqual([2, 1, undefined]);
	});

	it('counts absolutely, at one location, and marks sold out by itself', async () => {
		const square = openSquare();
		await square.count([square.counted('ACR-HB-TWHT-60', '0')]);
		expect(square.state('ACR-HB-TWHT-60')).toMatchObject({ quantity: 2, state: 'onSale' });
		await square.count([square.counted('ACR-HB-TWHT-60', '0', { location_id: square.studio })]);
		expect(square.state('ACR-HB-TWHT-60')).toMatchObject({ quantity: 0, state: 'soldOut' });
		const { item_variation_data } = await square.read(square.shop.find('ACR-HB-TWHT-60').id);
		expect(
			(item_variation_data.location_overrides as Body[]).map(({ sold_out }) => sold_out),
		).toEqual([true, true]);
	});

	it('goes on selling what is not tracked, and what a seller marked as sold out is so at any count', async () => {
		const square = openSquare();
		await square.count([square.counted('ACR-GES-WHT-1000', '0')]);
		expect(square.state('ACR-GES-WHT-1000')?.state).toBe('onSale');
		square.shop.markSoldOut('ACR-INK-PAYN-30', square.main);
		expect(square.state('ACR-INK-PAYN-30')).toMatchObject({ quantity: 8, state: 'soldOut' });
	});

	it('applies no change of a call with a bad one', async () => {
		const square = openSquare();
		const good = square.counted('ACR-INK-PAYN-30', '0');
		const said = await square.count([good, { ...good, catalog_object_id: 'GONE' }]);
		expect(said).toEqual({
			status: 404,
			body: {
				errors: [
					{
						category: 'INVALID_REQUEST_ERROR',
						code: 'NOT_FOUND',
						detail: 'Catalog object with ID `GONE` not found.',
						field: 'changes[1].physical_count.catalog_object_id',
					},
				],
			},
		});
		expect(square.state('ACR-INK-PAYN-30')?.quantity).toBe(8);
	});

	it.each([
		['no time', { occurred_at: undefined }, 'MISSING_REQUIRED_PARAMETER'],
		['a time to come', { occurred_at: '2026-11-23T10:05:00Z' }, 'INVALID_TIME'],
		['a time two days ago', { occurred_at: '2026-11-21T10:00:00Z' }, 'INVALID_TIME'],
		['a number instead of a text', { quantity: 0 }, 'EXPECTED_STRING'],
		['another state', { state: 'SOLD' }, 'INVALID_ENUM_VALUE'],
		['an unknown location', { location_id: 'NOWHERE' }, 'NOT_FOUND'],
	])('refuses a count with %s', async (_, wrong, code) => {
		const square = openSquare();
		expect(codes(await square.count([square.counted('ACR-INK-PAYN-30', '0', wrong)]))).toEqual([
			code,
		]);
	});

	it('takes 100 counts at a time', async () => {
		const square = openSquare();
		const said = await square.count(
			Array.from({ length: 101 }, () => square.counted('ACR-INK-PAYN-30', '0')),
		);
		expect(codes(said)).toEqual(['ARRAY_LENGTH_TOO_LONG']);
	});

	it('drops a count that equals the last one unless told otherwise, and lets the latest time win', async () => {
		const square = openSquare();
		const ink = 'ACR-INK-PAYN-30';
		const byDefault = { ignore_unchanged_counts: undefined };
		square.fake.seller.sell(ink, 3);
		await square.count([square.counted(ink, '8')], byDefault);
		expect(square.state(ink)?.quantity).toBe(5);
		await square.count([square.counted(ink, '8')]);
		expect(square.state(ink)?.quantity).toBe(8);
		await square.count([square.counted(ink, '1', { occurred_at: '2026-11-23T09:00:00Z' })]);
		expect(square.state(ink)?.quantity).toBe(8);
	});

	it('knows a key again, and refuses it for something else', async () => {
		const square = openSquare();
		const key = { idempotency_key: 'same' };
		const four = square.counted('ACR-INK-PAYN-30', '4');
		await square.count([four], key);
		square.fake.seller.sell('ACR-INK-PAYN-30', 1);
		expect((await square.count([four], key)).status).toBe(200);
		expect(square.state('ACR-INK-PAYN-30')?.quantity).toBe(3);
		expect(codes(await square.count([{ ...four, quantity: '0' }], key))).toEqual([
			'IDEMPOTENCY_KEY_REUSED',
		]);
	});

	const archived = (object: Body): Body => ({
		...object,
		item_data: { ...object.item_data, is_archived: true },
	});

	it('replaces objects, clears what is left out, and drops sold_out in silence', async () => {
		const square = openSquare();
		const { id } = square.shop.find('ACR-INK-PAYN-30');
		const variation = await square.read(id);
		const { price_money: _, ...data } = variation.item_variation_data as Body;
		const override = { location_id: square.main, track_inventory: true, sold_out: true };
		await square.upsert([
			[{ ...variation, item_variation_data: { ...data, location_overrides: [override] } }],
		]);
		const after = await square.read(id);
		expect(after.item_variation_data).not.toHaveProperty('price_money');
		expect(after.item_variation_data.location_overrides).toEqual([
			{ location_id: square.main, track_inventory: true },
		]);
		expect(after.version).toBeGreaterThan(variation.version);
		expect(square.state('ACR-INK-PAYN-30')?.state).toBe('onSale');
	});

	it('stores one batch and refuses another, without saying which object', async () => {
		const square = openSquare();
		const ink = await square.read(square.item('ACR-INK-PAYN-30'));
		const gel = await square.read(square.item('ACR-GEL-MATT-500'));
		const said = await square.upsert([[archived(ink)], [{ ...archived(gel), version: 1 }]]);
		expect(said.status).toBe(200);
		expect((said.body.objects as Body[]).map(({ id }) => id)).toEqual([ink.id]);
		expect(said.body.errors).toEqual([
			{
				category: 'INVALID_REQUEST_ERROR',
				code: 'VERSION_MISMATCH',
				detail: 'Object version does not match latest database version.',
			},
		]);
		expect(square.state('ACR-INK-PAYN-30')?.state).toBe('hidden');
		expect(square.state('ACR-GEL-MATT-500')?.state).toBe('onSale');
	});

	it('wants the version of a nested variation too', async () => {
		const square = openSquare();
		const ink = await square.read(square.item('ACR-INK-PAYN-30'));
		const [variation] = ink.item_data.variations as Body[];
		const stale = {
			...ink,
			item_data: { ...ink.item_data, variations: [{ ...variation, version: 1 }] },
		};
		expect([
			(await square.upsert([[stale]])).status,
			codes(await square.upsert([[stale]])),
		]).toEqual([409, ['VERSION_MISMATCH']]);
	});

	it('lets a token do what it was asked for', async () => {
		const square = openSquare();
		const as = (token: string) => ({ authorization: `Bearer ${token}` });
		const search = (token: string) => square.ask('POST', SEARCH, searchFor('X'), as(token));
		expect((await search(tokens.readOnly)).status).toBe(200);
		const counts = await square.ask('POST', COUNTS, {}, as(tokens.withoutInventory));
		expect([counts.status, codes(counts)]).toEqual([403, ['INSUFFICIENT_SCOPES']]);
		const upsert = await square.ask('POST', '/v2/catalog/batch-upsert', {}, as(tokens.readOnly));
		expect(codes(upsert)).toEqual(['INSUFFICIENT_SCOPES']);
	});

	it('answers what is no call of the API', async () => {
		const square: Square = openSquare();
		expect(codes(await square.ask('DELETE', '/v2/locations'))).toEqual(['NOT_FOUND']);
		expect(codes(await square.ask('POST', SEARCH))).toEqual(['EXPECTED_JSON_BODY']);
	});
});
