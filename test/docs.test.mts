import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { channelsPage } from '../scripts/channels.mts';

const pages = [
	'README.md',
	'CONTRIBUTING.md',
	...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
	...readdirSync('workflows').map((name) => `workflows/${name}`),
].filter((name) => name.endsWith('.md'));

test('the overview of channels is what the registry says', () => {
	expect(readFileSync('docs/channels.md', 'utf8')).toBe(channelsPage());
});

describe('docs/security.md', () => {
	const text = readFileSync('docs/security.md', 'utf8');
	/** `test/file.test.mts`: _name of the test, or how it begins_ */
	const named = [...text.matchAll(/`(test\/[^`]+)`:\s+_([^|]+?)_(?=\s*[|)])/g)].map(
		([, file = '', name = '']) => [file, name] as const,
	);
	/** As it is written, without what Prettier escapes. */
	const plain = (name: string) => name.replace(/\\([_*])/g, '$1');

	test('names tests', () => {
		expect(named.length).toBeGreaterThan(30);
		// None of them in another form, which would go unchecked.
		expect(named).toHaveLength([...text.matchAll(/`test\/[^`]+`/g)].length);
	});

	test.each(named)('names %s: %s, which is there', (file, name) => {
		expect(existsSync(file)).toBe(true);
		const title = String.raw`\b(?:it|test|describe|testWhere)\b[\s\S]{0,2000}?`;
		const quoted = plain(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`${title}['"\`][^'"\`\n]*${quoted}`));
	});

	test('leaves out no file of test/security', () => {
		const files = readdirSync('test/security').filter((name) => name.endsWith('.test.mts'));
		for (const file of files) expect(text).toContain(`\`test/security/${file}\``);
	});
});

describe.each(pages)('%s', (page) => {
	const text = readFileSync(page, 'utf8');

	test('leads to files that are there', () => {
		for (const [, target] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g))
			expect(existsSync(join(dirname(page), target)), `${page}: ${target}`).toBe(true);
	});

	test('leads to headings that are there', () => {
		for (const [, target, anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)) {
			const file = target ? join(dirname(page), target) : page;
			expect(headings(readFileSync(file, 'utf8')), `${page}: ${target}#${anchor}`).toContain(
				anchor,
			);
		}
	});
});

/** As GitHub makes anchors of headings. */
function headings(text: string): string[] {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
		title
			.toLowerCase()
			.replace(/[`*_]/g, '')
			.replace(/[^\p{L}\p{N} -]/gu, '')
			.replace(/ /g, '-'),
	);
}
