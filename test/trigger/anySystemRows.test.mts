import { afterEach, describe, expect, it } from 'vitest';

import { setProductClock } from '../shop.mts';
import { sender } from './anySystem.mts';
import { ProductTime } from './shop.mts';

const both = { triggerOn: ['outOfStock', 'backInStock'] };

describe('the quantity', () => {
	it.each([
		[0, 'ranOut', 0],
		['0', 'ranOut', 0],
		['-3', 'ranOut', -3],
		[' 0 ', 'ranOut', 0],
		['0.0', 'ranOut', 0],
		['-1e3', 'ranOut', -1000],
		['0,00', 'ranOut', 0],
		['Sold Out', 'unavailable', null],
		['OUTOFSTOCK', 'unavailable', null],
	])('%j is a stock-out', async (quantity, event, count) => {
		expect(await sender().items({ sku: 'A', quantity })).toMatchObject([
			{ event, sku: 'A', quantity: count },
		]);
	});

	it.each([1, '1e3', ' 5 ', '0.5', '1,5', 9_007_199_254_740_993])(
		'%j is stock, so nothing starts',
		async (quantity) => {
			expect(await sender().send({ sku: 'A', quantity })).toMatchObject({
				body: { rows: 1, badRows: 0, events: 0 },
				items: undefined,
			});
		},
	);

	it.each(['abc', '1,500', 'NaN', 'Infinity', '5 pcs', true])(
		'%j is a bad row',
		async (quantity) => {
			expect(await sender().items({ sku: 'A', quantity })).toMatchObject([
				{
					event: 'badRow',
					row: 1,
					message: `The quantity '${quantity}' is neither a number nor one of the words for unavailable.`,
				},
			]);
		},
	);

	it.each([{ quantity: '' }, { quantity: null }, {}, { quantity: '  ' }, { quantity: {} }])(
		'missing like %j is a bad row while no status tells either',
		async (fields) => {
			expect(await sender().items({ sku: 'A', ...fields })).toMatchObject([
				{
					event: 'badRow',
					message: "Neither 'quantity' nor 'status' tells how many there are.",
					raw: { sku: 'A' },
				},
			]);
			expect(await sender().items({ sku: 'A', status: 'Sold out', ...fields })).toMatchObject([
				{ event: 'unavailable', quantity: null, reason: "'Sold out'" },
			]);
			expect(await sender().items({ sku: 'A', status: 'available', ...fields })).toEqual([]);
		},
	);

	it('in stock does not help where the status says unavailable', async () => {
		expect(await sender().items({ sku: 'A', quantity: 12, status: 'discontinued' })).toMatchObject([
			{ event: 'unavailable', quantity: 12 },
		]);
	});

	it('is held against the reserve', async () => {
		const { items } = sender({ options: { threshold: 2 } });
		const rows = [3, 2, -1].map((quantity, i) => ({ sku: `A${i}`, quantity }));
		expect(await items(rows)).toMatchObject([
			{ event: 'ranOut', sku: 'A1', quantity: 2 },
			{ event: 'ranOut', sku: 'A2', quantity: -1 },
		]);
	});
});

describe('the words for unavailable', () => {
	it('can be others', async () => {
		const { items } = sender({ options: { unavailableWords: ' Ausverkauft , weg,' } });
		expect(
			await items([
				{ sku: 'A', status: 'AUSVERKAUFT' },
				{ sku: 'B', quantity: 'weg' },
			]),
		).toMatchObject([
			{ event: 'unavailable', sku: 'A' },
			{ event: 'unavailable', sku: 'B' },
		]);
		expect(await items({ sku: 'A', status: 'sold out' })).toEqual([]);
	});
});

describe('the SKU', () => {
	it.each([
		'A/B?c=d&e#f',
		`'; DROP TABLE x; --`,
		'"quoted"',
		'<script>alert(1)</script>',
		'={{ $json.sku }}',
		'a,b;c|d\te',
		'ACR-Ä-é-日本-🎨',
		'a\u0000b',
		'../../etc/passwd',
		'%00%2F',
		'__proto__',
		'constructor',
		'\\u0041',
		'\u202Ertl',
		'0',
		'true',
	])('%j passes unchanged', async (sku) => {
		expect((await sender().items({ sku, quantity: 0 })).map((item) => item.sku)).toEqual([sku]);
	});

	it('keeps its digits beyond 2^53, and leading zeros as text', async () => {
		const body =
			'[{"sku":90071992547409931234,"quantity":0},{"sku":"00012","quantity":0},{"sku":12,"quantity":0}]';
		expect((await sender().items(body)).map(({ sku }) => sku)).toEqual([
			'90071992547409931234',
			'00012',
			'12',
		]);
	});

	it.each([
		{ quantity: 0 },
		{ sku: '', quantity: 0 },
		{ sku: null, quantity: 0 },
		{ sku: ['A'], quantity: 0 },
		{ sku: ' ', quantity: 0 },
	])('missing in %j makes a bad row', async (row) => {
		expect(await sender().items(row)).toMatchObject([
			{ event: 'badRow', message: "The field 'sku' with the SKU is missing or empty." },
		]);
	});

	it('is not read from what every object inherits', async () => {
		const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
		for (const skuField of [
			'__proto__',
			'constructor',
			'constructor.name',
			'toString',
			'__proto__.sku',
		]) {
			const items = await sender({ skuField }).items('{"quantity":0}');
			expect(items).toMatchObject([{ event: 'badRow' }]);
		}
		const hostile =
			'{"__proto__":{"sku":"X","quantity":0},"constructor":{"prototype":{"sku":"Y"}}}';
		expect(await sender().items(hostile)).toMatchObject([{ event: 'badRow' }]);
		expect(await sender().items('__proto__,sku,quantity\nsku,A,0', 'text/csv')).toMatchObject([
			{ sku: 'A' },
		]);
		expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
		expect(({} as { sku?: string }).sku).toBeUndefined();
	});
});

describe('several rows of one SKU', () => {
	it('are one event, by the last of them', async () => {
		const { items } = sender();
		expect(
			await items([
				{ sku: 'A', quantity: -1 },
				{ sku: 'B', quantity: 0 },
				{ sku: 'A', quantity: -2 },
			]),
		).toMatchObject([{ sku: 'A', quantity: -2 }, { sku: 'B' }]);
		expect(
			await items([
				{ sku: 'A', quantity: 0 },
				{ sku: 'A', quantity: 4 },
			]),
		).toEqual([]);
	});
});

it('back in stock comes only after the SKU ran out', async () => {
	const { items } = sender(both);
	expect(await items({ sku: 'A', quantity: 5 })).toEqual([]);
	expect(await items({ sku: 'A', quantity: 0 })).toMatchObject([{ event: 'ranOut' }]);
	expect(await items({ sku: 'B', quantity: 5 })).toEqual([]);
	expect(await items({ sku: 'A', quantity: 5 })).toMatchObject([
		{ event: 'cameBack', quantity: 5 },
	]);
	expect(await items({ sku: 'A', quantity: 6 })).toEqual([]);
});

it('no more than the last 5,000 SKUs that ran out are remembered', async () => {
	const { items, trigger } = sender(both);
	await items(Array.from({ length: 6_000 }, (_, i) => ({ sku: `A-${i}`, quantity: 0 })));
	expect((trigger.kept.known as { skus: unknown[] }).skus).toHaveLength(5_000);
	expect(await items({ sku: 'A-999', quantity: 1 })).toEqual([]);
	expect(await items({ sku: 'A-5999', quantity: 1 })).toMatchObject([{ event: 'cameBack' }]);
});

describe('the event id', () => {
	let restore = () => {};
	afterEach(() => restore());
	/** At the beginning of one of the five minutes by which senders without ids are told apart. */
	const onTime = (): ProductTime => {
		const time = new ProductTime();
		const period = 5 * 60_000;
		time.forward(period - (Date.now() % period));
		restore = setProductClock(time.clock);
		return time;
	};
	const idOf = async ({ items }: ReturnType<typeof sender>, row: object) =>
		(await items(row))[0]!.eventId;

	it('is the same for the same body within five minutes, another later', async () => {
		const time = onTime();
		const from = sender();
		const id = await idOf(from, { sku: 'A', quantity: 0 });
		time.forward(4 * 60_000);
		expect(await idOf(from, { sku: 'A', quantity: 0 })).toBe(id);
		expect(await idOf(from, { sku: 'A', quantity: -1 })).not.toBe(id);
		expect(await idOf(from, { sku: 'B', quantity: 0 })).not.toBe(id);
		time.forward(5 * 60_000);
		expect(await idOf(from, { sku: 'A', quantity: 0 })).not.toBe(id);
	});

	it('stays the same for ever where the sender names a time', async () => {
		const time = onTime();
		const from = sender({ options: { occurredAtField: 'at' } });
		const row = { sku: 'A', quantity: 0, at: '2026-11-23T10:00:00+02:00' };
		const [first] = await from.items(row);
		expect(first!.occurredAt).toBe('2026-11-23T08:00:00.000Z');
		time.forward(86_400_000);
		expect(await idOf(from, row)).toBe(first!.eventId);
		expect(await idOf(from, { ...row, at: '2026-11-23T10:00:01+02:00' })).not.toBe(first!.eventId);
	});

	it("follows the sender's own id where there is one", async () => {
		const time = onTime();
		const from = sender({ options: { eventIdField: 'meta.id' } });
		const id = await idOf(from, { sku: 'A', quantity: 0, meta: { id: 'e-1' } });
		time.forward(86_400_000);
		expect(await idOf(from, { sku: 'A', quantity: -4, note: 'again', meta: { id: 'e-1' } })).toBe(
			id,
		);
		expect(await idOf(from, { sku: 'B', quantity: 0, meta: { id: 'e-1' } })).not.toBe(id);
		expect(await idOf(from, { sku: 'A', quantity: 0, meta: { id: 'e-2' } })).not.toBe(id);
	});
});
