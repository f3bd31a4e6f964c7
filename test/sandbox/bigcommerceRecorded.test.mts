import { beforeEach, expect, it } from 'vitest';

import { open } from '../../sandbox/bigcommerce/index.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';
import { testStore, type Json, type TestStore } from './bigcommerceStore.mts';

interface Recorded {
	request: { method: string; path: string; query?: Record<string, string>; body?: Json };
	status: number;
	headers: Record<string, string>;
	response: Json;
}

describeWithSpecs('BigCommerce fake: recorded requests', () => {
	const recorded =
		specsDir === undefined ? [] : (readSpec('bigcommerce/recorded.json') as Recorded[]);
	const wanted = recorded.filter(
		({ request: { method, path }, status }) =>
			status === 200 && method !== 'POST' && path.startsWith('/v3/catalog/'),
	);
	/** The names of a value's members, all the way down; null and a value of a kind are of one shape where either was seen. */
	const shape = (value: Json): Json =>
		Array.isArray(value)
			? value.slice(0, 1).map(shape)
			: typeof value === 'object' && value !== null
				? Object.fromEntries(
						Object.entries(value)
							.sort(([a], [b]) => a.localeCompare(b))
							.map(([name, member]) => [name, shape(member)]),
					)
				: '*';

	let store: TestStore;
	beforeEach(() => {
		// The store of the recordings, as far as the requests name it.
		store = testStore((world) =>
			open(world, (shop) => {
				const put = (
					id: number,
					sku: string,
					variants: ReadonlyArray<readonly [number, string]>,
				) => {
					const product = {
						id,
						name: sku,
						sku,
						tracking: 'none' as const,
						visible: true,
						availability: 'available' as const,
						categories: [23, 18],
						complex: variants.length > 1,
						variants: [],
						keywords: '',
						metaDescription: '',
						modified: world.clock.now(),
						unsavable: false,
					};
					shop.products.push(product);
					for (const [variantId, name] of variants)
						(product.variants as object[]).push({
							id: variantId,
							product,
							sku: name,
							option: 'XS',
							price: 49,
							purchasingDisabled: false,
							levels: new Map(),
						});
				};
				put(77, 'SLCTBS', [
					[1, 'SLCTBS-A9615491'],
					[2, 'SLCTBS-2'],
				]);
				put(81, 'OTS', [[65, 'OTS']]);
				put(88, 'CC3C', [[67, 'CC3C']]);
				put(93, 'SLLPJ', [
					[46, 'SLLPJ-6088C959'],
					[47, 'SLLPJ-20D88EFC'],
				]);
				for (let id = 100; id < 112; id++) put(id, `S-${id}`, [[id + 100, `S-${id}`]]);
			}),
		);
	});

	it('refuses what was refused there, in the same words', async () => {
		const { request, status, response } =
			recorded.find(
				({ request: { path, method } }) => method === 'PUT' && path === '/v3/catalog/products',
			) ?? recorded[0];
		const { id, ...change } = request.body;
		store.fake.shop.products[2].id = id;
		const answer = await store.call('PUT', `/catalog/products/${id}`, change);
		expect(answer.status).toBe(status);
		expect({ ...answer.body, type: response.type }).toEqual(response);
	});

	it('covers look-ups and saves of products and variants', () => {
		expect(wanted.length).toBeGreaterThanOrEqual(6);
	});

	it.each(
		wanted.map(
			(one) =>
				[
					`${one.request.method} ${one.request.path} ${JSON.stringify(one.request.query ?? {})}`,
					one,
				] as const,
		),
	)('%s', async (_name, { request, status, headers, response }) => {
		const query = new URLSearchParams(request.query).toString();
		const answer = await store.call(
			request.method,
			`${request.path.slice('/v3'.length)}?${query}`,
			request.body,
		);
		expect(answer.status).toBe(status);
		expect(Object.keys(answer.headers)).toEqual(
			expect.arrayContaining(Object.keys(headers).filter((name) => name.startsWith('x-rate'))),
		);
		const real = [response.data].flat()[0] as Json;
		const ours = [answer.body.data].flat()[0] as Json;
		// Some recordings were cut to a few members.
		expect(Object.keys(ours)).toEqual(expect.arrayContaining(Object.keys(real)));
		const { option_values: _options, meta_keywords: _keywords, ...rest } = real;
		expect(shape(Object.fromEntries(Object.keys(rest).map((name) => [name, ours[name]])))).toEqual(
			shape(rest),
		);
		const { pagination } = response.meta ?? {};
		if (pagination)
			expect(Object.keys(answer.body.meta.pagination)).toEqual(
				expect.arrayContaining([
					'total',
					'count',
					'per_page',
					'current_page',
					'total_pages',
					'links',
				]),
			);
		for (const [name, value] of Object.entries(request.body ?? {}))
			expect(ours[name]).toEqual(value);
		if (request.body) expect(real).toMatchObject(request.body);
	});
});
