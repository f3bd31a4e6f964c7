import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

const folder = join(process.cwd(), '..', 'shared', 'specs');

/** The official specifications and recorded answers; they are not part of this repository. */
export const specsDir: string | undefined = existsSync(folder) ? folder : undefined;

export function readSpec(path: string): unknown {
	if (specsDir === undefined) throw new Error(`No specifications at ${folder}`);
	return JSON.parse(readFileSync(join(specsDir, path), 'utf8'));
}

/** A block of tests that needs the specifications: skipped, and said so, when they are absent. */
export function describeWithSpecs(name: string, fn: () => void): void {
	if (specsDir === undefined) console.warn(`SKIPPED "${name}": no specifications at ${folder}`);
	describe.skipIf(specsDir === undefined)(name, fn);
}
