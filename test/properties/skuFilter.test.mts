// 'Only These SKUs': names and patterns, as the field says: separated by commas, * stands for any characters.
import { expect, it } from 'vitest';

import type * as SkuFilter from '../../events/skuFilter';
import { built, fc, runs } from './settings.mts';
import { anyText } from './texts.mts';

const { skuFilter } = built('./events/skuFilter.js') as typeof SkuFilter;

/** What a pattern means, by the book: no step skipped, no cleverness. */
function means(pattern: string, sku: string): boolean {
	let ends = new Set([0]);
	for (const mark of pattern) {
		const next = new Set<number>();
		for (const end of ends) {
			if (mark !== '*' && sku.startsWith(mark, end)) next.add(end + mark.length);
			if (mark === '*') for (let i = end; i <= sku.length; i++) next.add(i);
		}
		ends = next;
	}
	return ends.has(sku.length);
}

const letters = fc.array(fc.constantFrom('a', 'b', 'ab', '-', '🎨', '.', '?', '['), {
	maxLength: 8,
});
const sku = letters.map((parts) => parts.join(''));
const pattern = fc
	.array(fc.constantFrom('a', 'b', 'ab', '-', '*', '**', '🎨', '.', '?', '['), {
		minLength: 1,
		maxLength: 8,
	})
	.map((parts) => parts.join(''));

it('accepts what one of the patterns means, and nothing else', () => {
	const blank = fc.constantFrom('', ' ', '\t');
	const between = fc.constantFrom(',', '\n', '\r\n', ' , ', ',,');
	fc.assert(
		fc.property(
			fc.array(pattern, { minLength: 1, maxLength: 4 }),
			between,
			blank,
			sku,
			(all, mark, pad, one) => {
				const filter = skuFilter(`${pad}${all.join(mark)}${pad}`);
				expect(filter.accepts(one)).toBe(all.some((each) => means(each, one)));
			},
		),
		runs(600),
	);
});

it('names are taken to the letter, and told as the only ones there are', () => {
	const named = anyText
		.map((text) => text.replace(/[,\r\n*]/g, '').trim())
		.filter((text) => text !== '');
	fc.assert(
		fc.property(fc.array(named, { minLength: 1, maxLength: 5 }), anyText, (names, other) => {
			const filter = skuFilter(names.join(','));
			expect(filter.exact).toEqual([...new Set(names)]);
			for (const name of names) expect(filter.accepts(name)).toBe(true);
			expect(filter.accepts(other)).toBe(names.includes(other));
		}),
	);
});

it('nothing named is everything', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[,\s]*$/), anyText, (text, one) => {
			const filter = skuFilter(text);
			expect(filter.accepts(one)).toBe(true);
			expect(filter.exact).toBeUndefined();
		}),
	);
});

it('looks for each part once, from where the last one ended: no pattern takes for ever', () => {
	const { indexOf } = String.prototype;
	const long = fc.integer({ min: 1, max: 2_000 });
	fc.assert(
		fc.property(long, fc.integer({ min: 1, max: 200 }), sku, (times, stars, end) => {
			const filter = skuFilter(`${'*a'.repeat(stars)}*b${end}`);
			const one = 'a'.repeat(times);
			const starts: number[] = [];
			String.prototype.indexOf = function (text: string, from = 0) {
				if (String(this) === one) starts.push(from);
				return indexOf.call(this, text, from);
			};
			try {
				filter.accepts(one);
			} finally {
				String.prototype.indexOf = indexOf;
			}
			expect(starts.length).toBeLessThanOrEqual(stars + 1);
			expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
		}),
	);
});
