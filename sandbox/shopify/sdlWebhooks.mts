export const webhooksSdl = `
	type WebhookSubscription implements Node {
		apiVersion: ApiVersion!
		createdAt: DateTime!
		filter: String
		format: WebhookSubscriptionFormat!
		id: ID!
		includeFields: [String!]!
		name: String
		topic: WebhookSubscriptionTopic!
		updatedAt: DateTime!
		uri: String!
	}
	type ApiVersion { displayName: String! handle: String! supported: Boolean! }
	enum WebhookSubscriptionFormat { JSON XML }
	enum WebhookSubscriptionSortKeys { CREATED_AT ID }
	enum WebhookSubscriptionTopic {
		INVENTORY_LEVELS_UPDATE
		INVENTORY_LEVELS_CONNECT
		INVENTORY_LEVELS_DISCONNECT
		INVENTORY_ITEMS_UPDATE
		PRODUCTS_UPDATE
		PRODUCTS_DELETE
		VARIANTS_IN_STOCK
		VARIANTS_OUT_OF_STOCK
		ORDERS_CREATE
		ORDERS_UPDATED
		ORDERS_CANCELLED
		BULK_OPERATIONS_FINISH
		INVENTORY_TRANSFERS_UPDATED
		INVENTORY_TRANSFERS_COMPLETE
		INVENTORY_TRANSFERS_CANCEL
		INVENTORY_SHIPMENTS_MARK_IN_TRANSIT
		INVENTORY_SHIPMENTS_RECEIVE_ITEMS
		APP_UNINSTALLED
	}
	type WebhookSubscriptionConnection { edges: [WebhookSubscriptionEdge!]! nodes: [WebhookSubscription!]! pageInfo: PageInfo! }
	type WebhookSubscriptionEdge { cursor: String! node: WebhookSubscription! }
	input WebhookSubscriptionInput {
		filter: String
		format: WebhookSubscriptionFormat
		includeFields: [String!]
		name: String
		uri: String
	}
	type WebhookSubscriptionCreatePayload { userErrors: [UserError!]! webhookSubscription: WebhookSubscription }
	type WebhookSubscriptionDeletePayload { deletedWebhookSubscriptionId: ID userErrors: [UserError!]! }
	type WebhookSubscriptionUpdatePayload { userErrors: [UserError!]! webhookSubscription: WebhookSubscription }
`;
