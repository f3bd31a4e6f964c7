import { describe, expect, it } from 'vitest';

import { MOST_ROWS } from '../../events/records';
import type * as Records from '../../events/records';
import { built } from '../harness.mts';
import { sender } from '../trigger/anySystem.mts';

const { parseRecords } = built('./events/records.js') as typeof Records;

const SOON_MS = 15_000;
const read = (text: string, type = '') => parseRecords(Buffer.from(text), type, 'auto', '');

function expectSoon(work: () => unknown): void {
	const begun = performance.now();
	work();
	expect(performance.now() - begun).toBeLessThan(SOON_MS);
}

describe('a table', () => {
	it.each([
		['in its first line', `sku,quantity${',x'.repeat(100_000)}\nA,0\n`],
		[
			'hidden behind a line break',
			`"s\nku",quantity${',x'.repeat(100_000)}\n${'A\n'.repeat(1_000)}`,
		],
		['in a later line', `sku,quantity\nA,0${',x'.repeat(1_000_000)}\n`],
	])('of 100,000 columns %s is refused at once', (_where, text) => {
		expectSoon(() => expect(() => read(text)).toThrow('more than 500 columns'));
	});

	it('of many million rows that do not fit is refused as a whole', () => {
		expectSoon(() =>
			expect(() => read(`sku,quantity\n${'a\n'.repeat(3e6)}`)).toThrow(`${MOST_ROWS} rows`),
		);
	});

	it('of one line of 20 MB is one row', () => {
		expectSoon(() => expect(read(`sku,quantity\n${'A'.repeat(20e6)},0\n`)).toHaveLength(1));
	});

	it('whose quote is never closed is one bad row', () => {
		expectSoon(() =>
			expect(read(`sku,quantity\n"${'a\n'.repeat(2e6)}`)).toMatchObject([
				{ problem: 'The quotes in this line do not match.' },
			]),
		);
	});
});

describe('JSON', () => {
	it.each([
		['', `[{"sku":"A","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`],
		['application/json', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
	])('nested 100,000 deep is refused (%s)', (type, text) => {
		expect(() => read(text, type)).toThrow('not valid JSON');
	});

	it('nested as deep as it is let through can be written again', () => {
		const rowOf = (depth: number) => `[{"sku":"A","x":${'['.repeat(depth)}${']'.repeat(depth)}}]`;
		let deepest = 0;
		for (let depth = 200; depth < 20_000; depth += 200) {
			try {
				expect(read(rowOf(depth), 'application/json')).toHaveLength(1);
				deepest = depth;
			} catch {
				break;
			}
		}
		expect(deepest).toBeGreaterThan(100);
		expect(() => JSON.stringify(read(rowOf(deepest), 'application/json'))).not.toThrow();
	});
});

describe('a call', () => {
	it('that is nested too deep is answered and starts nothing', async () => {
		const reply = await sender().send(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
		expect(reply).toMatchObject({ status: 400, items: undefined });
	});

	it('of more rows than 50,000 starts nothing, of 50,000 one execution', async () => {
		const row = (i: number) => ({ sku: `A-${i}`, quantity: 0 });
		const most = Array.from({ length: MOST_ROWS }, (_, i) => row(i));
		expect(await sender().send([...most, row(MOST_ROWS)])).toMatchObject({
			status: 400,
			items: undefined,
		});
		expect((await sender().items(most)).length).toBe(MOST_ROWS);
	});

	it('is answered in plain text, which no browser takes for a page', async () => {
		const reply = await sender().send('{"<script>alert(1)</script>');
		expect(reply).toMatchObject({
			status: 400,
			headers: {
				'content-type': 'text/plain; charset=utf-8',
				'x-content-type-options': 'nosniff',
			},
		});
	});
});
