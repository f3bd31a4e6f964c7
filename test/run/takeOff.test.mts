// Taking off sale and looking at the stock: what one channel's rows say, whatever the platform answers.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Listing } from '../../platforms/platform';
import { listingOf, problem, raise, runOn, scripted, stopTime, time } from './scripted.mts';

let restoreClock: () => void;
beforeEach(() => {
	restoreClock = stopTime();
});
afterEach(() => restoreClock());

const onSale = (id: string, more: Partial<Listing> = {}, quantity = 5) => ({
	...more,
	id,
	state: { quantity, visible: true },
});
const way = (stop: string, more = {}) => ({ options: { account: {}, stop, ...more } });
const live = (id: string, quantity: number | null, visible: boolean | null, more = {}) => ({
	...{ sku: 'A', listingId: id, quantity, visible },
	buyable: quantity === null ? null : quantity > 0 && visible !== false,
	...more,
});

describe('what is on sale', () => {
	test('is taken off in one request, read back and remembered', async () => {
		const shop = scripted([onSale('1', { title: 'White' })], {
			async answer() {
				time.now += 250;
				return undefined;
			},
		});
		expect(await runOn(shop, {})).toEqual([
			{
				...{ sku: 'A', channel: 'shop', channelName: 'Shop', outcome: 'offSale' },
				...{ changed: true, confirmed: true, warnings: [], requests: 3, runId: 'run-7' },
				before: live('1', 5, true, { title: 'White' }),
				after: live('1', 0, true, { title: 'White' }),
				restore: JSON.stringify({
					...{ v: 1, channel: 'shop', sku: 'A' },
					listings: [{ id: '1', was: { quantity: 5 }, set: { quantity: 0 } }],
					at: time.now,
				}),
				...{ ourMs: 250, channelMs: 0 },
				message: 'Taken off sale on Shop and read back.',
				nextStep: '',
			},
		]);
		expect(shop.sent).toEqual([
			[{ id: '1', set: { quantity: 0 }, reason: 'takeOff', runId: 'run-7' }],
		]);
		expect(shop.reads).toEqual([['A'], ['A']]);
		expect(time.waits).toEqual([]);
	});

	test('stays as it is when it was off sale already, and the memory says there is nothing to undo', async () => {
		const shop = scripted([onSale('1', {}, 0)]);
		expect(await runOn(shop, {})).toMatchObject([
			{
				...{ outcome: 'alreadyOffSale', changed: false, confirmed: true },
				...{ before: live('1', 0, true), after: live('1', 0, true) },
				message: 'Was off sale on Shop already; nothing was changed.',
				restore: expect.stringContaining('"listings":[]'),
				...{ ourMs: 0, channelMs: 0 },
			},
		]);
		expect(shop.sent).toEqual([]);
	});

	test('hidden by the seller stays hidden, and is hidden only where it can be ordered all the same', async () => {
		const hidden = () => ({ id: '1', state: { quantity: 5, visible: false } });
		for (const stop of ['zero', 'hide', 'both']) {
			const shop = scripted([hidden()]);
			expect(await runOn(shop, {}, [{}], way(stop))).toMatchObject([{ outcome: 'alreadyOffSale' }]);
		}
		const open = scripted([{ ...hidden(), buyable: true }], {
			stop: (_listing, how) => ({ set: { hidden: how.hide } }),
		});
		await runOn(open, {}, [{}], way('hide'));
		expect(open.sent).toMatchObject([[{ set: { hidden: true } }]]);
	});

	test.each([
		['zero', { quantity: 0 }],
		['hide', { visible: false }],
		['both', { quantity: 0, visible: false }],
		['unheard of', { quantity: 0 }],
	])('%s sets what it says', async (stop, set) => {
		const shop = scripted([onSale('1')]);
		const [row] = await runOn(shop, {}, [{}], way(stop));
		expect(row).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.sent).toMatchObject([[{ set }]]);
	});

	test('without stock is hidden without setting its count', async () => {
		const shop = scripted([onSale('1', {}, 0)]);
		const [row] = await runOn(shop, {}, [{}], way('both'));
		expect(shop.sent).toMatchObject([[{ set: { visible: false } }]]);
		expect(row.outcome).toBe('offSale');
	});

	test('and cannot be stopped on this channel says why', async () => {
		const refusal = problem('refused', 'Not ours.');
		const shop = scripted([onSale('1')], { stop: () => ({ problem: refusal }) });
		expect(await runOn(shop, {})).toMatchObject([
			{
				...{ outcome: 'refused', kind: 'refused', changed: false, confirmed: false },
				...{ message: 'Not ours.', nextStep: 'Next after Not ours.' },
				after: null,
			},
		]);
	});

	test('at a count of zero says that the platform sells it all the same', async () => {
		const shop = scripted([onSale('1', { buyable: true }, 0)]);
		expect(await runOn(shop, {})).toMatchObject([
			{
				...{ outcome: 'refused', kind: 'refused' },
				message: 'Shop still sells this listing although its count is already at zero.',
				nextStep:
					"Set 'How to Stop Sales' in the channel's options to one that hides, or look at the listing on the platform.",
			},
		]);
		const shut = scripted([onSale('1', { buyable: false, visible: true }, 0)], {
			stop: () => ({ set: {} }),
		});
		expect(await runOn(shut, {}, [{}], way('hide'))).toMatchObject([{ outcome: 'alreadyOffSale' }]);
	});

	test('keeps the warnings of the platform, each once and without secrets', async () => {
		const shop = scripted([onSale('1'), onSale('2')], {
			stop: () => ({ set: { quantity: 0 }, warnings: ['Costs a fee, secret-word.'] }),
			answer: async (changes) =>
				changes.map(({ listing }) => {
					shop.goods.find(({ id }) => id === listing.id)!.state.quantity = 0;
					return { state: 'accepted', warnings: ['Nearly used up.'] };
				}),
		});
		const [row] = await runOn(shop, {}, [{}], way('zero', { severalListings: 'all' }));
		expect(row.warnings).toEqual(['Costs a fee, [hidden].', 'Nearly used up.']);
	});
});

describe('a product with several variants', () => {
	const variants = (others: string[]) => [
		onSale('1', { product: { id: 'p', othersBuyable: others } }),
		onSale('2', { sku: 'B', product: { id: 'p', othersBuyable: ['1'] } }),
	];

	test('is not hidden while others are in stock', async () => {
		const shop = scripted(variants(['2', '3']));
		expect(await runOn(shop, {}, [{}], way('hide'))).toMatchObject([
			{
				outcome: 'refused',
				message:
					'Not hidden, because 2 other variants of the same product can still be bought on Shop.',
				nextStep:
					"Set 'How to Stop Sales' to one that sets the quantity, or turn on 'Hide Even if Other Variants Are in Stock'.",
			},
		]);
		const one = scripted(variants(['2']));
		const [row] = await runOn(one, {}, [{}], way('hide'));
		expect(row.message).toBe(
			'Not hidden, because another variant of the same product can still be bought on Shop.',
		);
	});

	test('gets its count set where both was asked, with a warning', async () => {
		const shop = scripted(variants(['2']));
		const [row] = await runOn(shop, {}, [{}], way('both'));
		expect(row).toMatchObject({
			...{ outcome: 'offSale', confirmed: true },
			warnings: ['Not hidden, because another variant of the same product can still be bought.'],
		});
		expect(shop.sent).toMatchObject([[{ set: { quantity: 0 } }]]);
	});

	test('that is sold out but visible is left so, with the reason', async () => {
		const sold = onSale('1', { product: { id: 'p', othersBuyable: ['2'] } }, 0);
		const [row] = await runOn(scripted([sold]), {}, [{}], way('both'));
		expect(row).toMatchObject({
			outcome: 'alreadyOffSale',
			message: 'Not hidden, because another variant of the same product can still be bought.',
		});
	});

	test('is hidden when all of them go, or when the user says so', async () => {
		const all = scripted(variants(['2']));
		const rows = await runOn(all, {}, [{}, { sku: 'B' }], way('hide'));
		expect(rows.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale']);
		const anyway = scripted(variants(['2']));
		const [row] = await runOn(anyway, {}, [{}], way('hide', { hideAnyway: true }));
		expect(row).toMatchObject({ outcome: 'offSale', warnings: [] });
		const lone = scripted([onSale('1', { product: { id: 'p', othersBuyable: [] } })]);
		expect(await runOn(lone, {}, [{}], way('hide'))).toMatchObject([{ outcome: 'offSale' }]);
	});

	test('is hidden one by one where the channel hides single listings', async () => {
		const shop = scripted(variants(['2']));
		const platform = {
			...shop.platform,
			stops: [{ id: 'hide', name: 'Hide', description: '', hides: 'listing' }] as const,
		};
		expect(await runOn({ platform }, {})).toMatchObject([{ outcome: 'offSale' }]);
	});
});

describe('the SKU', () => {
	test('that nobody sells is not found', async () => {
		expect(await runOn(scripted([]), {})).toMatchObject([
			{
				...{ outcome: 'notFound', kind: 'notFound', before: null, after: null, restore: '' },
				message: "Shop has no listing with the SKU 'A'.",
				nextStep:
					"Check the SKU on the platform, or set 'SKU on This Channel' in the channel's options if it has another one there.",
			},
		]);
	});

	test('in another spelling is not taken for it, but named', async () => {
		const shop = scripted([], { read: async () => [listingOf(onSale('1', { sku: 'aB' }))] });
		expect(await runOn(shop, {}, [{ sku: 'AB' }])).toMatchObject([
			{
				outcome: 'notFound',
				message: "Shop has no listing with the SKU 'AB', but one spelled 'aB'.",
				nextStep: 'Use the same spelling, upper and lower case included, on both sides.',
			},
		]);
	});

	test('of several listings is ambiguous, unless all of them are meant', async () => {
		const goods = () => [onSale('1', {}, 5), onSale('2', {}, 2)];
		const shop = scripted(goods());
		expect(await runOn(shop, {})).toMatchObject([
			{
				...{ outcome: 'ambiguous', kind: 'ambiguous', changed: false },
				message: "2 listings on Shop carry the SKU 'A', so it is not clear which one is meant.",
				nextStep:
					"Give each listing its own SKU, or set 'When a SKU Has Several Listings' to all of them in the channel's options.",
			},
		]);
		expect(shop.sent).toEqual([]);
		const all = scripted(goods());
		expect(await runOn(all, {}, [{}], way('zero', { severalListings: 'all' }))).toMatchObject([
			{
				outcome: 'offSale',
				before: { listingId: '1, 2', quantity: 7, visible: true, buyable: true },
				after: { listingId: '1, 2', quantity: 0, buyable: false },
			},
		]);
		expect(all.sent).toHaveLength(1);
	});

	test('asked for by several items is one task, and only the first item tells of the change', async () => {
		const shop = scripted([onSale('1'), onSale('2', { sku: 'B' })]);
		const rows = await runOn(shop, {}, [{}, { sku: 'B' }, { sku: 'a', channelSku: 'A' }]);
		expect(rows.map(({ sku, outcome, changed }) => [sku, outcome, changed])).toEqual([
			['A', 'offSale', true],
			['B', 'offSale', true],
			['a', 'offSale', false],
		]);
		expect(shop.sent).toEqual([[expect.anything(), expect.anything()]]);
	});

	test('whose item cannot be carried out is told so, beside the others', async () => {
		const shop = scripted([onSale('1')]);
		const rows = await runOn(shop, {}, [{ problem: problem('invalid', 'No.') }, {}]);
		expect(rows).toMatchObject([
			{ outcome: 'failed', kind: 'invalid', message: 'No.', nextStep: 'Next after No.' },
			{ outcome: 'offSale' },
		]);
		expect(rows[0]).toMatchObject({ requests: 3, runId: 'run-7', before: null, restore: '' });
	});
});

describe('looking at the stock', () => {
	const look = { operation: 'getStockState' } as const;

	test.each([
		[5, true, 'alreadyOnSale', true, 'Can be bought on Shop.'],
		[0, true, 'alreadyOffSale', true, 'Cannot be bought on Shop.'],
		[5, false, 'alreadyOffSale', true, 'Cannot be bought on Shop.'],
		[
			...([null, null, 'alreadyOnSale', false] as const),
			'Shop does not tell whether it can be ordered at zero; take it to be on sale.',
		],
	])('%j pieces, visible: %j', async (quantity, visible, outcome, confirmed, message) => {
		const shop = scripted([{ id: '1', state: { quantity, visible } }]);
		const [row] = await runOn(shop, look);
		expect(row).toMatchObject({
			...{ outcome, confirmed, message, changed: false, restore: '', nextStep: '' },
			...{ before: live('1', quantity, visible), after: live('1', quantity, visible) },
		});
		expect(shop.sent).toEqual([]);
	});

	test('several listings are one: one that can be bought is enough, one without a count hides the sum', async () => {
		const both = (a: object, b: object) =>
			scripted([
				{ ...onSale('1'), ...a },
				{ ...onSale('2'), ...b },
			]);
		const all = way('zero', { severalListings: 'all' });
		const [one] = await runOn(both({ buyable: false }, {}), look, [{}], all);
		expect(one).toMatchObject({ outcome: 'alreadyOnSale', after: { quantity: 10, buyable: true } });
		const [unknown] = await runOn(
			both({ quantity: null, buyable: null }, { buyable: false }),
			...([look, [{}], all] as const),
		);
		expect(unknown).toMatchObject({
			...{ outcome: 'alreadyOnSale', confirmed: false },
			after: { quantity: null, buyable: null },
		});
		const [none] = await runOn(both({ buyable: false }, { buyable: false }), look, [{}], all);
		expect(none).toMatchObject({ outcome: 'alreadyOffSale', after: { buyable: false } });
	});
});

describe('a platform that does not answer well', () => {
	test('while reading fails those of one look-up only', async () => {
		const shop = scripted([onSale('1'), onSale('3', { sku: 'C' })]);
		const { read } = shop.platform;
		shop.platform.read = async (call, skus, options) =>
			skus.includes('A') ? raise(problem('unavailable', 'Down.')) : await read(call, skus, options);
		const rows = await runOn(shop, {}, [{}, { sku: 'B' }, { sku: 'C' }]);
		expect(rows).toMatchObject([
			{ outcome: 'failed', kind: 'unavailable', message: 'Down.' },
			{ outcome: 'failed', nextStep: 'Next after Down.', changed: false },
			{ outcome: 'offSale' },
		]);
	});

	test('with an odd error becomes a row as well', async () => {
		const shop = scripted([onSale('1')], {
			compose: () => {
				throw new TypeError('odd');
			},
		} as never);
		shop.platform.compose = () => {
			throw new TypeError('odd');
		};
		expect(await runOn(shop, {})).toMatchObject([
			{ outcome: 'failed', kind: 'unknown', message: 'Something unexpected happened: odd' },
		]);
	});

	test('and forgets a change leaves no item out', async () => {
		const nothing = {
			...{ outcome: 'failed', kind: 'unknown', changed: false },
			message: 'The platform gave no answer for this item.',
			nextStep: 'Run the item again; if it happens again, report this message.',
		};
		const short = scripted([onSale('1')], { answer: async () => [] });
		expect(await runOn(short, {})).toMatchObject([nothing]);
		const none = scripted([onSale('1')]);
		none.platform.compose = () => [];
		expect(await runOn(none, {})).toMatchObject([nothing]);
	});

	test('and refuses one change of many does the others', async () => {
		const shop = scripted([onSale('1'), onSale('2', { sku: 'B' })], {
			batch: 1,
			answer: async ([{ listing }]) =>
				listing.id === '1'
					? [{ state: 'failed', problem: problem('refused', 'Not this one.') }]
					: undefined,
		});
		const rows = await runOn(shop, {}, [{}, { sku: 'B' }]);
		expect(rows).toMatchObject([
			{ outcome: 'refused', changed: false, message: 'Not this one.' },
			{ outcome: 'offSale', changed: true },
		]);
		expect(rows[0].restore).toContain('"listings":[]');
	});

	test('and wrote some of it says so, and what to undo', async () => {
		const shop = scripted([onSale('1')], {
			answer: async () => [
				{
					...{ state: 'failed', problem: problem('unavailable', 'Half.') },
					written: { quantity: 0 },
				},
			],
		});
		const [row] = await runOn(shop, {}, [{}], way('both'));
		expect(row).toMatchObject({ outcome: 'failed', changed: true, kind: 'unavailable' });
		expect(JSON.parse(row.restore)).toMatchObject({
			listings: [{ id: '1', was: { quantity: 5 }, set: { quantity: 0 } }],
		});
	});

	test('after a refused login asks no further, and says so for every item', async () => {
		let calls = 0;
		const call = async () => {
			calls += 1;
			return raise(problem('login', 'Wrong key.'));
		};
		const shop = scripted([]);
		shop.platform.read = async (asked) => {
			await Promise.resolve();
			await asked({ method: 'GET', path: '/' });
			return [];
		};
		shop.platform.sizes = { read: 1, readBack: 1 };
		shop.platform.read = async (asked, skus) => {
			if (skus[0] !== 'A') await new Promise((resolve) => setTimeout(resolve, 1));
			await asked({ method: 'GET', path: '/' });
			return [];
		};
		const rows = await runOn(shop, {}, [{}, { sku: 'B' }, { sku: 'C' }], { call });
		for (const row of rows)
			expect(row).toMatchObject({ outcome: 'failed', kind: 'login', message: 'Wrong key.' });
		expect(calls).toBe(1);
		let tries = 0;
		const down = async () => {
			tries += 1;
			return raise(problem('unavailable', 'Down.'));
		};
		await runOn(shop, {}, [{}, { sku: 'B' }, { sku: 'C' }], { call: down });
		expect(tries).toBe(3);
	});

	test('and is cancelled in between tells what was not done', async () => {
		const controller = new AbortController();
		const cancelled = {
			...{ outcome: 'refused', kind: 'refused', changed: false },
			message: 'The execution was cancelled before this item was done.',
			nextStep: 'Run the item again.',
		};
		const shop = scripted([onSale('1')]);
		shop.platform.compose = () => {
			controller.abort();
			throw new Error('stopped');
		};
		expect(await runOn(shop, {}, [{}], { signal: controller.signal })).toMatchObject([
			{ ...cancelled, outcome: 'failed' },
		]);
	});
});

describe('the safety limit', () => {
	const three = () => [
		onSale('1'),
		onSale('2', { sku: 'B' }),
		onSale('3', { sku: 'C' }),
		onSale('4', { sku: 'D' }, 0),
	];
	const asked = ['A', 'B', 'C', 'D', 'E'].map((sku) => ({ sku }));

	test('stops everything that would change, and nothing else', async () => {
		const shop = scripted(three());
		const rows = await runOn(shop, {}, asked, { limit: 2 });
		const stopped = {
			...{ outcome: 'refused', kind: 'refused', changed: false },
			message:
				'Safety limit: this run would take 3 SKUs off sale, the limit is 2. Nothing was written.',
			nextStep:
				"Check the source of these items. If they are right, raise 'Safety Limit (SKUs)' in the node's options and run it again.",
		};
		expect(rows).toMatchObject([...[stopped, stopped, stopped, stopped], { outcome: 'notFound' }]);
		expect(shop.sent).toEqual([]);
	});

	test('lets pass what keeps to it', async () => {
		const shop = scripted(three());
		const rows = await runOn(shop, {}, asked, { limit: 3 });
		expect(rows.map(({ outcome }) => outcome)).toEqual([
			...['offSale', 'offSale', 'offSale', 'alreadyOffSale', 'notFound'],
		]);
	});
});

describe('a dry run', () => {
	const dry = { dryRun: true };

	test('shows the requests and sends nothing; the body stands once per batch', async () => {
		const shop = scripted([onSale('1'), onSale('2', { sku: 'B' }), onSale('3', { sku: 'C' })], {
			batch: 2,
		});
		const rows = await runOn(shop, dry, [{}, { sku: 'B' }, { sku: 'C' }]);
		const first = { batch: 1, of: 2, items: 2 };
		expect(rows.map(({ plannedRequests }) => plannedRequests)).toEqual([
			[
				{ ...first, method: 'PUT', path: '/stock', body: [{ quantity: 0 }, { quantity: 0 }] },
				{ ...first, method: 'POST', path: '/publish' },
			],
			[first],
			[
				{ batch: 2, of: 2, items: 1, method: 'PUT', path: '/stock', body: [{ quantity: 0 }] },
				{ batch: 2, of: 2, items: 1, method: 'POST', path: '/publish' },
			],
		]);
		expect(rows[0]).toMatchObject({
			...{ outcome: 'planned', changed: false, confirmed: false, restore: '', after: null },
			...{ message: 'Dry run: nothing was sent to Shop.', nextStep: '' },
			before: live('1', 5, true),
		});
		expect(shop.sent).toEqual([]);
		expect(shop.goods[0].state.quantity).toBe(5);
	});

	test('with nothing to do shows no requests', async () => {
		const [row] = await runOn(scripted([onSale('1', {}, 0)]), dry);
		expect(row).toMatchObject({ outcome: 'alreadyOffSale' });
		expect(row).not.toHaveProperty('plannedRequests');
	});

	test('asks the platform where it can be asked', async () => {
		const judged = scripted([onSale('1'), onSale('2', { sku: 'B' })], {
			preview: async (_call, changes) =>
				changes.map(({ listing }) =>
					listing.id === '1'
						? { state: 'failed', problem: problem('refused', 'Would not do.') }
						: { state: 'accepted' },
				),
		});
		expect(await runOn(judged, dry, [{}, { sku: 'B' }])).toMatchObject([
			{ outcome: 'refused', message: 'Would not do.', nextStep: 'Next after Would not do.' },
			{ outcome: 'planned' },
		]);
		const down = scripted([onSale('1')], {
			preview: async () => raise(problem('unavailable', 'Down.')),
		});
		expect(await runOn(down, dry)).toMatchObject([{ outcome: 'failed', message: 'Down.' }]);
	});
});
