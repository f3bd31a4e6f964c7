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
