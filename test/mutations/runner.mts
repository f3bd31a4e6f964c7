// Runs each test once more for every mutant that it reaches: n8n is loaded once, not for each of thousands of mutants.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { TestRunner, type RunnerTestCase, type RunnerTestFile } from 'vitest';

import { filesOf, type Coverage, type Killed } from './files.mts';
import type { Instrumented } from './instrument.mts';

/** What StrykerJS's switches look at. */
interface Switches {
	activeMutant?: string | undefined;
	currentTestId?: string | undefined;
	mutantCoverage?: Record<'static', Hits> & { perTest: Record<string, Hits> };
	hitCount?: number;
	hitLimit?: number;
}
type Hits = Record<string, number>;

const files = filesOf(process.env.MUTATION_FOLDER ?? '');
const isCounting = process.env.MUTATION_COUNT === '1';
const read = <T,>(path: string, otherwise: T): T =>
	existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : otherwise;

const { mutants, scripts } = read<Instrumented>(files.instrumented, {
	mutants: [],
	sources: {},
	scripts: {},
});
const coverage = read<Coverage>(files.coverage, { tests: {}, atLoading: [] });
const killed = read<Killed>(files.killed, {});
const atLoading = new Set(coverage.atLoading);
const fileOf = new Map(mutants.map(({ id, file }) => [id, file]));

const switches = ((globalThis as { __stryker__?: Switches }).__stryker__ ??= {});

registerHooks({
	load(url, context, next) {
		const source = url.startsWith('file:') ? scripts[fileURLToPath(url)] : undefined;
		return source === undefined
			? next(url, context)
			: { format: 'commonjs', source, shortCircuit: true };
	},
});

/** Runs a loaded script again into the exports it has, for what is reckoned only once, when it is loaded. */
function loadAgain(mutant: string): void {
	const script = Object.keys(scripts).find((path) =>
		path.endsWith(`/dist/${fileOf.get(mutant)?.replace(/\.ts$/, '.js')}`),
	);
	const module = script && createRequire(script).cache[script];
	if (!script || !module) return;
	const body = compileFunction(
		scripts[script],
		['exports', 'require', 'module', '__filename', '__dirname'],
		{ filename: script },
	) as (...given: unknown[]) => void;
	body(module.exports, createRequire(script), module, script, dirname(script));
}

/** After so many mutants the test runs without one: where it fails then, it is the test or the computer. */
const CONTROL_EVERY = 4;
/** A mutant that is met so much more often than usual loops for ever. */
const LOOPS = 200;

/** A test that takes longer is not run for its mutants; milliseconds. */
const SLOW = 500;

const CONTROL = '';

/** Number of the attempt that is under way; 0: none. A mutant may loop where no switch is, and then nothing else ends it. */
const attempt = new Int32Array(new SharedArrayBuffer(4));
const WATCH = `const { workerData } = require('node:worker_threads');
let last = 0;
setInterval(() => {
	const [now] = workerData;
	if (now !== 0 && now === last) process.kill(process.pid, 'SIGKILL');
	last = now;
}, 5_000);`;
let attempts = 0;

if (!isCounting) new Worker(WATCH, { eval: true, workerData: attempt }).unref();

export default class MutationRunner extends TestRunner {
	private attempts: string[] = [];
	private suspects = new Map<string, boolean>();

	override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
		await super.onBeforeRunTask(test);
		if (isCounting) return;
		const reached = coverage.tests[test.id]?.reached ?? [];
		const open = reached.filter((id) => killed[id] === undefined);
		const reachedFiles = new Set(reached.map((id) => fileOf.get(id)));
		const loaded = coverage.atLoading.filter(
			(id) => killed[id] === undefined && reachedFiles.has(fileOf.get(id)),
		);
		this.attempts = withControls([...open, ...loaded]);
		this.suspects.clear();
		if (this.attempts.length === 0) test.mode = 'skip';
		else test.repeats = this.attempts.length - 1;
	}

	override onBeforeTryTask(test: RunnerTestCase, at: { retry: number; repeats: number }): void {
		super.onBeforeTryTask(test, at);
		if (isCounting) {
			switches.currentTestId = test.id;
			return;
		}
		const mutant = this.attempts[at.repeats];
		attempt[0] = ++attempts;
		// Should it be the end of this process, the next one knows why.
		writeFileSync(files.underWay, mutant);
		switches.activeMutant = mutant || undefined;
		switches.hitCount = 0;
		switches.hitLimit = LOOPS * (coverage.tests[test.id]?.mostHits ?? 1);
		if (atLoading.has(mutant)) loadAgain(mutant);
	}

	override async onAfterRetryTask(
		test: RunnerTestCase,
		at: { retry: number; repeats: number },
	): Promise<void> {
		await super.onAfterRetryTask(test, at);
		switches.currentTestId = undefined;
		if (isCounting) return;
		attempt[0] = 0;
		const mutant = this.attempts[at.repeats];
		switches.activeMutant = undefined;
		if (atLoading.has(mutant)) loadAgain(mutant);
		const hasFailed = test.result?.state === 'fail';
		if (mutant !== CONTROL) {
			if (hasFailed) this.suspects.set(mutant, isTimeout(test));
		} else if (this.suspects.size > 0) {
			if (!hasFailed)
				for (const [id, isEndless] of this.suspects)
					killed[id] = { test: test.fullTestName, isTimeout: isEndless };
			this.suspects.clear();
			writeFileSync(files.killed, JSON.stringify(killed));
		}
		// A failed attempt is what is looked for: thousands of errors need not be kept.
		if (test.result) {
			test.result.errors = undefined;
			test.result.attempts?.splice(0);
		}
	}

	override onAfterRunTask(test: RunnerTestCase): void {
		super.onAfterRunTask(test);
		if (isCounting) return;
		if (test.result) test.result.state = 'pass';
	}

	override onAfterRunFiles(tasks: RunnerTestFile[]): void {
		super.onAfterRunFiles(tasks);
		if (isCounting)
			writeFileSync(files.coverage, JSON.stringify(Object.assign(coverage, counted(tasks))));
	}
}

/** In the words of vitest, and of StrykerJS's switches for what loops. */
const isTimeout = ({ result }: RunnerTestCase): boolean =>
	result?.errors?.some(({ message }) => /timed out|Hit count limit/.test(message)) ?? false;

function withControls(ids: readonly string[]): string[] {
	if (ids.length === 0) return [];
	return [...ids.flatMap((id, i) => (i % CONTROL_EVERY === 0 ? [CONTROL, id] : [id])), CONTROL];
}

function counted(tasks: readonly RunnerTestFile[]): Coverage {
	const { perTest, static: once } = switches.mutantCoverage ?? { perTest: {}, static: {} };
	const tests = tasks.flatMap(testsOf).flatMap((test) => {
		const hits = perTest[test.id];
		if (!hits || test.result?.state !== 'pass' || (test.result.duration ?? 0) > SLOW) return [];
		const most = Math.max(...Object.values(hits));
		return [[test.id, { reached: Object.keys(hits), mostHits: most }] as const];
	});
	const all = { ...coverage.tests, ...Object.fromEntries(tests) };
	const inTests = new Set(Object.values(all).flatMap(({ reached }) => reached));
	const loaded = new Set([...coverage.atLoading, ...Object.keys(once)]);
	return { tests: all, atLoading: [...loaded].filter((id) => !inTests.has(id)) };
}

function testsOf(task: RunnerTestFile | RunnerTestFile['tasks'][number]): RunnerTestCase[] {
	return task.type === 'test' ? [task] : task.tasks.flatMap(testsOf);
}
