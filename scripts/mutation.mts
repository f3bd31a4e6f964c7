// Plants bugs in the sources by rule, and counts how many of them the tests find.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { filesOf, type Coverage, type Killed } from '../test/mutations/files.mts';
import { carriedOver } from '../test/mutations/carriedOver.mts';
import { instrument } from '../test/mutations/instrument.mts';
import { PAGE, scorePage } from '../test/mutations/page.mts';
import { scoreOf, type Score } from '../test/mutations/score.mts';

const USAGE = `npm run mutation -- [--keep folder] [--survivors]

  --keep folder  where to keep what is known between runs: an interrupted run goes on from there, and
                 what was found in sources that are unchanged since is not tried again
  --survivors    lists the mutants that no test found`;

/** Those that reach the run itself, not a platform; the quickest first: what they find, the others need not run for. */
const TESTS = [
	...['values', 'answer', 'redact', 'pages', 'diagnose', 'requests'].map((name) => `http/${name}`),
	...['client', 'feedProblems', 'feed'].map((name) => `http/${name}`),
	...['itemValues', 'memory', 'behind', 'confirm', 'putBack', 'takeOff', 'node'].map(
		(name) => `run/${name}`,
	),
	...['notices', 'sample', 'watching', 'transitions', 'pass'].map((name) => `levels/${name}`),
	...['engine', 'again', 'walk', 'passes'].map((name) => `purchaseOrders/${name}`),
].map((name) => `test/${name}.test.mts`);

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCORE = join(ROOT, 'test/mutations/score.json');

const { values } = parseArgs({
	options: {
		keep: { type: 'string' },
		survivors: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(USAGE);
	process.exit(0);
}

const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'stockout-mutation-'));
mkdirSync(folder, { recursive: true });
const files = filesOf(folder);

const json = <T,>(path: string, otherwise: T): T =>
	existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : otherwise;

/** @returns whether it came to its end, and what it printed */
function vitest(
	test: string,
	more: Record<string, string> = {},
): { isDone: boolean; stdout: string } {
	const { status, stdout } = spawnSync(
		process.execPath,
		[
			join(ROOT, 'node_modules/vitest/vitest.mjs'),
			...['run', '--config', 'vitest.mutation.config.mts', '--reporter', 'dot', test],
		],
		{
			cwd: ROOT,
			encoding: 'utf8',
			env: { ...process.env, MUTATION_FOLDER: folder, ...more },
		},
	);
	return { isDone: status === 0, stdout };
}

function count(test: string): void {
	const { isDone, stdout } = vitest(test, { MUTATION_COUNT: '1' });
	if (isDone) return;
	console.error(stdout);
	throw new Error(`${test} fails without any mutant; make it pass first.`);
}

/** A mutant that loops or fills the memory ends the process: it is found, and the others go on without it. */
function tryAll(test: string): void {
	for (;;) {
		writeFileSync(files.underWay, '');
		const { isDone, stdout } = vitest(test);
		if (isDone) return;
		const mutant = readFileSync(files.underWay, 'utf8');
		const killed = json<Killed>(files.killed, {});
		if (mutant === '' || killed[mutant] !== undefined) {
			console.error(stdout);
			throw new Error(`${test} cannot be run with mutants.`);
		}
		writeFileSync(files.killed, JSON.stringify({ ...killed, [mutant]: { test, isTimeout: true } }));
	}
}

const instrumented = await instrument(ROOT);
const { mutants } = instrumented;
const kept = json(files.instrumented, instrumented);
if (JSON.stringify(kept.sources) !== JSON.stringify(instrumented.sources)) {
	const known = carriedOver(kept, instrumented, json<Killed>(files.killed, {}));
	writeFileSync(files.killed, JSON.stringify(known));
	for (const path of [files.coverage, files.done]) rmSync(path, { force: true });
}
writeFileSync(files.instrumented, JSON.stringify(instrumented));

for (const test of TESTS) {
	const done = json<string[]>(files.done, []);
	if (done.includes(test)) continue;
	count(test);
	tryAll(test);
	writeFileSync(files.done, JSON.stringify([...done, test]));
	const found = Object.keys(json<Killed>(files.killed, {})).length;
	console.error(`${test}: ${found} of ${mutants.length} found`);
}

const killed = json<Killed>(files.killed, {});
const { tests, atLoading } = json<Coverage>(files.coverage, { tests: {}, atLoading: [] });
const reached = new Set([...atLoading, ...Object.values(tests).flatMap((test) => test.reached)]);
if (values.survivors)
	for (const { id, file, line, column, mutator, was, becomes } of mutants)
		if (killed[id] === undefined)
			console.log(
				`${file}:${line}:${column} ${mutator}${reached.has(id) ? '' : ' (not reached)'}\n- ${was}\n+ ${becomes}`,
			);

const versionOf = (path: string): string =>
	json<{ version: string }>(join(ROOT, path, 'package.json'), { version: '' }).version;
const INSTRUMENTER = '@stryker-mutator/instrumenter';
const score: Score = {
	date: new Date().toISOString(),
	version: versionOf('.'),
	mutator: `${INSTRUMENTER} ${versionOf(`node_modules/${INSTRUMENTER}`)}`,
	...scoreOf(mutants, killed),
};
writeFileSync(SCORE, `${JSON.stringify(score, null, '\t')}\n`);
writeFileSync(join(ROOT, PAGE), await scorePage(score));
console.log(`${score.killed} of ${score.mutants} found: ${score.score} %`);
if (values.keep === undefined) rmSync(folder, { recursive: true });
