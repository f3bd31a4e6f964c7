// Counts as systems of all countries write them: read as they are meant, or refused aloud.
import { describe, expect, it } from 'vitest';

import type * as FieldMap from '../../events/fieldMap';
import type * as Answer from '../../http/answer';
import { built, fc } from './settings.mts';
import { anyText } from './texts.mts';

const { readCount, toReading, isBadRow } = built('./events/fieldMap.js') as typeof FieldMap;
const { asNumber } = built('./http/answer.js') as typeof Answer;

const count = fc.oneof(
	fc.integer({ min: -100_000_000, max: 100_000_000 }),
	fc.integer({ min: -3, max: 3 }),
);
const hundredths = count.map((whole) => whole / 100);

it('whole numbers and decimals, with a point or a comma', () => {
	fc.assert(
		fc.property(fc.oneof(count, hundredths), fc.constantFrom('.', ','), (number, mark) => {
			expect(readCount(String(number).replace('.', mark))).toBe(number);
			expect(readCount(number.toFixed(2).replace('.', mark))).toBe(number === 0 ? 0 : number);
		}),
	);
});

/**
 * A point and three digits are a decimal in as many files as they are thousands, so that one form is left out: `1.500` is read as one and a
 * half.
 */
it('marks between thousands never make another number of it', () => {
	const locales = ['en-US', 'de-CH', 'fr-FR', 'en-IN', 'sv-SE', 'pl-PL', 'de-DE', 'pt-BR'];
	fc.assert(
		fc.property(
			fc.oneof(count, hundredths),
			fc.constantFrom(...locales),
			fc.constantFrom(0, 2),
			(number, locale, digits) => {
				const whole = digits === 0 ? Math.trunc(number) : number;
				const text = new Intl.NumberFormat(locale, {
					minimumFractionDigits: digits,
					maximumFractionDigits: digits,
				}).format(whole);
				fc.pre(!/^-?\d{1,3}\.\d{3}$/.test(text));
				expect([null, whole === 0 ? expect.closeTo(0) : whole]).toContainEqual(readCount(text));
			},
		),
	);
});

it('no text makes a number that is none', () => {
	fc.assert(
		fc.property(fc.oneof(anyText, fc.double().map(String)), (text) => {
			for (const number of [readCount(text), asNumber(text)])
				expect(number === null || Number.isFinite(number)).toBe(true);
			if (!/\d/.test(text)) expect(readCount(text)).toBeNull();
		}),
	);
});

it('nothing but numbers and their texts are numbers', () => {
	fc.assert(
		fc.property(fc.anything(), (value) => {
			if (typeof value !== 'number' && typeof value !== 'string')
				expect(asNumber(value)).toBeNull();
		}),
	);
});

const WORDS = ['unavailable', 'sold out', 'n/a', 'épuisé'];
const MAP = {
	sku: 'sku',
	quantity: 'quantity',
	status: 'status',
	title: '',
	occurredAt: '',
	eventId: '',
	unavailableWords: WORDS,
};
const word = fc
	.tuple(fc.constantFrom(...WORDS), fc.constantFrom('', ' ', '\t'), fc.boolean())
	.map(([text, blank, isUpper]) => `${blank}${isUpper ? text.toUpperCase() : text}${blank}`);

describe('a row', () => {
	const read = (record: object) => toReading({ line: 7, record: record as never }, MAP, 0);

	it('with a word for unavailable cannot be bought, wherever the word stands', () => {
		fc.assert(
			fc.property(word, fc.option(count), fc.boolean(), (text, number, inQuantity) => {
				const reading = read(
					inQuantity
						? { sku: 'A', quantity: text, status: 'active' }
						: { sku: 'A', quantity: number ?? '', status: text },
				);
				expect(reading).toMatchObject({ available: false });
			}),
		);
	});

	it('with a count and no such word keeps both its count and its being there', () => {
		fc.assert(
			fc.property(count, fc.constantFrom('', 'active', 'on shelf'), (quantity, status) => {
				const reading = read({ sku: 'A', quantity, status });
				expect(reading).toMatchObject({ sku: 'A', quantity });
				expect(reading).not.toMatchObject({ available: false });
			}),
		);
	});

	it('of anything is a reading with a SKU, or says in a sentence why it is none', () => {
		const field = fc.oneof(anyText, count, fc.constant(null), fc.boolean(), fc.jsonValue());
		fc.assert(
			fc.property(
				fc.record({ sku: field, quantity: field, status: field }, { requiredKeys: [] }),
				(record) => {
					const result = read(record);
					if (isBadRow(result)) {
						expect(result).toMatchObject({ line: 7, raw: record });
						expect(result.message).toMatch(/^(The|Neither) .+\.$/s);
					} else {
						expect(result.sku).toBe(String(record.sku).trim());
						expect(result.sku).not.toBe('');
						const isKnown = result.quantity !== null || result.available === false;
						expect(isKnown || String(record.status).trim() !== '').toBe(true);
					}
				},
			),
		);
	});
});
