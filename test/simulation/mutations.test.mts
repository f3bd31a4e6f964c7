// Does the simulation find bugs at all? Each of these is built into a copy of the package, and has to be found.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadProduct } from './product.mts';
import { mutations, type Mutation } from './mutations.mts';
import { simulate, type Options } from './simulate.mts';

const MOST_SCHEDULES = 2_000;
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'stockout-mutations-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

function built({ file, from, to }: Mutation, i: number): string {
	const root = join(folder, String(i));
	cpSync(dist, join(root, 'dist'), {
		recursive: true,
		filter: (path) => !/\.(map|d\.ts|svg|png|tsbuildinfo)$/.test(path),
	});
	const path = join(root, 'dist', file);
	const source = readFileSync(path, 'utf8');
	expect(source.split(from)).toHaveLength(2);
	writeFileSync(
		path,
		source.replace(from, () => to),
	);
	return root;
}

// Two minutes: for `.ci/run`, and for whoever changes the simulation (MUTATIONS=1).
describe.runIf(process.env.MUTATIONS)('a bug that is built in', () => {
	it.each(mutations.map((mutation, i) => [mutation.name, mutation, i] as const))(
		'%s',
		async (_name, mutation, i) => {
			const root = built(mutation, i);
			const options: Options = {
				schedules: MOST_SCHEDULES,
				seed: 1,
				load: () => loadProduct(root),
				isFirstEnough: true,
				...(mutation.platform ? { platform: mutation.platform } : {}),
			};
			const { found } = await simulate(options);
			expect(found.map(({ invariant }) => invariant)).toContain(mutation.breaks);
		},
		180_000,
	);
});
