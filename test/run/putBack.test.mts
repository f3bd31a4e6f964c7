// Putting back: only what this package took off, exactly as it was.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Memory } from '../../nodes/AcrylicDelist/run/memory';
import type { State } from '../../platforms/platform';
import { problem, runOn, scripted, stopTime, time } from './scripted.mts';

let restoreClock: () => void;
beforeEach(() => {
	restoreClock = stopTime();
});
afterEach(() => restoreClock());

const back = { operation: 'putBackOnSale' } as const;
const memory = (was: State, set: State, more: object = {}, at?: number): Memory => ({
	...{ v: 1, channel: 'shop', sku: 'A' },
	listings: [{ id: '1', was, set, ...more }],
	...(at === undefined ? {} : { at }),
});
const wasOn = memory({ quantity: 5 }, { quantity: 0 });
const soldOut = (more = {}) => ({ id: '1', state: { quantity: 0, visible: true }, ...more });

test('with restore data is as it was, and nothing else is told', async () => {
	const shop = scripted([soldOut()]);
	expect(await runOn(shop, back, [{ memory: wasOn }])).toMatchObject([
		{
			...{ outcome: 'backOnSale', changed: true, confirmed: true, warnings: [], restore: '' },
			...{ message: 'Back on sale on Shop and read back.', nextStep: '' },
			...{ before: { quantity: 0 }, after: { quantity: 5, buyable: true } },
		},
	]);
	expect(shop.sent).toEqual([
		[{ id: '1', set: { quantity: 5 }, reason: 'putBack', runId: 'run-7' }],
	]);
});

test('with restore data and a quantity brings the rest back as it was, and that many pieces', async () => {
	const shop = scripted([{ id: '1', state: { quantity: 0, visible: false } }], {
		supply: (_listing, quantity) => ({ set: { quantity }, warnings: ['Posted to the ledger.'] }),
	});
	const both = memory({ quantity: 5, visible: true }, { quantity: 0, visible: false });
	expect(await runOn(shop, back, [{ memory: both, quantity: 30 }])).toMatchObject([
		{ outcome: 'backOnSale', warnings: ['Posted to the ledger.'], after: { quantity: 30 } },
	]);
	expect(shop.sent).toMatchObject([[{ set: { quantity: 30, visible: true } }]]);
});

test('with a quantity alone says that nothing else was restored', async () => {
	expect(await runOn(scripted([soldOut()]), back, [{ quantity: 8 }])).toMatchObject([
		{
			outcome: 'backOnSale',
			after: { quantity: 8 },
			warnings: [
				'No restore data came with this item: the quantity was set, everything else stays as it is.',
			],
		},
	]);
});

test('of what is on sale already changes nothing', async () => {
	const shop = scripted([{ id: '1', state: { quantity: 3, visible: true } }]);
	expect(await runOn(shop, back, [{ quantity: 8 }])).toMatchObject([
		{
			...{ outcome: 'alreadyOnSale', changed: false, confirmed: true, after: { quantity: 3 } },
			message: 'Is on sale on Shop already; nothing was changed.',
		},
	]);
	expect(shop.sent).toEqual([]);
});

test('leaves alone what was off sale before, or was changed since, and says so', async () => {
	const left = {
		...{ outcome: 'leftAlone', changed: false, confirmed: true, nextStep: '' },
		message:
			'It was off sale before this workflow touched it, or somebody changed it since; it was left as it is.',
	};
	const nothingDone: Memory = { v: 1, channel: 'shop', sku: 'A', listings: [] };
	expect(await runOn(scripted([soldOut()]), back, [{ memory: nothingDone }])).toMatchObject([left]);
	const blocked = { id: '1', state: { quantity: 4, visible: true }, buyable: false };
	expect(await runOn(scripted([blocked]), back, [{ memory: wasOn }])).toMatchObject([left]);
	const same = memory({ quantity: 0 }, { quantity: 0 });
	expect(await runOn(scripted([soldOut()]), back, [{ memory: same }])).toMatchObject([left]);
});

test('keeps what somebody changed since, with a warning, and brings back the rest', async () => {
	const shop = scripted([{ id: '1', state: { quantity: 7, visible: false } }]);
	const both = memory({ quantity: 5, visible: true }, { quantity: 0, visible: false });
	expect(await runOn(shop, back, [{ memory: both }])).toMatchObject([
		{
			outcome: 'backOnSale',
			warnings: [
				'Somebody changed this listing after it was taken off sale; those changes were left as they are.',
			],
		},
	]);
	expect(shop.sent).toMatchObject([[{ set: { visible: true } }]]);
});

test('where there is nothing to write gives the reason of the platform', async () => {
	const full = scripted([soldOut()], {
		supply: (_listing) => ({ set: {}, warnings: ['It counts by itself.', 'Set it there.'] }),
	});
	expect(await runOn(full, back, [{ quantity: 8 }])).toMatchObject([
		{ outcome: 'leftAlone', message: 'It counts by itself. Set it there.', warnings: [] },
	]);
	const silent = scripted([soldOut()], { supply: () => ({ set: {} }) });
	expect(await runOn(silent, back, [{ quantity: 8 }])).toMatchObject([
		{ outcome: 'leftAlone', message: 'Left as it is on Shop.' },
	]);
});

test('that the platform does not allow says why', async () => {
	const shop = scripted([soldOut()], {
		supply: () => ({ problem: problem('refused', 'Not ours.') }),
	});
	expect(await runOn(shop, back, [{ quantity: 8 }])).toMatchObject([
		{ outcome: 'refused', message: 'Not ours.', changed: false },
	]);
});

test('shows the stock, but not the listing that the seller hid: said with a next step', async () => {
	const shop = scripted([{ id: '1', state: { quantity: 0, visible: false } }]);
	expect(await runOn(shop, back, [{ memory: wasOn }])).toMatchObject([
		{
			...{ outcome: 'leftAlone', confirmed: true, changed: true },
			message:
				'The stock is back on Shop, but the listing stays off sale, because it was hidden or blocked there before.',
			nextStep: 'Show it by hand on the platform if you want to sell it.',
		},
	]);
});

describe('of several listings of one SKU', () => {
	const two = (): Array<{ id: string; state: State }> => [
		{ id: '1', state: { quantity: 0, visible: true } },
		{ id: '2', state: { quantity: 0, visible: true } },
	];

	test('brings back those that were taken off, and no other', async () => {
		const shop = scripted(two());
		const [row] = await runOn(shop, back, [{ memory: wasOn }]);
		expect(row).toMatchObject({ outcome: 'backOnSale', after: { listingId: '1' } });
		expect(shop.sent).toMatchObject([[{ id: '1' }]]);
		const both: Memory = {
			...wasOn,
			listings: [...wasOn.listings, { id: '2', was: { quantity: 4 }, set: { quantity: 0 } }],
		};
		const all = scripted(two());
		expect(await runOn(all, back, [{ memory: both }])).toMatchObject([
			{ outcome: 'backOnSale', after: { listingId: '1, 2', quantity: 9 } },
		]);
	});

	test('asks which one is meant where the memory names none', async () => {
		const none: Memory = { ...wasOn, listings: [] };
		expect(await runOn(scripted(two()), back, [{ memory: none, quantity: 3 }])).toMatchObject([
			{ outcome: 'ambiguous' },
		]);
	});

	test('says when the one that was taken off is gone', async () => {
		const other = scripted([{ id: '9', state: { quantity: 0, visible: true } }]);
		expect(await runOn(other, back, [{ memory: wasOn }])).toMatchObject([
			{
				...{ outcome: 'notFound', kind: 'notFound' },
				message:
					"The listing of 'A' that was taken off sale is gone from Shop; another one carries its SKU now.",
				nextStep:
					'Put that one back by hand, or run Put Back on Sale with a quantity and without restore data.',
			},
		]);
		expect(other.sent).toEqual([]);
	});
});

test('asked for by several items takes restore data and quantity from whoever brings them', async () => {
	const shop = scripted([soldOut()]);
	const rows = await runOn(shop, back, [
		{},
		{ memory: wasOn },
		{ quantity: 2 },
		{ memory: memory({ quantity: 99 }, { quantity: 0 }), quantity: 98 },
	]);
	expect(rows.map(({ outcome, changed }) => [outcome, changed])).toEqual([
		['backOnSale', true],
		['backOnSale', false],
		['backOnSale', false],
		['backOnSale', false],
	]);
	expect(shop.goods[0].state.quantity).toBe(2);
});

test('passes no safety limit: nothing is taken off', async () => {
	const shop = scripted([soldOut()]);
	expect(await runOn(shop, { ...back, dryRun: true }, [{ quantity: 8 }])).toMatchObject([
		{ outcome: 'planned', plannedRequests: [{ method: 'PUT', body: [{ quantity: 8 }] }, {}] },
	]);
});

describe('on a channel that shows a change only later', () => {
	const settle = { waitsMs: [0], lags: true };
	let accounts = 0;
	const account = () => ({ accountId: `lagging ${++accounts}` });
	/** Answers with what was there before the last write. */
	function lagging(before: State) {
		const shop = scripted([{ id: '1', state: { ...before } }], { settle });
		const isBehind = { now: true };
		const { read } = shop.platform;
		shop.platform.read = async (call, skus, options) =>
			(await read(call, skus, options)).map((listing) =>
				isBehind.now
					? {
							...listing,
							...{ state: { ...before }, quantity: before.quantity as number },
							buyable: (before.quantity as number) > 0,
						}
					: listing,
			);
		return { shop, isBehind };
	}

	test('what was put back a moment ago is taken off again, although it still looks sold out', async () => {
		const { shop } = lagging({ quantity: 0, visible: true });
		const own = account();
		expect(await runOn(shop, back, [{ memory: wasOn }], own)).toMatchObject([
			{ outcome: 'pending', changed: true },
		]);
		expect(shop.goods[0].state.quantity).toBe(5);
		const [off] = await runOn(shop, {}, [{}], own);
		expect(off).toMatchObject({ changed: true, before: { quantity: null, buyable: true } });
		expect(shop.goods[0].state.quantity).toBe(0);
		expect(JSON.parse(off.restore)).toMatchObject({
			listings: [{ was: { quantity: 5 }, set: { quantity: 0 } }],
		});
		// Taken off: the put back of before no longer counts.
		const [again] = await runOn(shop, {}, [{}], own);
		expect(again).toMatchObject({ outcome: 'alreadyOffSale', before: { quantity: 0 } });
	});

	test.each([
		['another account', async () => account()],
		['five minutes later', async (own: object) => ((time.now += 300_001), own)],
	])('but not for %s', async (_, after) => {
		const { shop } = lagging({ quantity: 0, visible: true });
		const own = account();
		await runOn(shop, back, [{ memory: wasOn }], own);
		const [off] = await runOn(shop, {}, [{}], await after(own));
		expect(off).toMatchObject({ outcome: 'alreadyOffSale', before: { quantity: 0 } });
	});

	test('for exactly five minutes', async () => {
		const { shop } = lagging({ quantity: 0, visible: true });
		const own = account();
		await runOn(shop, back, [{ memory: wasOn }], own);
		time.now += 300_000;
		expect(await runOn(shop, {}, [{}], own)).toMatchObject([{ before: { buyable: true } }]);
	});

	test('what was taken off a moment ago is put back, although it still looks on sale', async () => {
		const taken = () => memory({ quantity: 5 }, { quantity: 0 }, {}, time.now);
		const { shop, isBehind } = lagging({ quantity: 5, visible: true });
		shop.goods[0].state.quantity = 0;
		const own = account();
		const [row] = await runOn(shop, back, [{ memory: taken() }], own);
		expect(row).toMatchObject({ changed: true, before: { quantity: null, buyable: false } });
		expect(shop.goods[0].state.quantity).toBe(5);
		isBehind.now = false;
		// Put back since: what looks on sale is on sale.
		const stop = memory({ quantity: 5 }, { quantity: 0 }, {}, time.now - 1);
		expect(await runOn(shop, back, [{ memory: stop }], own)).toMatchObject([
			{ outcome: 'alreadyOnSale', before: { quantity: 5 } },
		]);
	});

	test.each([
		['never was written for sure', { unsure: true }, 0],
		['is not dated', {}, undefined],
		['is long past', {}, -300_001],
	])('a stop that %s explains nothing', async (_, more, age) => {
		const { shop } = lagging({ quantity: 5, visible: true });
		const at = age === undefined ? undefined : time.now + age;
		const stop = memory({ quantity: 5 }, { quantity: 0 }, more, at);
		expect(await runOn(shop, back, [{ memory: stop }], account())).toMatchObject([
			{ outcome: 'alreadyOnSale', before: { quantity: 5 } },
		]);
	});

	test('a reading that shows something else is believed', async () => {
		const { shop } = lagging({ quantity: 2, visible: true });
		const stop = memory({ quantity: 5 }, { quantity: 0 }, {}, time.now);
		expect(await runOn(shop, back, [{ memory: stop }], account())).toMatchObject([
			{ outcome: 'alreadyOnSale', before: { quantity: 2 } },
		]);
	});

	test('looking at the stock tells what is shown', async () => {
		const { shop } = lagging({ quantity: 0, visible: true });
		const own = account();
		await runOn(shop, back, [{ memory: wasOn }], own);
		expect(await runOn(shop, { operation: 'getStockState' }, [{}], own)).toMatchObject([
			{ outcome: 'alreadyOffSale', before: { quantity: 0 } },
		]);
	});

	test('one that shows changes at once is always believed', async () => {
		const { shop } = lagging({ quantity: 0, visible: true });
		shop.platform.settle = { waitsMs: [0], lags: false };
		const own = account();
		await runOn(shop, back, [{ memory: wasOn }], own);
		expect(await runOn(shop, {}, [{}], own)).toMatchObject([{ outcome: 'alreadyOffSale' }]);
	});

	test('a listing that has its stock, but not yet its buyers, is on its way', async () => {
		const shop = scripted([{ ...soldOut(), buyable: false }], { settle });
		expect(await runOn(shop, back, [{ memory: wasOn }], account())).toMatchObject([
			{
				...{ outcome: 'pending', confirmed: false },
				message: 'Shop accepted the change, but does not show it yet.',
				nextStep: 'Run Get Stock State for Shop in a few minutes to see whether it arrived.',
			},
		]);
		const hidden = scripted([{ id: '1', state: { quantity: 0, visible: false } }], { settle });
		expect(await runOn(hidden, back, [{ memory: wasOn }], account())).toMatchObject([
			{ outcome: 'leftAlone', confirmed: true },
		]);
	});
});
