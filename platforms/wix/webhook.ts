import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText } from '../../http/answer';
import type { StockReference, WebhookSource } from '../webhookSource';
import { listingId } from './listing';
import { lookUp, nameOf } from './lookUp';
import { claimsOf, json, keysOf, verifyToken } from './token';

const V3 = 'wix.stores.catalog.v3.';
const V1 = 'com.wix.ecommerce.inventory.api.v1.';
/** Where a person may subscribe to; each of them is enough to hear of a stock-out (sheet, section 10). */
const ITEM_EVENTS = new Set([
	`${V3}inventory_item_updated`,
	`${V3}inventory_item_updated_with_reason`,
	`${V3}inventory_item_stock_status_updated`,
]);
const PRODUCT_EVENTS = new Set([`${V3}product_updated`]);
const OLD_EVENTS = new Set([`${V1}InventoryVariantsChanged`]);

/** Only apps are called, and only a person can tell Wix the address (sheet, section 10). */
export const webhook: WebhookSource = {
	steps: [
		'Copy the Production URL shown above in this node.',
		'Open the dashboard of your own Wix app and go to Develop > Webhooks.',
		'Copy the public key there into the field Webhook Public Key of the credential, whose Login Kind is Own Wix App.',
		'Create a webhook with the copied address for the event Inventory Item Updated of Wix Stores; on a site with catalog V1 for Inventory Variants Changed.',
		'To hear of hidden products as well, create another one with the same address for Product Updated.',
	],
	verify: verifyToken,
	secret: ({ publicKey }) => keysOf(asText(publicKey)),
	answerWithinMs: 1_250,
	redelivers: true,

	parse(delivery) {
		const { eventType, data } = asObject(json(claimsOf(delivery).data));
		const kind = asText(eventType);
		const news = asObject(json(data));
		const references = ITEM_EVENTS.has(kind)
			? itemReferences(news)
			: PRODUCT_EVENTS.has(kind)
				? productReferences(news)
				: OLD_EVENTS.has(kind)
					? oldReferences(news)
					: [];
		return { readings: [], references };
	},

	lookUp,
};

/** Speaks of one location; what lies at the others only a look-up tells. */
function itemReferences(news: IDataObject): StockReference[] {
	const id = asText(news.entityId);
	if (id === '') return [];
	const { locationId, trackQuantity, quantity } = entityOf(news);
	return [
		{
			id: nameOf({ kind: 'item', id }),
			location: asText(locationId) || undefined,
			// Without tracking the number means nothing.
			quantity: trackQuantity === true ? asNumber(quantity) : null,
			...when(news),
		},
	];
}

function productReferences(news: IDataObject): StockReference[] {
	const id = asText(news.entityId);
	if (id === '') return [];
	return [{ id: nameOf({ kind: 'product', id }), quantity: null, ...when(news) }];
}

/** Catalog V1 tells which variants changed, without their SKUs. */
function oldReferences(news: IDataObject): StockReference[] {
	const productId = asText(news.productId);
	if (productId === '') return [];
	const { occurredAt, key } = when(news);
	return asList(news.variants).flatMap((variant) => {
		const id = asText(variant.id) || asText(variant.variantId);
		if (id === '') return [];
		const { quantity, inStock } = asObject(variant.newValue);
		return [
			{
				id: nameOf({ kind: 'variant', id: listingId(productId, id) }),
				quantity: inStock === false ? null : asNumber(quantity),
				occurredAt,
				key: `${key}|${id}`,
			},
		];
	});
}

/** As an object, or as JSON in a text of the same name with an ending (sheet, section 10). */
function entityOf({ updatedEvent, actionEvent }: IDataObject): IDataObject {
	const updated = asObject(updatedEvent);
	const action = asObject(actionEvent);
	const body = asObject(action.body ?? json(action.bodyAsJson));
	const entity =
		updated.currentEntity ?? json(updated.currentEntityAsJson) ?? body.currentEntity ?? body;
	return asObject(entity);
}

function when(news: IDataObject): Pick<StockReference, 'occurredAt' | 'key'> {
	const at = new Date(asText(news.eventTime));
	return {
		occurredAt: Number.isNaN(at.getTime()) ? undefined : at.toISOString(),
		key: asText(news.id) || JSON.stringify(news),
	};
}
