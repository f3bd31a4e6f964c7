// The layout of a new channel is made in a copy of the project, type-checked, and its own tests are run there.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { scaffold } from '../../scripts/new-platform.mts';

const ROOT = process.cwd();
const SOURCES = [
	'credentials',
	'events',
	'http',
	'nodes',
	'platforms',
	'sandbox',
	'scripts',
	'bench',
];
const SINGLE = ['package.json', 'tsconfig.json', 'tsconfig.test.json', 'vitest.config.mts'];
const TESTS = ['conformance', 'harness.mts', 'productClock.mts', 'shop.mts'];

let copy = '';
beforeAll(() => {
	copy = mkdtempSync(join(tmpdir(), 'new-platform-'));
	for (const name of [...SOURCES, ...SINGLE, ...TESTS.map((one) => `test/${one}`)])
		cpSync(join(ROOT, name), join(copy, name), { recursive: true });
	symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What the program said, if it failed. */
const inCopy = (program: string, ...args: string[]): string => {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[join(ROOT, 'node_modules', program), ...args],
		{ cwd: copy, encoding: 'utf8' },
	);
	return status === 0 ? '' : `${stdout}${stderr}`;
};

test('refuses ids and names that would not do, and a platform that is there', () => {
	expect(() => scaffold({ id: '../up', name: 'Up' }, copy)).toThrow(/is no id/);
	expect(() => scaffold({ id: 'art-mart', name: "Art's <Mart>" }, copy)).toThrow(/is no name/);
	expect(() => scaffold({ id: 'shopify', name: 'Shopify' }, copy)).toThrow(/is there already/);
});

test('lays out a channel that compiles and passes its tests', () => {
	const { made, changed } = scaffold({ id: 'art-mart', name: 'Art Mart' }, copy);
	for (const file of [...made, ...changed])
		expect(readFileSync(join(copy, file), 'utf8'), file).not.toMatch(/__[A-Z]+__/);

	// The product as it is built, then the tests of the new files against it.
	expect(inCopy('typescript/bin/tsc', '-p', 'tsconfig.json')).toBe('');
	for (const file of made.filter((name) => name.endsWith('.svg')))
		cpSync(join(copy, file), join(copy, 'dist', file));
	for (const folder of ['credentials', 'nodes'])
		cpSync(join(ROOT, 'dist', folder), join(copy, 'dist', folder), {
			recursive: true,
			filter: (name) => !/\.(js|ts|map)$/.test(name),
		});
	const suites = ['behaviour', 'contract', 'floor'].map(
		(name) => `test/conformance/${name}.test.mts`,
	);
	const own = 'test/platforms/artMart.test.mts';
	writeFileSync(
		join(copy, 'tsconfig.own.json'),
		JSON.stringify({ extends: './tsconfig.test.json', include: ['sandbox/**/*', own, ...suites] }),
	);
	expect(inCopy('typescript/bin/tsc', '-p', 'tsconfig.own.json')).toBe('');
	expect(inCopy('vitest/vitest.mjs', 'run', own, ...suites, '-t', 'art-mart|Art Mart')).toBe('');
}, 180_000);
