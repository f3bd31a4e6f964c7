// How properties are tried: the same cases every time, others with PROPERTY_SEED, more with PROPERTY_RUNS.
import fc from 'fast-check';
import { createRequire } from 'node:module';

const USUAL_SEED = 20_261_125;
const USUAL_RUNS = 150;

const factor = Number(process.env.PROPERTY_RUNS ?? USUAL_RUNS) / USUAL_RUNS;

/** So many cases, or as many times more as PROPERTY_RUNS says. Costly properties are tried less often than the others. */
export const runs = (usual: number): { numRuns: number } => ({
	numRuns: Math.max(1, Math.round(usual * factor)),
});

fc.configureGlobal({
	seed: Number(process.env.PROPERTY_SEED ?? USUAL_SEED),
	...runs(USUAL_RUNS),
});

/** A module of the built package, without n8n around it. */
export const built = createRequire(new URL('../../dist/', import.meta.url));

export { fc };
