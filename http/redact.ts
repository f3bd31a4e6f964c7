const HIDDEN = '[hidden]';
/** Shorter values are words like 'auto' or 'na': hiding them would garble sentences and protect nothing. */
const SHORTEST_SECRET = 6;

/** Replaces every secret in a text, also in the forms it takes inside addresses, JSON and Basic logins. */
export function redact(text: string, secrets: readonly string[]): string {
	const long = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
	const logins = long.flatMap((user) =>
		['', ...long].map((password) => base64(`${user}:${password}`)),
	);
	let clean = text;
	// The longest first: a login with an empty password can be how one with a password begins.
	for (const secret of [...logins, ...long].sort((a, b) => b.length - a.length)) {
		const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
		for (const form of forms) clean = clean.split(form).join(HIDDEN);
	}
	return clean.replace(/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~|-]{8,}/g, `$1 ${HIDDEN}`);
}

const base64 = (login: string): string => Buffer.from(login).toString('base64');
