import { describe, expect, it } from 'vitest';

import type * as Fields from '../../events/fieldMap';
import { built } from '../harness.mts';

const { isBadRow, toReading } = built('./events/fieldMap.js') as typeof Fields;

const fields: Fields.FieldMap = {
	sku: 'sku',
	quantity: 'quantity',
	status: 'status',
	title: 'title',
	occurredAt: 'at',
	eventId: '',
	unavailableWords: ['sold out'],
};
const now = Date.UTC(2026, 10, 24, 12, 0);
const read = (record: object, more: Partial<Fields.FieldMap> = {}, at = now) =>
	toReading({ line: 7, record: record as never }, { ...fields, ...more }, at);

it('a row that could not be parsed stays what it was', () => {
	expect(toReading({ line: 3, problem: 'Why.', raw: 'x' }, fields, now)).toEqual({
		line: 3,
		message: 'Why.',
		raw: 'x',
	});
	expect(toReading({ line: 3, problem: 'Why.' }, fields, now)).toEqual({
		line: 3,
		message: 'Why.',
		raw: null,
	});
});

it('a field with the name line does not make a row bad', () => {
	expect(isBadRow(read({ sku: 'A', quantity: 0, line: 4 }))).toBe(false);
	expect(isBadRow(read({ sku: '', quantity: 0 }))).toBe(true);
});

it('fields the user left empty are not read', () => {
	const row = { sku: 'A', quantity: 0, title: 'T', '': 'x' };
	expect(read(row, { title: '', status: '', occurredAt: '' })).toMatchObject({
		title: undefined,
		occurredAt: undefined,
	});
	expect(read({ sku: 'A', '': '0' }, { quantity: '', status: '' })).toMatchObject({
		message: expect.stringContaining('Neither'),
	});
	expect(read({ sku: 'A', status: 'Sold Out' }, { quantity: '' })).toMatchObject({
		available: false,
		quantity: null,
	});
});

it('says why in the words of the source', () => {
	expect(read({ sku: 'A', quantity: ' -3 ' })).toMatchObject({ reason: 'quantity -3' });
	expect(read({ sku: 'A', status: 'SOLD out' })).toMatchObject({ reason: "'SOLD out'" });
	expect(read({ sku: 'A', status: 'here' })).toMatchObject({
		reason: 'quantity unknown',
		available: undefined,
		quantity: null,
	});
});

describe('the time', () => {
	it.each([
		['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z'],
		['2026-11-23T10:00:00+02:00', '2026-11-23T08:00:00.000Z'],
		[1_795_428_000, '2026-11-23T10:00:00.000Z'],
		['1795428000', '2026-11-23T10:00:00.000Z'],
		[1_795_428_000_000, '2026-11-23T10:00:00.000Z'],
		['yesterday', undefined],
		['', undefined],
		[0, undefined],
		// A date without dashes, with time, and days since 1900.
		[20261123, undefined],
		['20261123100000', undefined],
		[46349, undefined],
		[1e300, undefined],
	])('%j', (at, occurredAt) => {
		expect(read({ sku: 'A', quantity: 0, at })).toMatchObject({ occurredAt });
	});
});

describe('the key', () => {
	const key = (record: object, more: Partial<Fields.FieldMap> = {}, at = now) => {
		const reading = read(record, more, at);
		if (isBadRow(reading)) throw new Error(reading.message);
		return reading.key;
	};
	const row = { sku: 'A', quantity: 0 };

	it('lasts for five minutes of the clock', () => {
		expect(key(row, {}, now + 299_999)).toBe(key(row));
		expect(key(row, {}, now + 300_000)).not.toBe(key(row));
		expect(key(row, {}, now - 1)).not.toBe(key(row));
	});

	it('lasts for ever with a time, even one that cannot be read', () => {
		for (const at of ['2026-11-23T10:00:00Z', 'yesterday'])
			expect(key({ ...row, at }, {}, now + 86_400_000)).toBe(key({ ...row, at }));
	});

	it("is the source's own id where it has one", () => {
		expect(key({ ...row, id: 17 }, { eventId: 'id' })).toBe('17');
		expect(key({ ...row, id: '' }, { eventId: 'id' })).toBe(key({ ...row, id: '' }));
	});

	it('tells any two rows apart', () => {
		const keys = [
			row,
			{ ...row, quantity: '0' },
			{ ...row, note: 'x' },
			{ sku: 'B', quantity: 0 },
		].map((one) => key(one));
		expect(new Set(keys).size).toBe(4);
	});
});
