import { expect } from 'vitest';

import { storeHash } from '../../sandbox/bigcommerce/access.mts';
import { makeBigCommerce, type BigCommerceFake } from '../../sandbox/bigcommerce/index.mts';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { World } from '../../sandbox/fake.mts';
import { seeded } from '../../sandbox/random.mts';
import { responseSchema, violations } from '../openapi.mts';
import { readSpec, specsDir } from '../specs.mts';

export type Json = ReturnType<typeof JSON.parse>;

const spec = specsDir === undefined ? undefined : readSpec('bigcommerce/rest-v3.trimmed.json');

/** The specification says in words that these may be null, and recorded answers show it. */
const OFTEN_NULL = /\/(base_variant_id|sku_id) must be integer$/;

/** A store on a clock that stands still until it is moved; every answer is held against the specification. */
export function testStore(make: (world: World) => BigCommerceFake = makeBigCommerce) {
	let now = Date.UTC(2026, 10, 23);
	const fake = make({
		clock: { now: () => now, sleep: async () => {} },
		random: seeded(3),
		baseUrl: () => 'https://store.example.test',
		deliver: async () => 200,
		catalogue,
		allowLocalWebhooks: false,
		delayFactor: 1,
	});
	return {
		fake,
		pass(ms: number): void {
			now += ms;
		},
		async call(method: string, address: string, body?: unknown, token = fake.tokens.full.token) {
			const [path = '', query = ''] = address.split('?');
			const answer = await fake.handle({
				method,
				path: `/stores/${storeHash}/v3${path}`,
				query: new URLSearchParams(query),
				headers: { 'x-auth-token': token },
				body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
			});
			const said = JSON.parse(JSON.stringify(answer.body)) as Json;
			if (spec && [200, 207, 422].includes(answer.status) && path !== '/catalog/summary') {
				const misfits = violations(responseSchema(spec, method, path, answer.status), said);
				expect(
					misfits.filter((line) => !OFTEN_NULL.test(line)),
					`${method} ${path}`,
				).toEqual([]);
			}
			return { status: answer.status, headers: answer.headers ?? {}, body: said };
		},
		variant(sku: string) {
			const found = fake.shop.variants.find((one) => one.sku === sku);
			if (!found) throw new Error(`The store has no ${sku}`);
			return found;
		},
	};
}

export type TestStore = ReturnType<typeof testStore>;
