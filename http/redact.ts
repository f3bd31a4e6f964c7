const HIDDEN = '[hidden]';
/** Shorter values are words like 'auto' or 'na': hiding them would garble sentences and protect nothing. */
const SHORTEST_SECRET = 6;
/** So much of a secret at the end of an excerpt tells something of it. */
const SHORTEST_START = 4;
const CUT = '...';

interface Span {
	from: number;
	to: number;
}

/**
 * Replaces every secret in a text, also in the forms it takes inside addresses, JSON, pages and Basic logins, and where an excerpt ends in
 * the midst of it.
 */
export const redact = (text: string, secrets: readonly string[]): string => redactor(secrets)(text);

/** `redact` for many texts: the forms are made once, and a sentence that comes again and again is cleaned and kept once. */
export function redactor(secrets: readonly string[]): (text: string) => string {
	const long = new Set(
		secrets
			.flatMap((secret) => [secret, secret.trim()])
			.filter((secret) => secret.length >= SHORTEST_SECRET),
	);
	const plain = [...new Set([...long].flatMap(formsOf))];
	const encoded = [...new Set([...long].flatMap(base64Of))];
	let last = '';
	let lastClean = '';
	return (text) => {
		if (text === last) return lastClean;
		const find = (form: string): Span[] => [...placesOf(text, form), ...cutOff(text, form)];
		const spans = [
			...plain.flatMap(find),
			...encoded.flatMap((form) => find(form).map((span) => wholeBase64(text, span))),
		];
		last = text;
		lastClean = hide(text, spans).replace(
			/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~|-]{8,}/g,
			`$1 ${HIDDEN}`,
		);
		return lastClean;
	};
}

/** Marked in the text as it came: a secret may be a part of another one, or overlap with it. */
function hide(text: string, spans: readonly Span[]): string {
	let clean = '';
	let end = 0;
	for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
		if (to <= end) continue;
		if (from > end || end === 0) clean += text.slice(end, from) + HIDDEN;
		end = to;
	}
	return clean + text.slice(end);
}

function placesOf(text: string, form: string): Span[] {
	const spans: Span[] = [];
	for (let from = text.indexOf(form); from >= 0; from = text.indexOf(form, from + 1))
		spans.push({ from, to: from + form.length });
	return spans;
}

/** The longest start of it right before each cut. */
function cutOff(text: string, form: string): Span[] {
	return placesOf(text, CUT).flatMap(({ from: end }) => {
		for (let length = Math.min(form.length - 1, end); length >= SHORTEST_START; length--)
			if (text.startsWith(form.slice(0, length), end - length))
				return [{ from: end - length, to: end }];
		return [];
	});
}

function formsOf(secret: string): string[] {
	const encoded = encodeURIComponent(secret.toWellFormed());
	const strict = encoded.replace(/[!'()*]/g, percent);
	const form = new URLSearchParams([['', secret]]).toString().slice(1);
	const addresses = [encoded, strict, form];
	const json = JSON.stringify(secret).slice(1, -1);
	const ascii = json.replace(/[\u007f-\uffff]/g, unicodeEscape);
	const forms = new Set([
		secret,
		// As an excerpt shows it.
		secret.replace(/\s+/g, ' ').trim(),
		secret.replace(/[&<>"']/g, (mark) => ENTITIES[mark]),
		json,
		ascii,
		...[json, ascii].map((text) => text.replaceAll('/', '\\/')),
		// JSON as a text inside JSON.
		...[json, ascii].map((text) => JSON.stringify(text).slice(1, -1)),
		...addresses,
		...addresses.map((text) => text.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase())),
		// An address inside another one.
		...addresses.map(encodeURIComponent),
	]);
	return [...forms].filter(({ length }) => length >= SHORTEST_SECRET);
}

const percent = (mark: string): string =>
	`%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
const unicodeEscape = (unit: string): string =>
	`\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** How it looks inside a longer text in base64 (a login, a document): three ways, by the number of bytes before it. */
function base64Of(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const texts = [0, 2, 1].map((skipped) => {
		const rest = bytes.subarray(skipped);
		// The last character also depends on what follows.
		return rest.toString('base64').slice(0, Math.floor((rest.length * 8) / 6));
	});
	return [
		...new Set([...texts, ...texts.map((text) => text.replace(/\+/g, '-').replace(/\//g, '_'))]),
	];
}

const BASE64 = /[\w+/=-]/;

/** What stands around it holds its first and last bits. */
function wholeBase64(text: string, { from, to }: Span): Span {
	let start = from;
	let end = to;
	while (start > 0 && BASE64.test(text[start - 1])) start--;
	while (end < text.length && BASE64.test(text[end])) end++;
	return { from: start, to: end };
}

/** Longer texts of a platform say nothing more to a person, and would stand in every row. */
const LONGEST_SENTENCE = 2_000;

/** In one line, without marks that move the cursor of a terminal: a foreign text must not look like a line of the log by itself. */
export function oneLine(text: string): string {
	const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
	return line.length > LONGEST_SENTENCE ? `${line.slice(0, LONGEST_SENTENCE)}...` : line;
}
