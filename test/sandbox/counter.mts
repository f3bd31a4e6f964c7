import type { Clock, FakeRequest, MakeFake, World } from '../../sandbox/fake.mts';
import { createSandbox } from '../../sandbox/sandbox.mts';
import type { SandboxOptions } from '../../sandbox/sandbox.mts';

/** A platform as small as can be: every request that is not a login takes one piece away. */
export function counter(slug: string, expires = true): MakeFake {
	return (world: World) => {
		let quantity = world.catalogue[0]?.variants[0]?.quantity ?? 0;
		let hidden = false;
		const known = (sku: string): void => {
			if (sku !== 'ACR-HB-TWHT-60') throw new Error(`Unknown SKU "${sku}".`);
		};
		return {
			slug,
			name: slug.toUpperCase(),
			handle: async (request) => {
				if (request.path === '/token') return { status: 200, body: { token: 'abc' } };
				quantity -= 1;
				return { status: 200, headers: { 'X-Left': String(quantity) }, body: { quantity } };
			},
			shelf: () => [
				{
					sku: 'ACR-HB-TWHT-60',
					title: 'White',
					quantity,
					state: hidden ? 'hidden' : quantity > 0 ? 'onSale' : 'soldOut',
				},
			],
			seller: {
				sell: (sku, sold) => {
					known(sku);
					quantity -= sold;
				},
				setQuantity: (sku, now) => {
					known(sku);
					quantity = now;
				},
				setHidden: (sku, now) => {
					known(sku);
					hidden = now;
				},
				remove: (sku) => {
					known(sku);
					quantity = 0;
				},
			},
			throttled: () => ({ status: 429, headers: { 'retry-after': '7' }, body: { slow: 'down' } }),
			...(expires && { expired: () => ({ status: 401, body: { error: 'expired' } }) }),
			isLogin: ({ path }) => path === '/token',
			account: { url: world.baseUrl(slug) },
		};
	};
}

export function virtualClock(): Clock & { slept: number[] } {
	let now = Date.UTC(2026, 10, 24);
	const slept: number[] = [];
	return {
		slept,
		now: () => now,
		sleep: async (ms) => {
			slept.push(ms);
			now += ms;
		},
	};
}

export const ask = (path = '/things', given: Partial<FakeRequest> = {}): FakeRequest => ({
	method: 'GET',
	path,
	query: new URLSearchParams(),
	headers: {},
	body: Buffer.alloc(0),
	...given,
});

export const small = (options: SandboxOptions = {}) =>
	createSandbox({
		makers: [counter('one'), counter('two', false)],
		clock: virtualClock(),
		...options,
	});
