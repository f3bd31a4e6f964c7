import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import { signedBy, type Delivery } from '../../events/signature';
import { asList, asNumber, asObject, asText } from '../../http/answer';
import { isLoopback } from '../../http/address';
import { ChannelProblem } from '../../http/problem';
import type { Registration, StockReference, WebhookSource } from '../webhookSource';
import { LOCATION } from './listings';
import { lookUp, STATUS_NEWS } from './news';
import { graphql } from './service';

/** Speaks of one location and has no SKU: every delivery is completed by a look-up (sheet, section 10). */
const STOCK = 'INVENTORY_LEVELS_UPDATE';
/** Draft, archived, active again; comes with every change of stock as well. */
const STATUS = 'PRODUCTS_UPDATE';

const FIND = `query($uri:String!){webhookSubscriptions(first:50,topics:[${STOCK},${STATUS}],uri:$uri){nodes{id topic uri}}}`;
const CREATE =
	'mutation($topic:WebhookSubscriptionTopic!,$uri:String!){webhookSubscriptionCreate(topic:$topic,webhookSubscription:{uri:$uri,format:JSON}){webhookSubscription{id} userErrors{field message}}}';
const REMOVE =
	'mutation($id:ID!){webhookSubscriptionDelete(id:$id){deletedWebhookSubscriptionId userErrors{field message}}}';

const registration: Registration = {
	topics: { stock: STOCK, status: STATUS },

	refusesAddress({ protocol, hostname }) {
		if (protocol === 'https:' && !isLoopback(hostname)) return undefined;
		return {
			kind: 'refused',
			message: `Shopify only calls public https addresses, not ${protocol}//${hostname}.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const data = await graphql(call, FIND, { uri: url }, 5);
		return asList(asObject(data.webhookSubscriptions).nodes)
			.filter(({ uri }) => uri === url)
			.map(({ id, topic }) => ({ id: asText(id), topic: asText(topic), active: true }));
	},

	async create(call, { url, topic }) {
		const data = await graphql(call, CREATE, { topic, uri: url }, 10, false);
		const { webhookSubscription, userErrors } = asObject(data.webhookSubscriptionCreate);
		const [refused] = asList(userErrors);
		if (refused)
			throw new ChannelProblem({
				kind: 'refused',
				message: `Shopify did not register the webhook: ${asText(refused.message)}`,
				nextStep: 'Check WEBHOOK_URL of n8n: Shopify wants a public https address.',
			});
		return { id: asText(asObject(webhookSubscription).id), topic, active: true };
	},

	async remove(call, { id }) {
		const data = await graphql(call, REMOVE, { id }, 10);
		const [refused] = asList(asObject(data.webhookSubscriptionDelete).userErrors);
		if (refused && !/does not exist/i.test(asText(refused.message)))
			throw new ChannelProblem({
				kind: 'refused',
				message: `Shopify did not remove the webhook: ${asText(refused.message)}`,
				nextStep: 'Remove the app from the shop, or try again later.',
			});
	},
};

export const webhook: WebhookSource = {
	registration,
	verify: signedBy({ header: 'x-shopify-hmac-sha256', algorithm: 'sha256', encoding: 'base64' }),
	// For an hour after an exchange Shopify may go on signing with the old one (sheet, section 10).
	secret: ({ authentication, appSecret, clientSecret, previousSecret }) =>
		[authentication === 'accessToken' ? appSecret : clientSecret, previousSecret]
			.map(asText)
			.filter(Boolean),
	answerWithinMs: 5_000,
	redelivers: true,
	parse: (delivery) => ({ readings: [], references: references(delivery) }),
	lookUp,
};

function references({ rawBody, headers }: Delivery): StockReference[] {
	const read = READERS.get(headers['x-shopify-topic'] ?? '');
	if (!read) return [];
	const body = asObject(parseJson(rawBody.toString('utf8')));
	return read(body, headers['x-shopify-event-id']);
}

function levelReference(body: IDataObject, eventId: string | undefined): StockReference[] {
	const item = asText(body.inventory_item_id);
	if (item === '') return [];
	const occurredAt = asText(body.updated_at) || undefined;
	const facts = [item, body.location_id, body.available, occurredAt].map(asText);
	return [
		{
			id: itemId(item),
			location: `${LOCATION}${asText(body.location_id)}`,
			quantity: asNumber(body.available),
			occurredAt,
			key: eventId ?? facts.join('|'),
		},
	];
}

/** Whether a variant is tracked at all does not stand there, so what is not plainly in stock is looked up. */
function productReferences(body: IDataObject, eventId: string | undefined): StockReference[] {
	const isActive = asText(body.status) === 'active';
	const occurredAt = asText(body.updated_at) || undefined;
	return asList(body.variants)
		.map((variant) => ({ variant, item: asText(variant.inventory_item_id) }))
		.filter(({ item }) => item !== '')
		.map(({ variant, item }) => ({
			id: itemId(item),
			quantity: isActive ? asNumber(variant.inventory_quantity) : null,
			occurredAt,
			key: `${STATUS_NEWS}${eventId ?? occurredAt ?? ''}|${item}`,
		}));
}

const READERS: ReadonlyMap<string, typeof levelReference> = new Map([
	['inventory_levels/update', levelReference],
	['products/update', productReferences],
]);

const itemId = (number: string): string => `gid://shopify/InventoryItem/${number}`;
