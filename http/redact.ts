const HIDDEN = '[hidden]';
/** Shorter values are words like 'auto' or 'na': hiding them would garble sentences and protect nothing. */
const SHORTEST_SECRET = 6;

/** Replaces every secret in a text, also in the forms it takes inside addresses and Basic logins. */
export function redact(text: string, secrets: readonly string[]): string {
	let clean = text;
	for (const secret of secrets) {
		if (secret.length < SHORTEST_SECRET) continue;
		const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
		for (const form of forms) clean = clean.split(form).join(HIDDEN);
	}
	return clean.replace(/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{8,}/g, `$1 ${HIDDEN}`);
}
