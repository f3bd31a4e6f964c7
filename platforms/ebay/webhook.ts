import { createHash, createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import type { StockReading } from '../../events/stockEvent';
import { asList, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem } from '../../http/problem';
import type { StockReference, WebhookSource } from '../webhookSource';
import { readItems } from './activeList';
import { FULFILLMENT } from './hosts';
import { readInventory } from './inventory';
import { readingOf } from './readings';
import { verify } from './signature';
import type { EbayListing } from './state';
import { registration, TOPIC } from './subscription';

/** How deep the order number is looked for: only its name is documented, not its place (sheet, section 10). */
const DEEPEST = 6;

export const webhook: WebhookSource = {
	registration,
	verify,
	// eBay tries the address while it is being registered, so the token must be known without being kept anywhere.
	secret: ({ clientSecret }) => {
		const secret = asText(clientSecret).trim();
		return secret && createHmac('sha256', secret).update('stock-out trigger').digest('hex');
	},
	answerWithinMs: 3_000,
	redelivers: true,

	handshake({ method, query, url }, secret) {
		const { challenge_code: code } = query;
		if (method !== 'GET' || typeof code !== 'string' || code === '' || secret === '')
			return undefined;
		const challengeResponse = createHash('sha256').update(`${code}${secret}${url}`).digest('hex');
		return {
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ challengeResponse }),
		};
	},

	parse({ rawBody }) {
		const { metadata, notification } = asObject(parseJson(rawBody.toString('utf8')));
		if (asObject(metadata).topic !== TOPIC) return { readings: [], references: [] };
		const { notificationId, eventDate, data } = asObject(notification);
		const id = orderIn(asObject(data), DEEPEST);
		const occurredAt = asText(eventDate) || undefined;
		return {
			readings: [],
			references: [
				{
					id,
					quantity: null,
					...(occurredAt ? { occurredAt } : {}),
					key: asText(notificationId) || `${id}|${asText(eventDate)}`,
				},
			],
		};
	},

	lookUp,
};

function orderIn(data: IDataObject, depth: number): string {
	const own = asText(data.orderId);
	if (own !== '' || depth === 0) return own;
	return Object.values(data)
		.flatMap((value) => (Array.isArray(value) ? asList(value) : [asObject(value)]))
		.reduce((found, part) => found || orderIn(part, depth - 1), '');
}

async function lookUp(call: Call, references: readonly StockReference[]): Promise<StockReading[]> {
	const found = await Promise.all(
		references.map(async ({ id, key, occurredAt }) => {
			if (id === '') throw new ChannelProblem(noOrder());
			const listings = await readOrdered(call, await linesOf(call, id));
			return listings.map((listing) => readingOf(listing, { key, occurredAt }));
		}),
	);
	return found.flat();
}

interface Line {
	sku: string;
	itemId: string;
}

async function linesOf(call: Call, orderIds: string): Promise<Line[]> {
	const { body } = await call({
		method: 'GET',
		path: `${FULFILLMENT}/order`,
		query: { orderIds },
	});
	return asList(asObject(body).orders)
		.flatMap(({ lineItems }) => asList(lineItems))
		.map(({ sku, legacyItemId }) => ({ sku: asText(sku), itemId: asText(legacyItemId) }))
		.filter(({ sku }) => sku !== '');
}

/** An item that is only in the inventory sells nothing: then the listing that was ordered tells. */
async function readOrdered(call: Call, lines: readonly Line[]): Promise<EbayListing[]> {
	const skus = [...new Set(lines.map(({ sku }) => sku))];
	const inventory = await readInventory(call, skus, () => true);
	const published = inventory.filter(
		({ native }) => native.model === 'inventoryApi' && native.isPublished,
	);
	const known = new Set(published.map(({ sku }) => sku));
	const others = lines.filter(({ sku, itemId }) => !known.has(sku) && itemId !== '');
	const ordered = new Set(others.map(({ sku }) => sku));
	const listed = (
		await readItems(
			call,
			others.map(({ itemId }) => itemId),
		)
	).filter(({ sku }) => ordered.has(sku));
	const elsewhere = new Set(listed.map(({ sku }) => sku));
	return [...inventory.filter(({ sku }) => known.has(sku) || !elsewhere.has(sku)), ...listed];
}

const noOrder = () => ({
	kind: 'invalid' as const,
	message: 'eBay told of an order without its number.',
	nextStep: 'Look at your latest orders on eBay and check their stock by hand.',
});
