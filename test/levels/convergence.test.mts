// Whatever happens between polls, the last thing that was said of a SKU is how it stands, and nothing is said twice.
import { describe, expect, it } from 'vitest';

import { seeded } from '../../sandbox/random.mts';
import { Keeper, problem, settingsFor, World } from './world.mts';

const SEEDS = 60;
const STEPS = 120;

describe.each([
	['read as a whole', undefined],
	['asked for changes', 45_000],
] as const)('a shop that is %s', (_name, lagMs) => {
	it.each([
		['confirming rises', true],
		['believing rises', false],
	])('converges, %s', async (_rises, confirmRises) => {
		for (let seed = 1; seed <= SEEDS; seed++) await play(seed, lagMs, confirmRises);
	});
});

async function play(seed: number, lagMs: number | undefined, confirmRises: boolean): Promise<void> {
	const random = seeded(seed);
	const below = (n: number) => Math.floor(random() * n);
	const world = new World({ perPage: 1 + below(6), lagMs });
	try {
		const skus = Array.from({ length: 3 + below(20) }, (_, i) => `S${i}`);
		for (const sku of skus) world.set(sku, below(3));
		const keeper = new Keeper(world, settingsFor({ confirmRises }));
		const said = new Map<string, string>();
		const ids = new Set<string>();
		const listen = async (budgetMs?: number) => {
			for (const { event, sku, eventId, quantity } of (await keeper.poll(budgetMs)).events) {
				const where = `seed ${seed}: ${event} ${sku}`;
				expect(said.get(sku), where).not.toBe(event);
				expect(ids.has(eventId), where).toBe(false);
				expect(quantity! <= 0, where).toBe(event === 'ranOut');
				said.set(sku, event);
				ids.add(eventId);
			}
		};
		while (!JSON.parse(keeper.kept).whole) await listen(0);
		const wasOut = new Set(
			(JSON.parse(keeper.kept) as { out: string[] }).out.map((text) => text.split(':')[1]!),
		);
		keeper.saved = keeper.kept;
		for (let step = 0; step < STEPS; step++) {
			for (let changes = below(4); changes > 0; changes--)
				world.set(skus[below(skus.length)]!, Math.max(0, below(5) - 2));
			world.now += below(200_000);
			const chance = random();
			if (chance < 0.1) world.failure = problem(random() < 0.5 ? 'unavailable' : 'invalid');
			// n8n stops and starts: what was not saved is forgotten.
			if (chance > 0.95) keeper.restart();
			await listen(random() < 0.5 ? 0 : undefined);
		}
		world.failure = undefined;
		// Long enough for the lag, a pass in parts, and the second reading of a rise.
		for (let i = 0; i < 6; i++) await listen();
		for (const [sku, { quantity }] of world.rows) {
			const now = quantity <= 0 ? 'ranOut' : 'cameBack';
			const last = said.get(sku) ?? (wasOut.has(sku) ? 'ranOut' : 'cameBack');
			expect(last, `seed ${seed}: ${sku}`).toBe(now);
		}
	} finally {
		world.close();
	}
}
