import { catalogue } from '../../sandbox/catalogue.mts';
import type { Product, World } from '../../sandbox/fake.mts';
import { make, tokens } from '../../sandbox/square/index.mts';

export type Body = Record<string, ReturnType<typeof JSON.parse>>;

export interface Said {
	status: number;
	body: Body;
}

export function openSquare(goods: readonly Product[] = catalogue) {
	let now = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: {
			now: () => now,
			sleep: async (ms) => {
				await Promise.resolve();
				now += ms;
			},
		},
		random: () => 0.5,
		baseUrl: () => 'https://square.example.test',
		deliver: () => Promise.resolve(0),
		catalogue: goods,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	const fake = make(world);
	const ask = async (
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = { authorization: `Bearer ${tokens.personal}` },
	): Promise<Said> => {
		const answer = await fake.handle({
			method,
			path,
			query: new URLSearchParams(),
			headers: { 'content-type': 'application/json', ...headers },
			body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
		});
		return { status: answer.status, body: answer.body as Body };
	};
	let key = 0;
	const { shop } = fake;
	return {
		fake,
		shop,
		ask,
		tick: (ms: number) => (now += ms),
		now: () => new Date(now).toISOString(),
		item: (sku: string) => String(shop.find(sku).item_variation_data?.item_id),
		main: shop.locations[0]!.id,
		studio: shop.locations[1]!.id,
		count: (changes: Body[], more: Body = {}) =>
			ask('POST', '/v2/inventory/changes/batch-create', {
				idempotency_key: `k-${++key}`,
				ignore_unchanged_counts: false,
				changes: changes.map((physical_count) => ({ type: 'PHYSICAL_COUNT', physical_count })),
				...more,
			}),
		counted: (sku: string, quantity: string, more: Body = {}): Body => ({
			catalog_object_id: shop.find(sku).id,
			state: 'IN_STOCK',
			location_id: shop.locations[0]!.id,
			quantity,
			occurred_at: new Date(now).toISOString(),
			...more,
		}),
		upsert: (batches: unknown[][], more: Body = {}) =>
			ask('POST', '/v2/catalog/batch-upsert', {
				idempotency_key: `u-${++key}`,
				batches: batches.map((objects) => ({ objects })),
				...more,
			}),
		read: async (id: string): Promise<Body> =>
			(await ask('GET', `/v2/catalog/object/${id}`)).body.object as Body,
		state: (sku: string) => fake.shelf().find((line) => line.sku === sku),
	};
}

export type Square = ReturnType<typeof openSquare>;
