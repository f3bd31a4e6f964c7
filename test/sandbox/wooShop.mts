import type { Clock, Fake, FakeAnswer, World } from '../../sandbox/fake.mts';
import { seeded } from '../../sandbox/random.mts';
import { consumerKeys, secret } from '../../sandbox/woocommerce/auth.mts';
import { open } from '../../sandbox/woocommerce/index.mts';
import type { Shop } from '../../sandbox/woocommerce/shop.mts';
import { catalogue } from '../../sandbox/catalogue.mts';

export type Delivery = Parameters<World['deliver']>[0];

export interface TestClock extends Clock {
	advance(ms: number): Promise<void>;
}

/** Time stands still until it is moved. */
export function testClock(start = Date.UTC(2026, 10, 23, 3, 25, 0)): TestClock {
	let now = start;
	let waiting: { at: number; wake: () => void }[] = [];
	return {
		now: () => now,
		sleep: (ms) => new Promise((wake) => waiting.push({ at: now + ms, wake })),
		async advance(ms) {
			now += ms;
			const due = waiting.filter(({ at }) => at <= now);
			waiting = waiting.filter(({ at }) => at > now);
			for (const { wake } of due) wake();
			await new Promise(setImmediate);
		},
	};
}

export interface TestWorld {
	world: World;
	clock: TestClock;
	sent: Delivery[];
	/** What the receiver of webhooks answers. */
	receiver: { status: number };
}

export function testWorld(given: Partial<World> = {}): TestWorld {
	const clock = testClock();
	const sent: Delivery[] = [];
	const receiver = { status: 200 };
	const world: World = {
		clock,
		random: seeded(3),
		baseUrl: () => 'https://shop.example.test',
		deliver: async (delivery) => {
			sent.push(delivery);
			return receiver.status;
		},
		catalogue,
		allowLocalWebhooks: false,
		delayFactor: 1,
		...given,
	};
	return { world, clock, sent, receiver };
}

export interface Answer {
	status: number;
	headers: Record<string, string>;
	// The members differ by route; tests name the ones they mean.
	body: Record<string, unknown> & Record<string, unknown>[];
}

export function parsed({ status, headers = {}, body }: FakeAnswer): Answer {
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	return { status, headers: Object.fromEntries(lower), body: JSON.parse(String(body)) };
}

export const basic = (key: string, given = secret): Record<string, string> => ({
	authorization: `Basic ${Buffer.from(`${key}:${given}`).toString('base64')}`,
});

/** Speaks to a fake as an HTTP client with a Read/Write key would. */
export function client(fake: Fake, auth: Record<string, string> = basic(consumerKeys.readWrite)) {
	return async (method: string, url: string, body?: unknown): Promise<Answer> => {
		const [path = '', query = ''] = url.split('?');
		const raw = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
		const answer = await fake.handle({
			method,
			path,
			query: new URLSearchParams(query),
			headers: { ...(raw && { 'content-type': 'application/json' }), ...auth },
			body: Buffer.from(raw),
		});
		return parsed(answer);
	};
}

/** The shop in which specs/woocommerce/recorded.json was recorded: 38 products, UTC. */
export function recordedShop(world: World): Fake {
	return open(world, 0, fillRecorded);
}

function fillRecorded(shop: Shop): void {
	const start = Date.UTC(2026, 10, 23, 3, 0, 0);
	const put = (id: number, sku: string, more: Parameters<Shop['seed']>[0] = {}): void => {
		shop.seed({
			id,
			sku,
			price: '10',
			manage: true,
			quantity: 1,
			created: start + id * 1000,
			...more,
		});
	};
	put(10, 'ACR-001', { name: 'Blue mug', quantity: 4, sales: 13 });
	put(11, 'ACR-UNM', { manage: false });
	put(12, 'ACR-BOY', { backorders: 'yes', quantity: 5 });
	put(14, 'ACR-LOW');
	put(15, 'ACR-EXT', { type: 'external', manage: false });
	put(18, '', { name: 'Shirt', type: 'variable', manage: false, quantity: null });
	const shirt = { type: 'variation', parentId: 18, price: '12' } as const;
	put(19, 'ACR-V-S', { ...shirt, name: 'Shirt - S', option: 'S', quantity: 2 });
	put(20, 'ACR-V-M', { ...shirt, name: 'Shirt - M', option: 'M', quantity: 3 });
	put(22, 'ACR-P', { type: 'variable', quantity: 9 });
	put(23, 'ACR-P-S', { type: 'variation', parentId: 22, manage: false });
	put(24, 'ACR-P-M', { type: 'variation', parentId: 22, manage: false });
	put(25, 'A,B');
	put(26, 'A');
	put(27, 'B');
	put(13, 'FILL-13');
	for (let id = 28; id <= 51; id++) put(id, `FILL-${id}`);
	put(52, '');
	put(53, '');
	put(54, 'Straße');
}
