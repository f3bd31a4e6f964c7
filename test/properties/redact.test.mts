// Of a secret nothing is left in a text, whatever form it has there.
import { describe, expect, it } from 'vitest';

import type * as Diagnose from '../../http/diagnose';
import type * as Redact from '../../http/redact';
import { built, fc } from './settings.mts';
import { anyText, wellFormed } from './texts.mts';

const { redact } = built('./http/redact.js') as typeof Redact;
const { excerpt } = built('./http/diagnose.js') as typeof Diagnose;

/** Letters that no secret below has, and that end no run of base64: what is found of a secret is then its own. */
const around = fc.string({ unit: fc.constantFrom('ж', 'щ', 'ы', ' ', '|', '«'), maxLength: 12 });
const token = fc.stringMatching(/^[A-Za-z0-9_.~+/=-]{6,60}$/);
const password = wellFormed.filter((text) => text.trim().length >= 6 && !/[жщы|«]/.test(text));
const secret = fc.oneof(token, password);

const inUpper = (text: string): string =>
	text.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

const FORMS: Readonly<Record<string, (secret: string) => string>> = {
	'as it is': (text) => text,
	'in an address': encodeURIComponent,
	'in an address, by the strict rules': (text) => inUpper(encodeURIComponent(text)),
	'in an address, with small letters': (text) =>
		encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
	'in an address within an address': (text) => encodeURIComponent(encodeURIComponent(text)),
	'in a form': (text) => new URLSearchParams({ a: text }).toString().slice(2),
	'in JSON': (text) => JSON.stringify(text).slice(1, -1),
	'in JSON within JSON': (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
	'in JSON as PHP writes it': (text) =>
		JSON.stringify(text)
			.slice(1, -1)
			.replaceAll('/', '\\/')
			.replace(
				/[\u007f-\uffff]/g,
				(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
			),
	'in base64': (text) => Buffer.from(text).toString('base64'),
	'in base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
};

describe.each(Object.entries(FORMS))('a secret %s', (_name, form) => {
	it('is hidden, and nothing else is', () => {
		fc.assert(
			fc.property(secret, around, around, (text, before, after) => {
				fc.pre(!'[hidden]'.includes(form(text)));
				const clean = redact(`${before}${form(text)}${after}`, ['otherwise', text]);
				expect(clean).toBe(`${before}[hidden]${after}`);
			}),
		);
	});
});

/** Pieces of so many characters tell nothing. */
const PIECE = 6;

/** Every piece of it that tells something. */
const piecesOf = (text: string): string[] =>
	Array.from({ length: Math.max(1, text.length - PIECE + 1) }, (_, i) => text.slice(i, i + PIECE));

it('a login of user and password is hidden, however short the user is', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[a-z]{0,9}$/), secret, around, (user, text, rest) => {
			const login = Buffer.from(`${user}:${text}`).toString('base64');
			for (const written of [`Basic ${login}`, `Authorization: ${login}`, `{"auth":"${login}"}`]) {
				const clean = redact(`${rest}${written}${rest}`, [user, text]);
				const left = piecesOf(login.replace(/=+$/, '')).filter((piece) => clean.includes(piece));
				expect(left).toEqual([]);
			}
		}),
	);
});

it('secrets that are parts of one another leave nothing of the longer one', () => {
	fc.assert(
		fc.property(
			fc.stringMatching(/^[a-z0-9]{8,40}$/),
			fc.nat(),
			fc.nat(),
			fc.boolean(),
			(whole, a, b, isFirst) => {
				const from = a % (whole.length - 6);
				const part = whole.slice(from, from + 6 + (b % (whole.length - from - 5)));
				const clean = redact(`жж${whole}щщ`, isFirst ? [part, whole] : [whole, part]);
				expect(clean).toBe('жж[hidden]щщ');
			},
		),
	);
});

it('secrets that overlap leave nothing of either', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[a-z0-9]{14,40}$/), fc.nat(), (whole, n) => {
			const at = 6 + (n % (whole.length - 12));
			const clean = redact(`ж${whole}щ`, [whole.slice(0, at + 3), whole.slice(at)]);
			expect(clean).toBe('ж[hidden]щ');
		}),
	);
});

it('an excerpt that ends in the midst of a secret shows less of it than tells something', () => {
	fc.assert(
		fc.property(token, fc.integer({ min: 140, max: 200 }), (text, length) => {
			const page = excerpt(`${'ж'.repeat(length)}${text} ${'щ'.repeat(200)}`);
			const clean = redact(`The shop says: '${page}'`, [text]);
			expect(piecesOf(text).filter((piece) => clean.includes(piece))).toEqual([]);
		}),
	);
});

it('no text and no secret makes it throw, and what holds no secret stays as it was', () => {
	fc.assert(
		fc.property(anyText, fc.array(anyText, { maxLength: 4 }), (text, secrets) => {
			const clean = redact(text, secrets);
			const short = secrets.every((one) => one.length < 6);
			if (short && !/Basic|Bearer/.test(text)) expect(clean).toBe(text);
		}),
	);
});
