import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import { parseJson } from '../../events/json';
import { signedBy, type Delivery } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import type { Hook, Registration, Scope, StockReference, WebhookSource } from '../webhookSource';
import { readVariations, readingOf } from './readings';
import { API_VERSION, HOOKS } from './service';

/** Names a variation and one location (sheet, section 10). That an item was archived or taken away is told by no topic. */
const TOPIC = 'inventory.count.updated';

const registration: Registration = {
	topics: { stock: TOPIC },

	refusesAddress({ protocol, hostname }) {
		if (protocol === 'https:' && !isLoopback(hostname)) return undefined;
		return {
			kind: 'refused',
			message: `Square only calls public https addresses, not ${protocol}//${hostname}.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const all = await subscriptions(call);
		return all
			.filter(({ notification_url }) => notification_url === url)
			.filter(({ event_types }) => [event_types].flat().some((type) => type === TOPIC))
			.map(toHook);
	},

	async create(call, { url }) {
		const { body } = await call({
			method: 'POST',
			path: HOOKS,
			body: {
				idempotency_key: randomUUID(),
				subscription: {
					name: 'n8n Stock-Out Trigger',
					enabled: true,
					event_types: [TOPIC],
					notification_url: url,
					api_version: API_VERSION,
				},
			},
			repeatable: true,
		});
		const hook = toHook(asObject(asObject(body).subscription));
		if (hook.secret) return hook;
		throw new ChannelProblem({
			kind: 'unknown',
			message: 'Square registered the webhook, but did not tell its signature key.',
			nextStep: 'Publish the workflow again; report this message if it comes again.',
		});
	},

	async enable(call, { id }) {
		await call({
			method: 'PUT',
			path: `${HOOKS}/${id}`,
			body: { subscription: { enabled: true } },
			repeatable: true,
		});
	},

	async remove(call, { id }) {
		try {
			await call({ method: 'DELETE', path: `${HOOKS}/${id}`, repeatable: true });
		} catch (error) {
			const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
			if (!gone) rethrow(error);
		}
	},
};

export const webhook: WebhookSource = {
	registration,
	// The address is signed as it was registered, whatever a proxy makes of it (sheet, section 10).
	verify: signedBy({
		header: 'x-square-hmacsha256-signature',
		algorithm: 'sha256',
		encoding: 'base64',
		signed: ({ url, rawBody }) => Buffer.concat([Buffer.from(url), rawBody]),
	}),
	secret: 'theirs',
	answerWithinMs: 10_000,
	redelivers: true,
	parse: (delivery) => ({ readings: [], references: references(delivery) }),
	lookUp,
};

/** Also those that somebody switched off in the Developer Console. */
async function subscriptions(call: Call): Promise<IDataObject[]> {
	const all: IDataObject[] = [];
	const ask = forward(call, 'Square');
	let cursor = '';
	do {
		const { body } = await ask({
			method: 'GET',
			path: HOOKS,
			query: { include_disabled: 'true', ...(cursor ? { cursor } : {}) },
		});
		all.push(...asList(asObject(body).subscriptions));
		cursor = asText(asObject(body).cursor);
	} while (cursor);
	return all;
}

function toHook({ id, enabled, signature_key }: IDataObject): Hook {
	const secret = asText(signature_key);
	return { id: asText(id), topic: TOPIC, active: enabled !== false, ...(secret ? { secret } : {}) };
}

/** One for each count; those of other states than for sale are left out. */
function references({ rawBody }: Delivery): StockReference[] {
	const event = asObject(parseJson(rawBody.toString('utf8')));
	if (event.type !== TOPIC) return [];
	const { object } = asObject(event.data);
	return asList(asObject(object).inventory_counts)
		.filter((count) => count.state === 'IN_STOCK' && asText(count.catalog_object_id) !== '')
		.map((count) => ({
			id: asText(count.catalog_object_id),
			location: asText(count.location_id),
			quantity: asNumber(count.quantity),
			occurredAt: asText(count.calculated_at) || asText(event.created_at) || undefined,
			key: [event.event_id, count.catalog_object_id].map(asText).join('|'),
		}));
}

async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const listings = await readVariations(
		call,
		references.map(({ id }) => id),
		scope,
	);
	return listings.flatMap((listing) => {
		const reference = references.findLast(({ id }) => id === listing.id);
		return reference ? [readingOf(listing, reference)] : [];
	});
}
