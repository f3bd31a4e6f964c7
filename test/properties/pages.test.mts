// Lists in pages, whatever their sizes: all rows exactly once, and no platform keeps us for ever.
import { describe, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import { MARKED, NUMBERED, type MarkedList, type NumberedList } from './lists.mts';
import { fc, runs } from './settings.mts';

const plain = (id: string) => ({ id });

/** A platform that is still asked after this many requests would be asked for ever. */
const FOR_EVER = 60;

function counted(answer: (...args: Parameters<Call>) => object): {
	call: Call;
	asked: () => number;
} {
	let asked = 0;
	return {
		asked: () => asked,
		call: async (request) => {
			asked += 1;
			if (asked > FOR_EVER) throw new Error('It is asked for ever.');
			return await Promise.resolve({ status: 200, headers: {}, body: {}, ...answer(request) });
		},
	};
}

const pagesOf = (sizes: readonly number[]): string[][] => {
	let n = 0;
	return sizes.map((size) => Array.from({ length: size }, () => `r${n++}`));
};

describe.each(Object.entries(MARKED))('%s', (_name, list) => {
	const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 7 }), fc.constant(0)), {
		minLength: 1,
		maxLength: 9,
	});
	/** @param back the page that the last one leads to; undefined: it is the last one */
	const serve = (
		pages: readonly string[][],
		{ markIn, body, row = plain }: MarkedList,
		back?: number,
	) =>
		counted((request) => {
			const at = Number(/^m(\d+)$/.exec(markIn(request) ?? '')?.[1] ?? 0);
			const onward = at + 1 < pages.length ? at + 1 : back;
			return { body: body(pages[at]!.map(row), onward === undefined ? undefined : `m${onward}`) };
		});
	it('gives all rows once, also behind empty pages', async () => {
		await fc.assert(
			fc.asyncProperty(sizes, async (lengths) => {
				const pages = pagesOf(lengths);
				const { call } = serve(pages, list);
				expect(await list.read(call)).toEqual(pages.flat());
			}),
			runs(60),
		);
	});

	it('ends where the pages lead back to one that was read', async () => {
		await fc.assert(
			fc.asyncProperty(sizes, fc.nat(), async (lengths, n) => {
				const pages = pagesOf(lengths);
				const { call, asked } = serve(pages, list, n % pages.length);
				await expect(list.read(call)).rejects.toMatchObject({
					problem: { kind: 'unknown', nextStep: expect.stringMatching(/./) as string },
				});
				expect(asked()).toBeLessThanOrEqual(pages.length + 2);
			}),
			runs(60),
		);
	});
});

describe.each(Object.entries(NUMBERED))('%s', (_name, list) => {
	const { size, read, startIn, answer, row = plain, repeatsLast }: NumberedList = list;
	const count = fc.oneof(
		fc.integer({ min: 0, max: Math.ceil(2.5 * size) }),
		fc.constantFrom(0, 1, size - 1, size, size + 1, 2 * size),
	);
	const rowsOf = (total: number) => Array.from({ length: total }, (_, i) => `r${i}`);
	const serve = (ids: readonly string[], told: number, ignoresPlace = false) =>
		counted((request) => {
			const last = Math.max(0, Math.ceil(ids.length / size) - 1) * size;
			const asked = ignoresPlace ? 0 : startIn(request);
			const start = repeatsLast ? Math.min(asked, last) : asked;
			return answer(ids.slice(start, start + size).map(row), told, asked);
		});

	it('gives all rows once', async () => {
		await fc.assert(
			fc.asyncProperty(count, async (total) => {
				const ids = rowsOf(total);
				const { call, asked } = serve(ids, total);
				expect(await read(call)).toEqual(ids);
				expect(asked()).toBeLessThanOrEqual(Math.floor(total / size) + 1 + (list.more ?? 0));
			}),
			runs(25),
		);
	});

	it('gives all rows once, and ends, where the platform counts more than there are', async () => {
		await fc.assert(
			fc.asyncProperty(count, fc.integer({ min: 1, max: 1e9 }), async (total, more) => {
				const ids = rowsOf(total);
				const { call } = serve(ids, total + more);
				expect(await read(call)).toEqual(ids);
			}),
			runs(25),
		);
	});

	it('ends where the same page comes whatever is asked', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: size, max: 2 * size }), async (total) => {
				const { call } = serve(rowsOf(total), 5 * size, true);
				const outcome = await read(call).catch((error: unknown) => error);
				if (Array.isArray(outcome)) expect(outcome).toEqual(rowsOf(size));
				else expect(outcome).toMatchObject({ problem: { kind: 'unknown' } });
			}),
			runs(10),
		);
	});
});
