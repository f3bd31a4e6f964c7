import { expect, it } from 'vitest';
import { createSandbox } from '../../sandbox/sandbox.mts';
import { play, slugs } from './play.mts';
import { draw } from './schedule.mts';
const expires = new Set(
	[...createSandbox().fakes.values()].filter((f) => f.expired).map((f) => f.slug),
);
it('plays', async () => {
	const from = Number(process.env.SEED ?? 1),
		n = Number(process.env.N ?? 50);
	const only = process.env.PLATFORM ? [process.env.PLATFORM] : slugs;
	const t = Date.now();
	const by: Record<string, number> = {};
	let runs = 0,
		faults = 0;
	let bad = 0;
	for (let seed = from; seed < from + n; seed++) {
		const s = draw(seed, {
			platforms: only,
			expires,
			skus: [
				'ACR-FL-QMAG-30',
				'ACR-INK-PAYN-30',
				'ACR-GEL-MATT-500',
				'ACR-GES-WHT-1000',
				'ACR-HB-COBL-60',
				'ACR-HB-COBL-120',
			],
		});
		const o = await play(s);
		runs += o.runs;
		faults += o.faults;
		if (o.violations.length) {
			bad++;
			for (const v of o.violations)
				by[v.invariant + ' ' + s.platforms.join('+')] =
					(by[v.invariant + ' ' + s.platforms.join('+')] ?? 0) + 1;
			if (bad <= Number(process.env.SHOW ?? 5))
				console.log(
					seed,
					s.platforms,
					JSON.stringify(o.violations[0]).slice(0, 700),
					JSON.stringify(s.steps),
				);
		}
	}
	console.log({ n, ms: Date.now() - t, runs, faults, bad, by });
	expect(true).toBe(true);
}, 600_000);
