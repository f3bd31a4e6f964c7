/** The scope each root field needs (shopify sheet, section 2). */
const needed: Record<string, string> = {
	inventoryItem: 'read_inventory',
	inventoryItems: 'read_inventory',
	inventoryTransfers: 'read_inventory_transfers',
	locations: 'read_locations',
	product: 'read_products',
	productVariants: 'read_products',
	publications: 'read_publications',
	inventoryItemUpdate: 'write_inventory',
	inventorySetQuantities: 'write_inventory',
	productUpdate: 'write_products',
	productVariantsBulkUpdate: 'write_products',
	publishablePublish: 'write_publications',
	publishableUnpublish: 'write_publications',
};

export function missingScope(
	field: string,
	args: { topic?: string },
	scopes: ReadonlySet<string>,
): string | undefined {
	const scope = field === 'webhookSubscriptionCreate' ? topicScope(args.topic!) : needed[field];
	return scope === undefined || scopes.has(scope) ? undefined : scope;
}

function topicScope(topic: string): string | undefined {
	if (topic.startsWith('ORDERS_')) return 'read_orders';
	if (topic.startsWith('INVENTORY_')) return 'read_inventory';
	return /^(PRODUCTS|VARIANTS)_/.test(topic) ? 'read_products' : undefined;
}
