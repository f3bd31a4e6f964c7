import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

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

test('a score is never rounded up', () => {
	const [line, column, mutator, was, becomes] = [1, 1, 'Block', '{ stop(); }', '{}'];
	const mutants = ['a/b.ts', 'a/b.ts', 'c/d/e.ts'].map((file, i) => ({
		...{ id: String(i), file, line, column, mutator, was, becomes },
	}));
	const killed = { 0: { test: 'x', isTimeout: false }, 2: { test: 'y', isTimeout: true } };
	expect(scoreOf(mutants, killed)).toEqual({
		...{ mutants: 3, killed: 2, timeouts: 1, survived: 1, score: 66.6 },
		folders: {
			a: { mutants: 2, killed: 1, timeouts: 0, survived: 1, score: 50 },
			'c/d': { mutants: 1, killed: 1, timeouts: 1, survived: 0, score: 100 },
		},
	});
});
