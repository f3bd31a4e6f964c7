import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import { shopAddress } from '../../http/address';
import { asList, asObject, asText, type Call } from '../../http/answer';
import type { Scope, StockReference, WebhookSource } from '../webhookSource';
import { eventsIn, toSecret, verify } from './eventSignature';
import { readByProductId, readBySku, type MagentoListing } from './listings';
import { isCounted, readingOf } from './readings';

/** What an event names: a SKU, or the id of a product where it knows no more. */
const SKU = 'sku:';
const PRODUCT = 'product:';
const ADOBE_KEYS = 'https://static.adobeioevents.com';
/** Orders, product saves and stock saves of the shop (sheet, section 10). */
const OURS = /\b(observer|plugin)\./;

export const webhook: WebhookSource = {
	steps: [
		'Only Adobe Commerce can send events; for Magento Open Source use the Stock Level Trigger.',
		"In the Commerce admin, under System, Events, Event Subscriptions, subscribe to the events that this node's page in the docs lists.",
		'Open the project of your shop in the Adobe Developer Console and copy the client ID of its OAuth credential into the field Events Client ID of the Magento credential.',
		'Publish this workflow, so that Adobe finds the address when it tries it.',
		'Add the events of your Commerce instance to the project and choose Webhook as the way to receive them.',
		'Copy the Production URL shown above in this node, and paste it there as the Webhook URL.',
	],
	verify,
	secret: ({ eventsClientId, eventsKeyUrl, edition, clientId }) =>
		toSecret({
			clientId:
				asText(eventsClientId).trim() || (edition === 'accs' ? asText(clientId).trim() : ''),
			keyHost: shopAddress(asText(eventsKeyUrl) || ADOBE_KEYS),
		}),
	// Adobe names no time (sheet, section 10).
	answerWithinMs: 10_000,
	redelivers: true,

	handshake({ method, query }, secret) {
		const { challenge } = query;
		if (method !== 'GET' || typeof challenge !== 'string' || challenge === '' || secret === '')
			return undefined;
		return {
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ challenge }),
		};
	},

	parse({ rawBody }) {
		return { readings: [], references: eventsIn(rawBody).flatMap(referencesIn) };
	},

	lookUp,
};

function referencesIn({ id, type, time, data }: IDataObject): StockReference[] {
	if (!OURS.test(asText(type))) return [];
	const value = asObject(asObject(data).value);
	const occurredAt = asText(time) || undefined;
	return namedIn(value).map((name) => ({
		id: name,
		quantity: null,
		...(occurredAt ? { occurredAt } : {}),
		key: asText(id) || JSON.stringify([type, value]),
	}));
}

/** The product itself, the lines of an order, or the rows of a stock save. */
function namedIn(value: IDataObject): string[] {
	const rows = [value, ...rowsOf(value.items), ...rowsOf(value.source_items)];
	const skus = rows.map(({ sku }) => asText(sku)).filter((sku) => sku !== '');
	const ids = skus.length > 0 ? [] : rows.map(({ product_id }) => asText(product_id));
	const names = [
		...skus.map((sku) => `${SKU}${sku}`),
		...ids.filter((one) => /^\d+$/.test(one)).map((one) => `${PRODUCT}${one}`),
	];
	return [...new Set(names)];
}

/** PHP writes a list with gaps as an object. */
const rowsOf = (list: unknown): IDataObject[] =>
	Array.isArray(list) ? asList(list) : asList(Object.values(asObject(list)));

async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const named = (mark: string): string[] => [
		...new Set(
			references.filter(({ id }) => id.startsWith(mark)).map(({ id }) => id.slice(mark.length)),
		),
	];
	const [bySku, byId] = await Promise.all([
		readBySku(call, named(SKU)),
		readByProductId(call, named(PRODUCT)),
	]);
	const isMeant = (id: string, listing: MagentoListing): boolean =>
		id === `${PRODUCT}${listing.id}` || id.toLowerCase() === `${SKU}${listing.sku}`.toLowerCase();
	const listings = new Map([...bySku, ...byId].map((listing) => [listing.id, listing]));
	return references.flatMap(({ id, key, occurredAt }) =>
		[...listings.values()]
			.filter((listing) => isMeant(id, listing) && isCounted(listing))
			.map((listing) => readingOf(listing, scope, { key, occurredAt })),
	);
}
