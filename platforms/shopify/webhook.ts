import { parseJson } from '../../events/json';
import { signedBy } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { isLoopback } from '../../http/address';
import { ChannelProblem } from '../../http/problem';
import type { Registration, StockReference, WebhookSource } from '../webhookSource';
import { graphql } from './service';

/** Speaks of one location and has no SKU: every delivery is completed by a look-up (sheet, section 10). */
const TOPIC = 'INVENTORY_LEVELS_UPDATE';
const TOPIC_HEADER = 'inventory_levels/update';

const FIND = `query($uri:String!){webhookSubscriptions(first:50,topics:[${TOPIC}],uri:$uri){nodes{id uri}}}`;
const CREATE = `mutation($uri:String!){webhookSubscriptionCreate(topic:${TOPIC},webhookSubscription:{uri:$uri,format:JSON}){webhookSubscription{id} userErrors{field message}}}`;
const REMOVE =
	'mutation($id:ID!){webhookSubscriptionDelete(id:$id){deletedWebhookSubscriptionId userErrors{field message}}}';
const LOOK_UP = `query($ids:[ID!]!){nodes(ids:$ids){... on InventoryItem{id sku tracked
 inventoryLevels(first:250){nodes{location{id} quantities(names:["available"]){name quantity}}}
 variants(first:5){nodes{id title inventoryPolicy product{id title status}}}}}}`;

const registration: Registration = {
	topics: { stock: TOPIC },

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
			.map(({ id }) => ({ id: asText(id), topic: TOPIC, active: true }));
	},

	async create(call, { url }) {
		const data = await graphql(call, CREATE, { uri: url }, 10, false);
		const { webhookSubscription, userErrors } = asObject(data.webhookSubscriptionCreate);
		const [refused] = asList(userErrors);
		if (refused)
			throw new ChannelProblem({
				kind: 'refused',
				message: `Shopify did not register the webhook: ${asText(refused.message)}`,
				nextStep: 'Check WEBHOOK_URL of n8n: Shopify wants a public https address.',
			});
		return { id: asText(asObject(webhookSubscription).id), topic: TOPIC, active: true };
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
	secret: ({ authentication, appSecret, clientSecret }) =>
		asText(authentication === 'accessToken' ? appSecret : clientSecret),
	answerWithinMs: 5_000,
	redelivers: true,

	parse({ rawBody, headers }) {
		if (headers['x-shopify-topic'] !== TOPIC_HEADER) return { readings: [], references: [] };
		const body = asObject(parseJson(rawBody.toString('utf8')));
		const item = asText(body.inventory_item_id);
		if (item === '') return { readings: [], references: [] };
		const occurredAt = asText(body.updated_at) || undefined;
		const reference: StockReference = {
			id: `gid://shopify/InventoryItem/${item}`,
			location: asText(body.location_id),
			quantity: asNumber(body.available),
			occurredAt,
			key:
				headers['x-shopify-event-id'] ??
				[item, body.location_id, body.available, occurredAt].map(asText).join('|'),
		};
		return { readings: [], references: [reference] };
	},

	lookUp,
};

async function lookUp(call: Call, references: readonly StockReference[]): Promise<StockReading[]> {
	const data = await graphql(
		call,
		LOOK_UP,
		{ ids: [...new Set(references.map(({ id }) => id))] },
		60,
	);
	const items = new Map(asList(data.nodes).map((node) => [asText(node.id), node]));
	return references.flatMap((reference): StockReading[] => {
		const item = items.get(reference.id);
		// Deleted since: nothing is left to take off sale.
		if (!item) return [];
		const counts = asList(asObject(item.inventoryLevels).nodes).map(({ quantities }) =>
			asNumber(asList(quantities)[0]?.quantity),
		);
		const quantity =
			item.tracked === false ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
		const variant = asObject(asList(asObject(item.variants).nodes)[0]);
		const product = asObject(variant.product);
		return [
			{
				sku: asText(item.sku),
				title: asText(product.title) || undefined,
				quantity,
				reason:
					quantity === null ? 'stock is not tracked' : `available ${quantity} over all locations`,
				productId: asText(product.id) || undefined,
				variantId: asText(variant.id) || undefined,
				location: reference.location,
				occurredAt: reference.occurredAt,
				key: reference.key,
			},
		];
	});
}
