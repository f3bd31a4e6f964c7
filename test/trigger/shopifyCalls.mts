// Calls of Shopify made by hand, signed with the app's own secret.
import type { IDataObject } from 'n8n-workflow';
import { createHmac } from 'node:crypto';

import type { TriggerShop } from './shop.mts';

/** A delivery as the app's own secret signs it. */
export const signed = (shop: TriggerShop, body: string, more: Record<string, string> = {}) => ({
	body,
	headers: {
		'X-Shopify-Topic': 'inventory_levels/update',
		'X-Shopify-Hmac-Sha256': createHmac(
			'sha256',
			String(shop.sandbox.fakes.get('shopify')!.account.clientSecret),
		)
			.update(body)
			.digest('base64'),
		'X-Shopify-Event-Id': 'event-1',
		...more,
	},
});

interface ItemView {
	id: string;
	location: string;
}

async function item(shop: TriggerShop, sku: string): Promise<ItemView> {
	const data = await shop.graphql(
		`{productVariants(first:1,query:"sku:'${sku}'"){nodes{inventoryItem{id inventoryLevels(first:1){nodes{location{id}}}}}}}`,
	);
	const [node] = (data.productVariants as { nodes: Array<{ inventoryItem: IDataObject }> }).nodes;
	const { id, inventoryLevels } = node!.inventoryItem as {
		id: string;
		inventoryLevels: { nodes: Array<{ location: { id: string } }> };
	};
	return { id, location: inventoryLevels.nodes[0]!.location.id };
}

const tail = (gid: string): string => gid.split('/').pop()!;

/** What Shopify says about the first location of a SKU. */
export async function bodyFor(
	shop: TriggerShop,
	sku: string,
	available: number | null,
): Promise<string> {
	const { id, location } = await item(shop, sku);
	return `{"inventory_item_id":${tail(id)},"location_id":${tail(location)},"available":${available},"updated_at":"2026-11-23T10:00:00-05:00"}`;
}
