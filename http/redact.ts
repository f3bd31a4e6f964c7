const HIDDEN = '[hidden]';
/** Shorter values are words like 'auto' or 'na': hiding them would garble sentences and protect nothing. */
const SHORTEST_SECRET = 6;

/** Replaces every secret in a text, also in the forms it takes inside addresses, JSON and Basic logins. */
export const redact = (text: string, secrets: readonly string[]): string => redactor(secrets)(text);

/** `redact` for many texts: the forms are made once, and a sentence that comes again and again is cleaned and kept once. */
export function redactor(secrets: readonly string[]): (text: string) => string {
	const long = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
	const logins = long.flatMap((user) =>
		['', ...long].map((password) => base64(`${user}:${password}`)),
	);
	const forms = new Set(
		[...logins, ...long].flatMap((secret) => [
			secret,
			encodeURIComponent(secret),
			JSON.stringify(secret).slice(1, -1),
		]),
	);
	let last = '';
	let lastClean = '';
	return (text) => {
		if (text === last) return lastClean;
		let clean = text;
		for (const form of forms) clean = clean.split(form).join(HIDDEN);
		last = text;
		lastClean = clean.replace(/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~|-]{8,}/g, `$1 ${HIDDEN}`);
		return lastClean;
	};
}

const base64 = (login: string): string => Buffer.from(login).toString('base64');
