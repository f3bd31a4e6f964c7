import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { refusalOf } from '../trigger/harness.mts';
import { brief, FeedServer } from './feedServer.mts';

let feed: FeedServer;
beforeEach(async () => {
	feed = await FeedServer.open();
});
afterEach(async () => await feed.close());

const DAY_MS = 24 * 60 * 60_000;

describe('a stock list that is read again and again', () => {
	it('emits nothing at first, then only what changed', async () => {
		const trigger = await feed.begun({ A: 3, B: 0, C: 5 });
		expect(brief(await feed.next(trigger))).toEqual([]);
		const items = await feed.next(trigger, { A: 0, B: 0, C: 5 });
		expect(items).toEqual([
			{
				event: 'ranOut',
				sku: 'A',
				quantity: 0,
				reason: 'quantity 0',
				source: 'feedUrl',
				occurredAt: expect.stringMatching(/Z$/),
				receivedAt: expect.stringMatching(/Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
				raw: { sku: 'A', quantity: '0' },
			},
		]);
		expect(brief(await feed.next(trigger))).toEqual([]);
	});

	it('emits what is out at first when asked to', async () => {
		feed.stock = { A: 3, B: 0, C: -2 };
		const trigger = feed.trigger({ options: { firstRun: 'emitOut' } });
		expect(brief(await feed.next(trigger))).toEqual(['ranOut B', 'ranOut C']);
		expect(await feed.next(trigger)).toEqual([]);
	});

	it('believes a zero at once and a rise at the second reading', async () => {
		const trigger = await feed.begun({ A: 0, B: 1 });
		expect(brief(await feed.next(trigger, { A: 4, B: 0 }))).toEqual(['ranOut B']);
		const items = await feed.next(trigger);
		expect(items).toMatchObject([
			{ event: 'cameBack', sku: 'A', quantity: 4, previousQuantity: 0 },
		]);
		expect(await feed.next(trigger)).toEqual([]);
	});

	it('does not believe a rise that is gone at the next reading', async () => {
		const trigger = await feed.begun({ A: 0, B: 1 });
		expect(await feed.next(trigger, { A: 4, B: 1 })).toEqual([]);
		expect(await feed.next(trigger, { A: 0, B: 1 })).toEqual([]);
		expect(await feed.next(trigger, { A: 4, B: 1 })).toEqual([]);
		expect(brief(await feed.next(trigger))).toEqual(['cameBack A']);
	});

	it('believes a rise at once when told so', async () => {
		const trigger = await feed.begun({ A: 0, B: 1 }, { options: { confirmRises: false } });
		expect(brief(await feed.next(trigger, { A: 4, B: 1 }))).toEqual(['cameBack A']);
	});

	it('gives every stock-out of a SKU another event id', async () => {
		const trigger = await feed.begun({ A: 1, B: 1 }, { options: { confirmRises: false } });
		const ids: unknown[] = [];
		for (const count of [0, 1, 0, 1, 0, 1])
			for (const { eventId } of await feed.next(trigger, { A: count, B: 1 })) ids.push(eventId);
		expect(new Set(ids).size).toBe(6);
	});

	it('does not take a SKU that vanishes for one that is back, nor for one that is gone', async () => {
		const trigger = await feed.begun({ A: 0, B: 1, C: 1 });
		expect(await feed.next(trigger, { C: 1, D: 2 })).toEqual([]);
		expect(await feed.next(trigger)).toEqual([]);
		expect(await feed.next(trigger, { A: 0, B: 1, C: 1, D: 2 })).toEqual([]);
	});

	it('hears only of what it asked for', async () => {
		const trigger = await feed.begun(
			{ A: 1, 'B-1': 1, 'B-2': 1, C: 1 },
			{ triggerOn: ['outOfStock'], options: { skus: 'B-*, C' } },
		);
		expect(brief(await feed.next(trigger, { A: 0, 'B-1': 0, 'B-2': 'sold out', C: -1 }))).toEqual([
			'ranOut B-1',
			'ranOut C',
		]);
		await feed.next(trigger, { A: 1, 'B-1': 1, 'B-2': 1, C: 1 });
		expect(await feed.next(trigger)).toEqual([]);
	});

	it('tells a count that runs out although unavailable was not asked for', async () => {
		const trigger = await feed.begun({ A: 1, B: 1 }, { triggerOn: ['outOfStock'] });
		expect(await feed.next(trigger, { A: 'discontinued', B: 1 })).toEqual([]);
		expect(brief(await feed.next(trigger, { A: 0, B: 1 }))).toEqual(['ranOut A']);
		expect(await feed.next(trigger, { A: 'discontinued', B: 1 })).toEqual([]);
	});

	it('keeps a reserve', async () => {
		const trigger = await feed.begun({ A: 3, B: 9 }, { options: { threshold: 2 } });
		expect(brief(await feed.next(trigger, { A: 2, B: 9 }))).toEqual(['ranOut A']);
	});

	it('adds up the rows of one SKU unless told otherwise', async () => {
		const rows = (east: number, west: number) => `sku,quantity\nA,${east}\nA,${west}\nB,1`;
		feed.stock = rows(1, 2);
		const trigger = feed.trigger();
		expect(await feed.next(trigger)).toEqual([]);
		expect(await feed.next(trigger, rows(3, 0))).toEqual([]);
		expect(brief(await feed.next(trigger, rows(0, 0)))).toEqual(['ranOut A']);
	});

	it.each([
		['JSON', '{"data":{"rows":[{"item":{"code":"A"},"n":0},{"item":{"code":"B"},"n":1}]}}'],
		['NDJSON', '{"item":{"code":"A"},"n":0}\n{"item":{"code":"B"},"n":1}\n'],
	])('reads %s with fields of other names', async (_name, text) => {
		const more = {
			skuField: 'item.code',
			quantityField: 'n',
			options: {
				firstRun: 'emitOut',
				...(text.startsWith('{"data') ? { itemsField: 'data.rows' } : {}),
			},
		};
		feed.stock = text;
		expect(brief(await feed.next(feed.trigger(more)))).toEqual(['ranOut A']);
	});

	it('logs in with a credential of n8n', async () => {
		feed.stock = { A: 0 };
		const trigger = feed.trigger(
			{ authentication: 'headerAuth', options: { firstRun: 'emitOut' } },
			{ credentials: { httpHeaderAuth: { name: 'X-Key', value: 'a-secret' } } },
		);
		expect(brief(await feed.next(trigger))).toEqual(['ranOut A']);
	});
});

describe('versions of the file', () => {
	it('are asked for, and an unchanged one counts as a reading', async () => {
		feed.marksVersions = true;
		const trigger = await feed.begun({ A: 0, B: 1 });
		expect(await feed.next(trigger)).toEqual([]);
		expect([feed.sent, feed.unchanged]).toEqual([1, 1]);
		expect(await feed.next(trigger, { A: 7, B: 1 })).toEqual([]);
		const items = await feed.next(trigger);
		expect(items).toMatchObject([{ event: 'cameBack', sku: 'A', quantity: 7 }]);
		expect([feed.sent, feed.unchanged]).toEqual([2, 2]);
	});

	it('do not hide what another question would find', async () => {
		feed.marksVersions = true;
		const trigger = await feed.begun({ A: 2, B: 9 });
		const edited = trigger.edited(feed.options({ options: { threshold: 2 } }));
		expect(brief(await feed.next(edited))).toEqual(['ranOut A']);
	});

	it('are not trusted for longer than a day', async () => {
		feed.marksVersions = true;
		const trigger = await feed.begun({ A: 2, B: 9 });
		feed.forward(DAY_MS);
		await feed.next(trigger);
		expect([feed.sent, feed.unchanged]).toEqual([2, 0]);
	});

	it('of a reading that was left aside are not remembered', async () => {
		feed.marksVersions = true;
		const trigger = await feed.begun({ A: 1, B: 1, C: 1, D: 1 });
		expect(brief(await feed.next(trigger, { A: 0 }))).toEqual(['feedTooShort']);
		expect(await feed.next(trigger)).toEqual([]);
		expect([feed.sent, feed.unchanged]).toEqual([3, 0]);
		expect(brief(await feed.next(trigger, { A: 0, B: 1, C: 1, D: 1 }))).toEqual(['ranOut A']);
	});
});

describe('a reading that is too short', () => {
	const full = { A: 1, B: 1, C: 0, D: 1 };

	it('changes nothing and is said once', async () => {
		const trigger = await feed.begun(full);
		const items = await feed.next(trigger, { A: 0 });
		expect(items).toEqual([
			{
				event: 'feedTooShort',
				source: 'feedUrl',
				rows: 1,
				rowsBefore: 4,
				message:
					'This reading brought 1 rows, the one before 4, so it was left aside and nothing was changed.',
				nextStep: expect.stringContaining('Smallest Share of Last Time'),
			},
		]);
		expect(await feed.next(trigger)).toEqual([]);
		expect(brief(await feed.next(trigger, full))).toEqual([]);
	});

	it.each([
		['a file with nothing in it', ''],
		['a first line alone', 'sku,quantity'],
		['an empty list', '[]'],
	])('%s is one', async (_name, text) => {
		const trigger = await feed.begun(full);
		expect(await feed.next(trigger, text)).toMatchObject([{ event: 'feedTooShort', rows: 0 }]);
		expect(await feed.next(trigger, full)).toEqual([]);
	});

	it('is said again when it changes, and after a day', async () => {
		const trigger = await feed.begun(full);
		expect(await feed.next(trigger, { A: 0 })).toHaveLength(1);
		expect(await feed.next(trigger, '')).toHaveLength(1);
		expect(await feed.next(trigger)).toHaveLength(0);
		feed.forward(DAY_MS);
		expect(await feed.next(trigger)).toHaveLength(1);
		expect(await feed.next(trigger, full)).toHaveLength(0);
		expect(await feed.next(trigger, '')).toHaveLength(1);
	});

	it('is one by a single row, and is none at exactly half', async () => {
		const trigger = await feed.begun(full);
		expect(brief(await feed.next(trigger, { A: 0, B: 1 }))).toEqual(['ranOut A']);
	});

	it('counts when the guard is off', async () => {
		const trigger = await feed.begun(full, { options: { smallestShare: 0 } });
		expect(brief(await feed.next(trigger, { A: 0 }))).toEqual(['ranOut A']);
	});

	it('at the very first is no baseline', async () => {
		const trigger = feed.trigger();
		expect(await feed.next(trigger, '[]')).toMatchObject([
			{ event: 'feedTooShort', rows: 0, rowsBefore: null },
		]);
		expect(await feed.next(trigger, full)).toEqual([]);
		expect(brief(await feed.next(trigger, { ...full, A: 0 }))).toEqual(['ranOut A']);
	});
});

describe('rows that cannot be read', () => {
	it('come out once while they stay as they are', async () => {
		const trigger = await feed.begun({ A: 1, B: 1 });
		expect(await feed.next(trigger, { A: 1, B: 'many' })).toEqual([
			expect.objectContaining({ event: 'badRow', row: 3, raw: { sku: 'B', quantity: 'many' } }),
		]);
		expect(await feed.next(trigger)).toEqual([]);
		expect(await feed.next(trigger, { A: 1, B: 'lots' })).toHaveLength(1);
		expect(await feed.next(trigger, { A: 1, B: 1 })).toEqual([]);
		expect(await feed.next(trigger, { A: 1, B: 'lots' })).toHaveLength(1);
	});

	it('do not keep the others from passing', async () => {
		const trigger = await feed.begun({ A: 1, B: 1 });
		expect(brief(await feed.next(trigger, { A: 0, B: 'many' }))).toEqual(['ranOut A', 'badRow']);
	});

	it('do not flood the workflow, and none is left unsaid', async () => {
		const stock = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`S${i}`, 1]));
		const trigger = await feed.begun(stock);
		const renamed = feed.text.replace('quantity', 'qty');
		const items = await feed.next(trigger, renamed);
		expect(items[0]).toMatchObject({ event: 'feedTooShort', rows: 0, rowsBefore: 100 });
		expect(items[0]!.message).toContain('100 rows could not be read');
		expect(items).toHaveLength(1 + 25 + 1);
		expect(items.at(-1)).toMatchObject({
			event: 'badRow',
			message: '75 more rows could not be read.',
		});
		expect(await feed.next(trigger)).toEqual([]);
	});
});

describe('what goes wrong', () => {
	it('ends the poll with a sentence and a next step, and nothing is lost', async () => {
		const trigger = await feed.begun({ A: 1, B: 1 });
		feed.status = 404;
		const { name, message, nextStep } = await refusalOf(feed.next(trigger, { A: 0, B: 1 }));
		expect(name).toBe('NodeOperationError');
		expect(message).toMatch(/\.$/);
		expect(nextStep).toMatch(/\.$/);
		feed.status = 200;
		expect(brief(await feed.next(trigger))).toEqual(['ranOut A']);
	});

	it.each([
		['{"sku":', /cannot be read\. The body is not valid JSON/],
		['{"data":[]}', /^$/],
	])('says so when the file is %j', async (text, sentence) => {
		const trigger = await feed.begun({ A: 1 });
		if (sentence.source === '^$')
			expect(brief(await feed.next(trigger, text))).toEqual(['feedTooShort']);
		else expect((await refusalOf(feed.next(trigger, text))).message).toMatch(sentence);
	});

	it('is no second poll beside the first', async () => {
		const trigger = await feed.begun({ A: 1, B: 1 });
		feed.stock = { A: 0, B: 1 };
		const both = await Promise.all([trigger.poll(), trigger.poll()]);
		expect(both.map(brief)).toEqual([['ranOut A'], []]);
	});
});

describe('a test run in the editor', () => {
	it('shows what is out and remembers nothing', async () => {
		feed.stock = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`S${i}`, i % 2]));
		const trigger = feed.trigger();
		const items = await trigger.poll({ isTest: true });
		expect(items).toHaveLength(10);
		expect(new Set(items.map(({ event }) => event))).toEqual(new Set(['ranOut']));
		expect(trigger.saved()).toEqual({});
	});

	it('shows the newest first', async () => {
		feed.stock =
			'sku,quantity,at\nA,0,2026-11-20T00:00:00Z\nB,0,2026-11-22T00:00:00Z\nC,0,2026-11-21T00:00:00Z';
		const trigger = feed.trigger({ options: { occurredAtField: 'at' } });
		expect(brief(await trigger.poll({ isTest: true }))).toEqual([
			'ranOut B',
			'ranOut C',
			'ranOut A',
		]);
	});

	it('says what to do when nothing is out', async () => {
		feed.stock = { A: 1, B: 2 };
		const { message, nextStep } = await refusalOf(feed.trigger().poll({ isTest: true }));
		expect(message).toBe('Nothing is out of stock right now: 2 rows were read.');
		expect(nextStep).toMatch(/Publish the workflow/);
	});

	it('says why when no row can be read', async () => {
		feed.stock = 'code,quantity\nA,0';
		const { message } = await refusalOf(feed.trigger().poll({ isTest: true }));
		expect(message).toMatch(/^None of the 1 rows could be read\. The first: The field 'sku'/);
	});
});

describe('a restart of n8n', () => {
	const restarted = (staticData: ReturnType<FeedServer['trigger']>['kept']) =>
		feed.trigger({}, { staticData: JSON.parse(JSON.stringify(staticData)) });

	it('neither repeats nor skips', async () => {
		const trigger = await feed.begun({ A: 1, B: 1, C: 0 });
		await feed.next(trigger, { A: 0, B: 1, C: 3 });
		const again = restarted(trigger.saved());
		feed.stock = { A: 0, B: 0, C: 3 };
		expect(brief(await feed.next(again)).sort()).toEqual(['cameBack C', 'ranOut B']);
	});

	it('with an older state gives the same events the same ids', async () => {
		const trigger = await feed.begun({ A: 1, B: 1, C: 0 });
		const older = trigger.saved();
		const seen = [
			...(await feed.next(trigger, { A: 0, B: 1, C: 3 })),
			...(await feed.next(trigger)),
		];
		feed.forward(10 * 60_000);
		const again = restarted(older);
		const repeated = [...(await feed.next(again)), ...(await feed.next(again))];
		const ids = (items: typeof seen) => items.map(({ eventId }) => eventId).sort();
		expect(brief(seen).sort()).toEqual(['cameBack C', 'ranOut A']);
		expect(ids(repeated)).toEqual(ids(seen));
	});
});

describe('other questions', () => {
	it('about other SKUs do not make news of what was out long ago', async () => {
		const trigger = await feed.begun({ A: 0, B: 0, C: 1 }, { options: { skus: 'A' } });
		const edited = trigger.edited(feed.options());
		expect(await feed.next(edited)).toEqual([]);
		expect(brief(await feed.next(edited, { A: 0, B: 0, C: 0 }))).toEqual(['ranOut C']);
	});

	it('do not lose what ran out while they were asked', async () => {
		const trigger = await feed.begun({ A: 1, B: 0, C: 1 }, { options: { skus: 'A, C' } });
		feed.stock = { A: 0, B: 0, C: 1 };
		const edited = trigger.edited(feed.options());
		expect(brief(await feed.next(edited))).toEqual(['ranOut A']);
	});

	it('about another address begin anew', async () => {
		const trigger = await feed.begun({ A: 1, B: 1 });
		feed.stock = { A: 0, B: 1 };
		const edited = trigger.edited(feed.options({ feedUrl: `${feed.url}?other` }));
		expect(await feed.next(edited)).toEqual([]);
	});

	it('are not held against the number of rows', async () => {
		feed.stock = 'sku,quantity\nA,1\nA,1\nA,1\nA,1\nB,1';
		const trigger = feed.trigger({ options: { sameSku: 'last' } });
		await feed.next(trigger);
		expect(await feed.next(trigger.edited(feed.options()))).toEqual([]);
	});
});
