// What is published: the files, their size, and n8n's own scan of them.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

import { hostPath } from '../scripts/n8n/paths.mts';

interface Packed {
	/** Bytes of the tarball. */
	size: number;
	files: ReadonlyArray<{ path: string }>;
}

const MOST_BYTES = 1_000_000;

const [{ size, files }] = JSON.parse(
	execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		encoding: 'utf8',
		env: { ...process.env, PATH: hostPath() },
		stdio: ['ignore', 'pipe', 'ignore'],
	}),
) as [Packed];
const paths = files.map(({ path }) => path);

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};

describe('the published package', () => {
	test('holds the built nodes and what a person reads first, nothing else', () => {
		const product =
			/^dist\/(credentials|events|http|nodes|platforms)\/.+\.(js|d\.ts|js\.map|svg|json)$/;
		const pages = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/package.json', 'package.json'];
		expect(paths.filter((path) => !product.test(path)).sort()).toEqual(pages);
	});

	test('has every file that n8n is told to load, and the icons they name', () => {
		for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
			expect(paths).toContain(file);
			const folder = file.slice(0, file.lastIndexOf('/'));
			for (const [, icon] of readFileSync(file, 'utf8').matchAll(/'file:([^']+\.svg)'/g))
				expect(paths).toContain(`${folder}/${icon}`);
		}
	});

	test('stays under 1 MB', () => {
		expect(size).toBeLessThan(MOST_BYTES);
	});
});

describe("n8n's scan", () => {
	const cli = createRequire(`${process.cwd()}/node_modules/@n8n/node-cli/package.json`);
	const { ESLint } = cli('eslint') as typeof import('eslint');
	const { n8nCommunityNodesPlugin } = cli('@n8n/eslint-plugin-community-nodes') as {
		n8nCommunityNodesPlugin: { configs: { recommended: object } };
	};
	// As the scanner does it: its rules on the compiled files, and no comment in a file can switch one off.
	const eslint = new ESLint({
		overrideConfigFile: true,
		allowInlineConfig: false,
		ignore: false,
		overrideConfig: {
			...n8nCommunityNodesPlugin.configs.recommended,
			files: ['**/*.js'],
			languageOptions: { sourceType: 'commonjs' },
		},
	});

	test('finds nothing in the packed files', async () => {
		const scripts = paths.filter((path) => path.endsWith('.js'));
		const found = (await eslint.lintFiles(scripts)).flatMap(({ filePath, messages }) =>
			messages.map(({ line, ruleId, message }) => `${filePath}:${line} ${ruleId} ${message}`),
		);
		expect(scripts.length).toBeGreaterThan(100);
		expect(found).toEqual([]);
	}, 60_000);

	test('would find what it forbids, whatever a comment says', async () => {
		const [{ messages }] = await eslint.lintText(
			"/* eslint-disable */\nconst fs = require('fs');\neval(fs.readFileSync(process.env.HOME));\n",
			{ filePath: 'dist/nodes/bad.js' },
		);
		expect(messages.map(({ ruleId }) => ruleId?.split('/').pop())).toEqual(
			expect.arrayContaining([
				'no-restricted-imports',
				'no-restricted-globals',
				'no-dangerous-functions',
			]),
		);
	});
});

test('no source switches a lint rule off', () => {
	const sources = globSync(
		'{credentials,events,http,nodes,platforms,sandbox,scripts,bench,test}/**/*.{ts,mts,mjs,js}',
		{ exclude: (name) => String(name).endsWith('package.test.mts') },
	);
	expect(sources.length).toBeGreaterThan(300);
	expect(
		sources.filter((file) =>
			/eslint-disable|@ts-(ignore|nocheck)/.test(readFileSync(file, 'utf8')),
		),
	).toEqual([]);
});
