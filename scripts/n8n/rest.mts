import { randomUUID } from 'node:crypto';
import { createOwner, ownerFile, readOwner } from './owner.mts';
import type { Owner } from './owner.mts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** n8n's internal REST API, as its editor uses it. */
export class Rest {
	readonly url: string;
	#cookie = '';
	/** The session is bound to it. */
	readonly #browserId = randomUUID();

	constructor(url: string) {
		this.url = url;
	}

	/** A page as the browser would see it, signed in. */
	async page(path: string): Promise<{ status: number; body: string }> {
		const answer = await fetch(this.url + path, {
			headers: { 'browser-id': this.#browserId, cookie: this.#cookie },
		});
		return { status: answer.status, body: await answer.text() };
	}

	/** Path from the root: '/rest/workflows'. Resolves to the answer's `data` where it has one. */
	async call<T>(method: Method, path: string, body?: unknown): Promise<T> {
		const answer = await fetch(this.url + path, {
			method,
			headers: {
				'content-type': 'application/json',
				'browser-id': this.#browserId,
				cookie: this.#cookie,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		for (const cookie of answer.headers.getSetCookie()) {
			if (cookie.startsWith('n8n-auth=')) this.#cookie = cookie.split(';')[0];
		}
		const text = await answer.text();
		if (!answer.ok) throw new Error(sentence(method, path, answer.status, text));
		const json = JSON.parse(text) as T | { data: T };
		return isWrapped(json) ? json.data : json;
	}
}

function isWrapped<T>(json: T | { data: T }): json is { data: T } {
	return typeof json === 'object' && json !== null && !Array.isArray(json) && 'data' in json;
}

function sentence(method: string, path: string, status: number, text: string): string {
	let message = text;
	try {
		const answer = JSON.parse(text) as { message?: string; description?: string };
		message = [answer.message, answer.description].filter(Boolean).join(' ') || text;
	} catch {
		// Proxies and the rate limiter answer plain text, which is the message.
	}
	return `n8n answered ${status} to ${method} ${path}: ${message}`;
}

/** Sets up the owner of a new n8n, or signs in to one that was set up here before. */
export async function signIn(rest: Rest, userFolder: string): Promise<Owner> {
	const settings = await rest.call<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
		'GET',
		'/rest/settings',
	);
	if (settings.userManagement.showSetupOnFirstLoad) {
		const owner = createOwner(userFolder);
		await rest.call('POST', '/rest/owner/setup', { ...owner, firstName: 'Demo', lastName: 'Shop' });
		return owner;
	}
	const owner = readOwner(userFolder);
	if (owner === undefined) {
		throw new Error(
			`The n8n in ${userFolder} has an owner, but ${ownerFile(userFolder)} with the password is gone. Delete the folder to start with a new n8n.`,
		);
	}
	const { email, password } = owner;
	await rest.call('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	return owner;
}
