// The plan of a run, for any mix of items and listings: one result for each, nothing touched that is not asked for, and all of it undone.
import { describe, expect, it } from 'vitest';

import type * as MemoryOf from '../../nodes/AcrylicDelist/run/memory';
import type { ItemRow } from '../../nodes/AcrylicDelist/run/channel';
import {
	goods,
	items,
	ModelShop,
	runOn,
	SafetyGate,
	wishesOf,
	type Fault,
	type Good,
} from './modelShop.mts';
import { built, fc, runs } from './settings.mts';

const { toMemory } = built('./nodes/AcrylicDelist/run/memory.js') as typeof MemoryOf;

const stop = fc.constantFrom('zero', 'hide', 'both');
const hides = fc.constantFrom('listing' as const, 'product' as const);
const batch = fc.integer({ min: 1, max: 5 });
const severalListings = fc.constantFrom('all', 'none');
const faults = fc.array(fc.constantFrom<Fault>('none', 'throws', 'forgets', 'conflicts'), {
	maxLength: 6,
});

const byItem = (rows: readonly ItemRow[]) => rows.toSorted((a, b) => a.item - b.item);

/** What belongs to the seller's own hand: off sale already, by whatever switch. */
const isOff = (good: Good): boolean => !ModelShop.sells(good);

function expectOneEach(rows: readonly ItemRow[], skus: readonly string[]): void {
	expect(byItem(rows).map(({ item, row }) => [item, row.sku])).toEqual(
		skus.map((sku, item) => [item, sku]),
	);
	for (const { row } of rows) {
		expect(row.message).not.toBe('');
		if (['failed', 'refused', 'contradicted', 'notFound', 'ambiguous'].includes(row.outcome))
			expect(row.nextStep).not.toBe('');
	}
}

describe('taking off sale', () => {
	it('gives one result for each item, whatever goes wrong on the way', async () => {
		await fc.assert(
			fc.asyncProperty(
				goods,
				items,
				stop,
				hides,
				batch,
				severalListings,
				faults,
				async (list, skus, how, level, size, several, wrong) => {
					const shop = new ModelShop(list, level, size);
					shop.faults = [...wrong];
					const rows = await runOn(shop, wishesOf(skus), {
						operation: 'takeOffSale',
						stop: how,
						severalListings: several,
					});
					expectOneEach(rows, skus);
					// People are told once of each change, however many items ask for it.
					const told = rows.filter(({ row }) => row.changed).map(({ row }) => row.sku);
					expect(new Set(told).size).toBe(told.length);
					for (const { row } of rows) {
						const own = shop.goods.filter(({ sku }) => sku === row.sku);
						if (row.outcome === 'notFound') expect(own).toEqual([]);
						if (row.outcome === 'offSale' || row.outcome === 'alreadyOffSale')
							expect(own.filter(ModelShop.sells)).toEqual([]);
					}
				},
			),
			runs(300),
		);
	});

	it('touches neither what was off sale already nor what nobody named', async () => {
		await fc.assert(
			fc.asyncProperty(
				goods,
				items,
				stop,
				hides,
				batch,
				severalListings,
				async (list, skus, how, level, size, several) => {
					const shop = new ModelShop(list, level, size);
					const before = shop.snapshot();
					await runOn(shop, wishesOf(skus), {
						operation: 'takeOffSale',
						stop: how,
						severalListings: several,
					});
					shop.goods.forEach((good, i) => {
						const was = before[i]!;
						const named = skus.includes(good.sku);
						if (isOff(was) || !named) expect(good.quantity).toBe(was.quantity);
						// Switched by hand: hidden stays hidden, and nothing else of it moves.
						if (!was.visible) expect(good).toEqual(was);
						if (!named && ModelShop.sells(was)) expect(ModelShop.sells(good)).toBe(true);
						if (level === 'listing' && !named) expect(good).toEqual(was);
					});
				},
			),
			runs(300),
		);
	});

	it('as a dry run names exactly what the run then writes, and writes nothing itself', async () => {
		await fc.assert(
			fc.asyncProperty(
				goods,
				items,
				stop,
				hides,
				batch,
				severalListings,
				async (list, skus, how, level, size, several) => {
					const shop = new ModelShop(list, level, size);
					const before = shop.snapshot();
					const run = { operation: 'takeOffSale' as const, stop: how, severalListings: several };
					const planned = await runOn(shop, wishesOf(skus), { ...run, dryRun: true });
					expect(shop.goods).toEqual(before);
					expect(shop.sent).toEqual([]);
					expectOneEach(planned, skus);
					const seen = new Set<string>();
					const bodies = byItem(planned).flatMap(({ row }) => {
						// Each item of a SKU shows the plan of the SKU.
						if (seen.has(row.sku)) return [];
						seen.add(row.sku);
						return (row.plannedRequests ?? []).flatMap(({ body }) => (body ?? []) as object[]);
					});
					const real = await runOn(shop, wishesOf(skus), run);
					expect(bodies).toEqual(shop.sent);
					for (const { row } of planned) {
						const carried = real.find((one) => one.row.sku === row.sku)!.row;
						if (row.outcome === 'planned')
							expect(['offSale', 'contradicted', 'refused']).toContain(carried.outcome);
						else expect(carried.outcome).toBe(row.outcome);
						expect(row.changed).toBe(false);
						expect(row.restore).toBe('');
					}
				},
			),
			runs(300),
		);
	});
});

describe('putting back', () => {
	it('what was taken off, the shop stands as before', async () => {
		await fc.assert(
			fc.asyncProperty(goods, items, stop, hides, batch, async (list, skus, how, level, size) => {
				const shop = new ModelShop(list, level, size);
				const before = shop.snapshot();
				const off = await runOn(shop, wishesOf(skus), { operation: 'takeOffSale', stop: how });
				const wishes = byItem(off)
					.filter(({ row }) => row.restore !== '')
					.map(({ item, row }) => ({
						item,
						sku: row.sku,
						channelSku: row.sku,
						memory: toMemory(row.restore)!,
					}));
				for (const { memory } of wishes) expect(memory).toBeDefined();
				const back = await runOn(shop, wishes, { operation: 'putBackOnSale', stop: how });
				expect(byItem(back).map(({ item }) => item)).toEqual(wishes.map(({ item }) => item));
				expect(shop.goods).toEqual(before);
			}),
			runs(300),
		);
	});

	it('leaves alone what somebody changed meanwhile', async () => {
		const change = fc.record({ at: fc.nat(), quantity: fc.integer({ min: 1, max: 99 }) });
		await fc.assert(
			fc.asyncProperty(
				goods,
				items,
				batch,
				fc.array(change, { maxLength: 4 }),
				async (list, skus, size, changes) => {
					const shop = new ModelShop(list, 'listing', size);
					const off = await runOn(shop, wishesOf(skus), { operation: 'takeOffSale' });
					const theirs = new Map<string, number>();
					for (const { at, quantity } of changes) {
						const good = shop.goods[at % Math.max(1, shop.goods.length)];
						if (!good || good.quantity === null) continue;
						good.quantity = quantity;
						theirs.set(good.id, quantity);
					}
					const wishes = off
						.filter(({ row }) => row.restore !== '')
						.map(({ item, row }) => ({
							item,
							sku: row.sku,
							channelSku: row.sku,
							memory: toMemory(row.restore)!,
						}));
					await runOn(shop, wishes, { operation: 'putBackOnSale' });
					for (const good of shop.goods)
						if (theirs.has(good.id)) expect(good.quantity).toBe(theirs.get(good.id));
				},
			),
		);
	});
});

describe('the safety limit', () => {
	it('stops all channels or none, by the SKUs that any of them would take off', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(goods, { minLength: 1, maxLength: 3 }),
				items,
				fc.integer({ min: 0, max: 4 }),
				batch,
				async (lists, skus, limit, size) => {
					const shops = lists.map((list, i) => new ModelShop(list, 'listing', size, `model-${i}`));
					const before = shops.map((shop) => shop.snapshot());
					const going = new Set(
						before
							.flat()
							.filter(
								(good) =>
									skus.includes(good.sku) &&
									ModelShop.sells(good) &&
									!good.isLocked &&
									good.quantity !== null,
							)
							.map(({ sku }) => sku),
					);
					const gate = new SafetyGate(limit, shops.length, new Set(skus).size);
					const results = await Promise.all(
						shops.map(
							async (shop) =>
								await runOn(shop, wishesOf(skus), {
									operation: 'takeOffSale',
									safetyLimit: limit,
									gate,
								}),
						),
					);
					for (const rows of results) expectOneEach(rows, skus);
					const isTooMany = limit > 0 && going.size > Math.max(1, limit);
					if (isTooMany) {
						expect(shops.map((shop) => shop.snapshot())).toEqual(before);
						expect(
							results.flat().some(({ row }) => row.message.includes(`${going.size} SKUs`)),
						).toBe(true);
					} else
						for (const shop of shops)
							for (const good of shop.goods)
								if (going.has(good.sku) && !good.isLocked && good.quantity !== null)
									expect(ModelShop.sells(good)).toBe(false);
				},
			),
			runs(300),
		);
	});
});
