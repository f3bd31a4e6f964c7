// Reading back, time-outs and changes at the same moment: what is said is what the live listing shows.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { State } from '../../platforms/platform';
import { listingOf, problem, raise, runOn, scripted, stopTime, time } from './scripted.mts';

let restoreClock: () => void;
beforeEach(() => {
	restoreClock = stopTime();
});
afterEach(() => restoreClock());

const goods = (id = '1', sku = 'A') => ({ id, sku, state: { quantity: 5, visible: true } });
const LATER = 'Run Get Stock State for Shop in a few minutes to see whether it arrived.';

/** A platform that takes the change and shows it `ms` later. */
function slow(ms: number, more = {}) {
	const due: Array<() => void> = [];
	const shop = scripted([goods()], {
		async answer(changes) {
			const at = time.now + ms;
			due.push(() => {
				if (time.now >= at)
					for (const { listing, set } of changes)
						Object.assign(shop.goods.find(({ id }) => id === listing.id)!.state, set);
			});
			return changes.map(() => ({ state: 'accepted' as const }));
		},
		...more,
	});
	const { read } = shop.platform;
	shop.platform.read = async (...given) => {
		for (const look of due) look();
		return await read(...given);
	};
	return shop;
}

test('reads back until it shows, and says how long that took', async () => {
	const shop = slow(4_500);
	expect(await runOn(shop, {})).toMatchObject([
		{ outcome: 'offSale', confirmed: true, ourMs: 0, channelMs: 5_000 },
	]);
	expect(time.waits).toEqual([1_000, 4_000]);
	expect(shop.reads).toHaveLength(4);
});

test('reads no further once all of it shows', async () => {
	const shop = slow(500);
	await runOn(shop, {});
	expect(time.waits).toEqual([1_000]);
	expect(shop.reads).toHaveLength(3);
});

test('what never shows is contradicted, with what the listing says', async () => {
	expect(await runOn(slow(60_000), {})).toMatchObject([
		{
			...{ outcome: 'contradicted', confirmed: false, changed: true },
			after: { quantity: 5, buyable: true },
			message:
				'Shop accepted the change, but the live listing says otherwise: quantity 5, visible, can be bought.',
			nextStep:
				'Look at the listing on the platform: other stock locations, an app or another tool may be changing it back.',
		},
	]);
});

test('what shows, but can be bought all the same, is contradicted', async () => {
	const shop = scripted([{ ...goods(), buyable: true, quantity: null }], {});
	expect(await runOn(shop, {})).toMatchObject([
		{
			...{ outcome: 'contradicted', confirmed: false },
			message:
				'Shop took the change, but the listing is still on sale: no count, visible, can be bought.',
			nextStep:
				"Something else keeps it on sale, such as locations that are not chosen in the channel's options. Include them, or look at the listing on the platform.",
		},
	]);
});

test('the words for what a listing shows', async () => {
	const says = async (more: object) => {
		const shop = scripted([{ ...goods(), ...more }]);
		const [{ message }] = await runOn(shop, {});
		return message.replace(/^.*: /, '');
	};
	expect(await says({ visible: false, buyable: true })).toBe('quantity 0, hidden, can be bought.');
	expect(await says({ visible: null, buyable: true })).toBe('quantity 0, can be bought.');
});

test('a listing without a word on buyers is judged by what was set', async () => {
	const shop = scripted([{ ...goods(), buyable: null }]);
	expect(await runOn(shop, {})).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
	const ignored = scripted([{ ...goods(), buyable: null }], {
		answer: async () => [{ state: 'accepted' }],
	});
	expect(await runOn(ignored, {})).toMatchObject([
		{
			outcome: 'contradicted',
			message: expect.stringContaining('says otherwise: quantity 5, visible.'),
		},
	]);
});

test('what was to be hidden and still shows is not confirmed, sold out or not', async () => {
	const shop = scripted([goods()], {
		async answer() {
			shop.goods[0].state.quantity = 0;
			return [{ state: 'accepted' }];
		},
	});
	const both = { options: { account: {}, stop: 'both' } };
	expect(await runOn(shop, {}, [{}], both)).toMatchObject([
		{ outcome: 'contradicted', confirmed: false, after: { quantity: 0, visible: true } },
	]);
});

test('a listing that is gone when it is read back is pending', async () => {
	const shop = scripted([goods()], {
		async answer() {
			shop.goods.length = 0;
			return [{ state: 'accepted' }];
		},
	});
	expect(await runOn(shop, {})).toMatchObject([
		{
			...{ outcome: 'pending', confirmed: false, changed: true, after: null },
			message: 'Shop accepted the change, but the listing could not be read back.',
			nextStep: LATER,
		},
	]);
});

test('a platform that is still at work says so itself', async () => {
	const shop = scripted([goods()], {
		answer: async () => [{ state: 'pending', message: 'In the queue, secret-word.' }],
	});
	expect(await runOn(shop, {})).toMatchObject([
		{
			...{ outcome: 'pending', confirmed: false, changed: true },
			...{ message: 'In the queue, [hidden].', nextStep: LATER },
		},
	]);
});

test('what lags is pending, not contradicted', async () => {
	const shop = slow(60_000, { settle: { waitsMs: [0, 1_000], lags: true } });
	expect(await runOn(shop, {}, [{}], { accountId: 'lags' })).toMatchObject([
		{
			outcome: 'pending',
			message: 'Shop accepted the change, but does not show it yet.',
			nextStep: LATER,
		},
	]);
});

test('not read back when the user does not want it', async () => {
	const shop = scripted([goods()]);
	expect(await runOn(shop, { confirm: false })).toMatchObject([
		{
			...{ outcome: 'offSale', confirmed: false, changed: true, after: null, nextStep: '' },
			message: 'Accepted by Shop; not read back, as set in the node.',
		},
	]);
	expect(shop.reads).toHaveLength(1);
});

test('for as long as the user has patience, and looked at once at least', async () => {
	const most = async (confirmForMs: number) => {
		time.waits = [];
		const shop = slow(60_000);
		const [{ outcome }] = await runOn(shop, { confirmForMs });
		expect(outcome).toBe('contradicted');
		return time.waits;
	};
	expect(await most(5_000)).toEqual([1_000, 4_000]);
	expect(await most(4_999)).toEqual([1_000]);
	expect(await most(0)).toEqual([]);
	const late = slow(60_000, { settle: { waitsMs: [30_000], lags: false } });
	expect(await runOn(late, { confirmForMs: 1_000 })).toMatchObject([
		{ outcome: 'contradicted', after: { quantity: 5 } },
	]);
	expect(late.reads).toHaveLength(2);
});

describe('many listings', () => {
	const many = () => ['A', 'B', 'C', 'D', 'E'].map((sku, i) => goods(String(i), sku));
	const asked = many().map(({ sku }) => ({ sku }));

	test('are read back in the largest look-ups, those that show no more', async () => {
		const shop = scripted(many());
		const rows = await runOn(shop, {}, asked);
		expect(rows.every(({ outcome }) => outcome === 'offSale')).toBe(true);
		expect(shop.reads.slice(3)).toEqual([['A', 'B'], ['C', 'D'], ['E']]);
	});

	test('one look-up is enough while nothing shows where changes take their time', async () => {
		const shop = scripted(many(), {
			settle: { waitsMs: [0, 1_000], lags: true },
			answer: async (changes) => changes.map(() => ({ state: 'accepted' as const })),
		});
		await runOn(shop, {}, asked, { accountId: 'many' });
		// Twice the first two; the others once in the end, so that each row shows what is there.
		expect(shop.reads.slice(3)).toEqual([['A', 'B'], ['A', 'B'], ['C', 'D'], ['E']]);
		const quick = scripted(many(), { settle: { waitsMs: [0, 1_000], lags: true } });
		await runOn(quick, {}, asked, { accountId: 'quick' });
		expect(quick.reads.slice(3)).toEqual([['A', 'B'], ['C', 'D'], ['E']]);
	});

	test('are asked for by id where the platform has a look-up of its own for that', async () => {
		const asks: unknown[] = [];
		const shop = scripted(many(), {
			sizes: { read: 5, readBack: 3 },
			async readBack(_call, changes) {
				asks.push(changes.map(({ listing, set }) => [listing.id, set]));
				return changes.map(({ listing }) =>
					listingOf(shop.goods.find(({ id }) => id === listing.id)!),
				);
			},
		});
		await runOn(shop, {}, asked);
		const set = { quantity: 0 };
		expect(asks).toEqual([
			[
				['0', set],
				['1', set],
				['2', set],
			],
			[
				['3', set],
				['4', set],
			],
		]);
		expect(shop.reads).toHaveLength(1);
	});

	test('of one SKU are looked up once', async () => {
		const shop = scripted([goods('1'), goods('2')]);
		const all = { options: { account: {}, severalListings: 'all' } };
		expect(await runOn(shop, {}, [{}], all)).toMatchObject([{ outcome: 'offSale' }]);
		expect(shop.reads).toEqual([['A'], ['A']]);
	});

	test('the one that needs a person most speaks for the SKU', async () => {
		const shop = scripted([goods('1'), goods('2'), goods('3')], {
			batch: 1,
			answer: async ([{ listing }]) =>
				listing.id === '2'
					? [{ state: 'failed', problem: problem('refused', 'Not this one.') }]
					: undefined,
		});
		const all = { options: { account: {}, severalListings: 'all' } };
		const [row] = await runOn(shop, {}, [{}], all);
		expect(row).toMatchObject({ outcome: 'refused', message: 'Not this one.', changed: true });
		expect(JSON.parse(row.restore)).toMatchObject({ listings: [{ id: '1' }, { id: '3' }] });
	});
});

test('a look that fails is taken again', async () => {
	const shop = scripted([goods()]);
	const { read } = shop.platform;
	let reads = 0;
	shop.platform.read = async (...given) =>
		++reads === 2 ? raise(problem('unavailable', 'Down.')) : await read(...given);
	expect(await runOn(shop, {})).toMatchObject([
		{ outcome: 'offSale', confirmed: true, channelMs: 1_000 },
	]);
});

describe('a write without an answer', () => {
	const timedOut = problem('unavailable', 'No answer.');

	test('that was carried out is found by reading back, also when the user wants none', async () => {
		for (const confirm of [true, false]) {
			const shop = scripted([goods()], {
				async answer() {
					shop.goods[0].state.quantity = 0;
					return raise(timedOut, true);
				},
			});
			const [row] = await runOn(shop, { confirm });
			expect(row).toMatchObject({ outcome: 'offSale', confirmed: true, changed: true });
			expect(JSON.parse(row.restore)).toMatchObject({
				listings: [{ id: '1', was: { quantity: 5 }, set: { quantity: 0 } }],
			});
			expect(row.restore).not.toContain('unsure');
		}
	});

	test('that does not show has failed, but may still have to be undone', async () => {
		const shop = scripted([goods()], { answer: async () => raise(timedOut, true) });
		const [row] = await runOn(shop, {});
		expect(row).toMatchObject({
			...{ outcome: 'failed', kind: 'unavailable', changed: false, message: 'No answer.' },
			after: { quantity: 5 },
		});
		expect(JSON.parse(row.restore)).toMatchObject({
			listings: [{ id: '1', was: { quantity: 5 }, set: { quantity: 0 }, unsure: true }],
		});
	});

	test('of which a part shows has changed something', async () => {
		const shop = scripted([goods()], {
			async answer() {
				shop.goods[0].state.quantity = 0;
				return raise(timedOut, true);
			},
		});
		const both = { options: { account: {}, stop: 'both' } };
		expect(await runOn(shop, {}, [{}], both)).toMatchObject([{ outcome: 'failed', changed: true }]);
	});

	test('of which the first of several requests was answered is read back as well', async () => {
		const shop = scripted([goods()], {
			async answer(_changes, call) {
				await call({ method: 'PUT', path: '/stock' });
				shop.goods[0].state.quantity = 0;
				return raise(timedOut);
			},
		});
		expect(await runOn(shop, { confirm: false })).toMatchObject([
			{ outcome: 'offSale', confirmed: true, changed: true },
		]);
	});

	test('that surely was not carried out is a failure, and nothing is remembered or read again', async () => {
		const shop = scripted([goods()], { answer: async () => raise(timedOut) });
		const [row] = await runOn(shop, {});
		expect(row).toMatchObject({ outcome: 'failed', changed: false, after: null });
		expect(row.restore).toContain('"listings":[]');
		expect(shop.reads).toHaveLength(1);
		const odd = scripted([goods()], { answer: async () => Promise.reject(new Error('odd')) });
		expect(await runOn(odd, {})).toMatchObject([{ outcome: 'failed', kind: 'unknown' }]);
		expect(odd.reads).toHaveLength(1);
	});
});

describe('a listing that changes under our hands', () => {
	const conflict = problem('conflict', 'Changed meanwhile.');
	/** Refuses as often as told; before each refusal somebody changes the listing. */
	function contested(times: number, change: (state: State, n: number) => void, written?: State) {
		let refused = 0;
		const shop = scripted([goods(), goods('2', 'B')], {
			async answer(changes) {
				if (refused >= times || changes[0].listing.id !== '1') return undefined;
				refused += 1;
				change(shop.goods[0].state, refused);
				return changes.map(() => ({
					...{ state: 'failed' as const, problem: conflict },
					...(written ? { written } : {}),
				}));
			},
		});
		return shop;
	}

	test('is read again, planned again and sent again', async () => {
		const shop = contested(1, (state) => (state.quantity = 4));
		const [row] = await runOn(shop, {});
		expect(row).toMatchObject({ outcome: 'offSale', changed: true, before: { quantity: 4 } });
		expect(JSON.parse(row.restore)).toMatchObject({ listings: [{ was: { quantity: 4 } }] });
		expect(shop.sent).toHaveLength(2);
	});

	test('three times at most', async () => {
		const twice = contested(2, (state, n) => (state.quantity = 5 + n));
		expect(await runOn(twice, {})).toMatchObject([{ outcome: 'offSale' }]);
		const always = contested(9, (state, n) => (state.quantity = 5 + n));
		expect(await runOn(always, {})).toMatchObject([
			{ outcome: 'failed', kind: 'conflict', message: 'Changed meanwhile.', changed: false },
		]);
		expect(always.sent).toHaveLength(3);
	});

	test('and is off sale by then needs nothing more', async () => {
		const shop = contested(1, (state) => (state.quantity = 0));
		expect(await runOn(shop, {})).toMatchObject([
			{ outcome: 'alreadyOffSale', changed: false, confirmed: true },
		]);
		expect(shop.sent).toHaveLength(1);
	});

	test('does not send the others twice', async () => {
		const shop = contested(1, (state) => (state.quantity = 4));
		const rows = await runOn(shop, {}, [{ sku: 'B' }, {}]);
		expect(rows).toMatchObject([{ outcome: 'offSale' }, { outcome: 'offSale' }]);
		const single = contested(1, (state) => (state.quantity = 4));
		single.platform.compose = scriptedOneByOne(single.platform.compose);
		await runOn(single, {}, [{ sku: 'B' }, {}]);
		expect(single.sent.flat().map(({ id }) => id)).toEqual(['2', '1', '1']);
	});

	test('and is gone by then says what the platform said', async () => {
		const shop = contested(1, () => undefined);
		shop.platform.read = async () => (shop.sent.length ? [] : [listingOf(goods())]);
		expect(await runOn(shop, {})).toMatchObject([{ outcome: 'failed', kind: 'conflict' }]);
	});

	test('after a part was written is remembered as it was before that part', async () => {
		const shop = contested(1, (state) => (state.quantity = 0), { quantity: 0 });
		const both = { options: { account: {}, stop: 'both' } };
		const [row] = await runOn(shop, {}, [{}], both);
		expect(row).toMatchObject({ outcome: 'offSale', changed: true });
		expect(JSON.parse(row.restore)).toMatchObject({
			listings: [{ was: { quantity: 5, visible: true }, set: { quantity: 0, visible: false } }],
		});
	});

	test('after all of it was written all the same is taken off by us', async () => {
		const shop = contested(1, (state) => (state.quantity = 0), { quantity: 0 });
		const [row] = await runOn(shop, {});
		expect(row).toMatchObject({
			...{ outcome: 'offSale', changed: true, confirmed: true },
			message: 'Taken off sale on Shop and read back.',
		});
		expect(JSON.parse(row.restore)).toMatchObject({ listings: [{ was: { quantity: 5 } }] });
	});
});

type Compose = ReturnType<typeof scripted>['platform']['compose'];

/** One batch per change. */
const scriptedOneByOne =
	(compose: Compose): Compose =>
	(changes, options) =>
		changes.flatMap((change) => compose([change], options));
