// Texts as sellers, suppliers and attackers write them.
import { fc } from './settings.mts';

/** What means something to one of the languages a SKU travels in, and what editors and file systems trip over. */
const PIECES = [
	...`'"\`\\%{}[]()<>&|,;:*?_~!#+=/-. \n\r\t\0`,
	`''`,
	`\\'`,
	'%27',
	'%2C',
	'%25',
	'&amp;',
	'&#39;',
	']]>',
	'<![CDATA[',
	'<!--',
	'../',
	'{{ $json }}',
	'$&',
	' OR ',
	' or ',
	`' or 1 eq 1 or '`,
	`');--`,
	'IN,',
	'~,',
	'__proto__',
	'constructor',
	'toString',
	'\u00a0',
	'\u0085',
	'\u2028',
	'\u202e',
	'\u2066',
	'\u200b',
	'\ufeff',
	'\ufffe',
	'\ud800',
	'\udc00',
	'🎨',
	'é',
	'e\u0301',
	'İ',
	'ß',
	'0',
];

const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

const piece = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...PIECES) },
	{ weight: 2, arbitrary: fc.string({ maxLength: 6 }) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
	{ weight: 1, arbitrary: codeUnit },
);

const short = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(''));

/** Any text at all, lone surrogates and null bytes included; now and then a very long one. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
	{ weight: 12, arbitrary: short },
	{
		weight: 1,
		arbitrary: fc
			.tuple(short, fc.integer({ min: 100, max: 2_000 }))
			.map(([text, times]) => text.repeat(times).slice(0, 5_000)),
	},
);

/** Without halves of characters, which UTF-8 cannot carry. */
export const wellFormed: fc.Arbitrary<string> = anyText.map((text) => text.toWellFormed());

/** As sellers name things. */
export const plainSku: fc.Arbitrary<string> = fc.stringMatching(/^[A-Z0-9][A-Z0-9._-]{0,14}$/);
