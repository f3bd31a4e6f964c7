import { parseJson } from '../../events/json';
import { signedBy, type Delivery } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import { asList, asObject, asText, type Call } from '../../http/answer';
import type { Scope, StockReference, WebhookSource } from '../webhookSource';
import { DOCUMENTS, isEntry, linesOf } from './documents';
import { readListings, type SapListing } from './listings';
import { PLAIN, switchedOff, toReading } from './readings';
import { registration } from './subscription';

const TYPE = /^sap\.b1\.(\w+)\.\w+\.v\d+$/;
const REFERENCE = /^(\w+)\((.+)\)$/s;
const ITEMS = 'Items';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const webhook: WebhookSource = {
	registration,
	verify: signedBy({ header: 'x-b1-webhook-signature', algorithm: 'sha256', encoding: 'base64' }),
	secret: 'ours',
	answerWithinMs: 10_000,
	redelivers: true,

	/**
	 * Comes while the subscription is being made, when n8n has not saved the secret yet, so it is answered unchecked: what goes back is
	 * the caller's own token, and nothing else happens.
	 */
	handshake({ method, headers }) {
		if (method === 'HEAD') return { status: 200, body: '' };
		const token = headers['x-b1-webhook-token'] ?? '';
		if (method !== 'GET' || !UUID.test(token)) return undefined;
		return {
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ Challenge: token }),
		};
	},

	/** Events carry keys only (sheet, section 10), so everything is looked up. */
	parse(delivery) {
		const references = eventsOf(delivery)
			.filter(
				({ set, entry }) => set === ITEMS || (Object.hasOwn(DOCUMENTS, set) && isEntry(entry)),
			)
			.map(({ set, entry, id, time }) => ({
				id: `${set}(${entry})`,
				quantity: null,
				key: id,
				...(time ? { occurredAt: time } : {}),
			}));
		return { readings: [], references };
	},

	lookUp,
};

export interface SapEvent {
	/** The event's own id. */
	id: string;
	/** Entity set. */
	set: string;
	/** Key of the record. */
	entry: string;
	time: string;
}

/** One delivery brings up to a thousand events. */
export function eventsOf({ rawBody }: Delivery): SapEvent[] {
	return asList(parseJson(rawBody.toString('utf8'))).flatMap((event) => {
		const [, set] = TYPE.exec(asText(event.type)) ?? [];
		const entry = asText(event.subject) || asText(Object.values(asObject(event.data))[0]);
		if (set === undefined || entry === '') return [];
		const time = asText(event.time);
		const id = asText(event.id) || [event.type, entry, time].map(asText).join('|');
		return [{ id, set, entry, time }];
	});
}

async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const latest = await latestOf(call, references);
	const listings = await readListings(call, [...latest.keys()], PLAIN);
	return listings.flatMap((listing) => {
		const reference = latest.get(listing.sku);
		return reference ? readingsOf(listing, reference, scope) : [];
	});
}

/** By item number: the last event that concerns it. */
async function latestOf(
	call: Call,
	references: readonly StockReference[],
): Promise<Map<string, StockReference>> {
	const bySet = Map.groupBy(references, ({ id }) => setOf(id));
	const concerned = await Promise.all(
		[...bySet].map(async ([set, group]) => {
			if (set === ITEMS)
				return group.map((reference) => [entryOf(reference.id), reference] as const);
			const lines = await linesOf(call, set, [...new Set(group.map(({ id }) => entryOf(id)))]);
			return group.flatMap((reference) =>
				(lines.get(entryOf(reference.id)) ?? []).map(
					({ ItemCode }) => [asText(ItemCode), reference] as const,
				),
			);
		}),
	);
	const latest = new Map<string, StockReference>();
	for (const [code, reference] of concerned.flat()) {
		const before = latest.get(code)?.occurredAt ?? '';
		if (code !== '' && (reference.occurredAt ?? '') >= before) latest.set(code, reference);
	}
	return latest;
}

const setOf = (id: string): string => REFERENCE.exec(id)?.[1] ?? '';
const entryOf = (id: string): string => REFERENCE.exec(id)?.[2] ?? '';

/**
 * A document says nothing about the switches of its items: an item that a run switched off comes back with the goods receipt. An edit of
 * the item is news only where it is off, or could be back on.
 */
function readingsOf(
	listing: SapListing,
	{ id, key, occurredAt }: StockReference,
	scope: Scope,
): StockReading[] {
	const reading = toReading(listing, scope, { key, ...(occurredAt ? { occurredAt } : {}) });
	if (setOf(id) !== ITEMS) return reading.quantity === null ? [] : [reading];
	if (listing.visible === false) return [{ ...reading, ...switchedOff(listing) }];
	return reading.quantity === null || reading.quantity > 0 ? [reading] : [];
}
