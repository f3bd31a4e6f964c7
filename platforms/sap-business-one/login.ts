import { createHash } from 'node:crypto';

import { asObject } from '../../http/answer';
import { clock } from '../../http/clock';
import { rethrow } from '../../http/problem';

interface Login<T> {
	session: Promise<T>;
	until: number;
}

const logins = new Map<string, Login<unknown>>();

/** How long a session stands for the others that ask at about the same time; longer, and one that just ended would be handed out again. */
const STANDS_MS = 1_000;
/** How long a refusal stands, so that one run does not try a wrong password again and again. */
const REFUSAL_STANDS_MS = 10_000;

/**
 * One login for all requests that need one at the same time: each takes a session and a licence of the server, and a few wrong
 * passwords lock the user for everybody (sheet, section 2).
 * @param account whatever decides who logs in where
 */
export async function logInOnce<T>(
	account: readonly unknown[],
	logIn: () => Promise<T>,
): Promise<T> {
	const key = createHash('sha256').update(JSON.stringify(account)).digest('hex');
	for (const [other, { until }] of logins) if (until <= clock.now()) logins.delete(other);
	const known = logins.get(key) as Login<T> | undefined;
	if (known) return await known.session;
	const login: Login<T> = { session: logIn(), until: Infinity };
	logins.set(key, login);
	try {
		const session = await login.session;
		login.until = clock.now() + STANDS_MS;
		return session;
	} catch (error) {
		login.until = clock.now() + REFUSAL_STANDS_MS;
		// Anything but a refusal may be gone with the next try.
		if (asObject(asObject(error).response).status !== 401) logins.delete(key);
		return rethrow(error);
	}
}
