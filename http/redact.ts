const HIDDEN = '[hidden]';
/** Shorter values are words like 'auto' or 'na': hiding them would garble sentences and protect nothing. */
const SHORTEST_SECRET = 6;

/** Replaces every secret in a text, also in the forms it takes inside addresses, JSON and Basic logins. */
export function redact(text: string, secrets: readonly string[]): string {
	// The longest first: one may be the beginning of another, whose rest would stay.
	const long = secrets
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.sort((a, b) => b.length - a.length);
	const logins = long.flatMap((user) =>
		['', ...long].map((password) => base64(`${user}:${password}`)),
	);
	let clean = text;
	for (const secret of [...logins, ...long]) {
		const json = JSON.stringify(secret).slice(1, -1);
		// PHP writes slashes in JSON in its own way.
		const forms = [secret, encodeURIComponent(secret), json, json.replaceAll('/', '\\/')];
		for (const form of forms) clean = clean.split(form).join(HIDDEN);
	}
	return clean.replace(/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~|-]{8,}/g, `$1 ${HIDDEN}`);
}

/** Longer texts of a platform say nothing more to a person, and would stand in every row. */
const LONGEST_SENTENCE = 2_000;

/** In one line, without marks that move the cursor of a terminal: a foreign text must not look like a line of the log by itself. */
export function oneLine(text: string): string {
	const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
	return line.length > LONGEST_SENTENCE ? `${line.slice(0, LONGEST_SENTENCE)}...` : line;
}

const base64 = (login: string): string => Buffer.from(login).toString('base64');
