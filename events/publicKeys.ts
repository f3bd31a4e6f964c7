import { createPublicKey, type KeyObject } from 'node:crypto';

/** So many keys nobody has seen before are asked for in a minute: made-up key ids must not become requests without end. */
const MOST_NEW_PER_MINUTE = 20;
const MOST_KEPT = 200;
const MINUTE_MS = 60_000;

interface Kept<K> {
	key: Promise<K | undefined>;
	until: number;
	isKnown: boolean;
}

/** Whose key: ids are apart by owner, and so is what strangers may cost. */
export interface KeyName {
	owner: string;
	id: string;
}

/** Gives the key of that name; undefined where there is none. `now`: milliseconds since 1970. */
export type KeyRing<K> = (
	name: KeyName,
	now: number,
	fetch: () => Promise<K | undefined>,
) => Promise<K | undefined>;

/** Keeps the public keys that platforms sign with. An id without a key is not asked for again within a minute. */
export function keyRing<K>(lifeMs: number): KeyRing<K> {
	const kept = new Map<string, Kept<K>>();
	const asked = new Map<string, number[]>();
	const mayAsk = (owner: string, now: number): boolean => {
		const lately = (asked.get(owner) ?? []).filter((at) => at > now - MINUTE_MS);
		if (lately.length >= MOST_NEW_PER_MINUTE) return false;
		asked.delete(owner);
		asked.set(owner, [...lately, now]);
		if (asked.size > MOST_KEPT) asked.delete(asked.keys().next().value as string);
		return true;
	};
	return async (name, now, fetch) => {
		const id = JSON.stringify([name.owner, name.id]);
		const known = kept.get(id);
		if (known && known.until > now) return await known.key;
		// A key that was good once is renewed whatever strangers do.
		if (!known?.isKnown && !mayAsk(name.owner, now)) return undefined;
		const entry: Kept<K> = { key: fetch(), until: now + lifeMs, isKnown: known?.isKnown ?? false };
		kept.delete(id);
		kept.set(id, entry);
		makeRoom(kept);
		const isAnswered = await entry.key.then(
			(key) => {
				entry.isKnown = key !== undefined;
				return true;
			},
			() => false,
		);
		// An outage says nothing about the key, and is passed on by the promise itself.
		if (!isAnswered) entry.until = 0;
		else if (!entry.isKnown) entry.until = now + MINUTE_MS;
		return await entry.key;
	};
}

/** Made-up ids go first. */
function makeRoom<K>(kept: Map<string, Kept<K>>): void {
	if (kept.size <= MOST_KEPT) return;
	const ids = [...kept.keys()];
	kept.delete(ids.find((id) => !kept.get(id)?.isKnown) ?? ids[0]);
}

/** A public key in PEM, with or without its line breaks. Undefined when it is none. */
export function publicKeyOf(pem: string): KeyObject | undefined {
	const base64 = pem.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s+/g, '');
	if (!/^[\w+/]+=*$/.test(base64)) return undefined;
	try {
		return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
	} catch {
		// Not a key; the caller refuses the delivery.
		return undefined;
	}
}
