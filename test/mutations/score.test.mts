import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { carriedOver } from './carriedOver.mts';
import { PAGE, scorePage } from './page.mts';
import { scoreOf, type Score } from './score.mts';

const score = JSON.parse(readFileSync('test/mutations/score.json', 'utf8')) as Score;

test('the page says what the last run said', async () => {
	expect(readFileSync(PAGE, 'utf8')).toBe(await scorePage(score));
});

test('at least 85 of 100 mutants were found', () => {
	expect(score.score).toBeGreaterThanOrEqual(85);
	expect(score.score).toBeLessThanOrEqual((score.killed / score.mutants) * 100);
});

const [line, column, mutator, was, becomes] = [1, 1, 'Block', '{ stop(); }', '{}'];
const mutantsIn = (...files: string[]) =>
	files.map((file, i) => ({ id: String(i), file, line, column, mutator, was, becomes }));

test('a score is never rounded up', () => {
	const mutants = mutantsIn('a/b.ts', 'a/b.ts', 'c/d/e.ts');
	const killed = { 0: { test: 'x', isTimeout: false }, 2: { test: 'y', isTimeout: true } };
	expect(scoreOf(mutants, killed)).toEqual({
		...{ mutants: 3, killed: 2, timeouts: 1, survived: 1, score: 66.6 },
		folders: {
			a: { mutants: 2, killed: 1, timeouts: 0, survived: 1, score: 50 },
			'c/d': { mutants: 1, killed: 1, timeouts: 1, survived: 0, score: 100 },
		},
	});
});

test('only what was found in an unchanged source is known to the next run', () => {
	const found = { test: 'x', isTimeout: false };
	const before = { sources: { a: '1', b: '2' }, mutants: mutantsIn('a', 'b', 'b') };
	const now = { sources: { a: '1+', b: '2' }, mutants: mutantsIn('a', 'a', 'b', 'b') };
	expect(carriedOver(before, now, { 0: found, 2: found })).toEqual({ 3: found });
	expect(carriedOver(before, before, { 0: found, 2: found })).toEqual({ 0: found, 2: found });
});
