import { transfersSdl } from './sdlTransfers.mts';
import { webhooksSdl } from './sdlWebhooks.mts';

/**
 * The part of the Admin API 2026-10 this fake serves. A test checks every type, field, argument and enum value against the
 * official schema; what is missing here fails as loudly as a field that does not exist.
 */
export const sdl = `
	directive @idempotent(key: String!) on FIELD
	schema { query: QueryRoot mutation: Mutation }

	scalar DateTime
	scalar Money
	scalar UnsignedInt64
	scalar URL

	type QueryRoot {
		currentAppInstallation: AppInstallation!
		inventoryItem(id: ID!): InventoryItem
		inventoryItems(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false): InventoryItemConnection!
		inventoryTransfers(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false, sortKey: TransferSortKeys = ID): InventoryTransferConnection!
		locations(after: String, before: String, first: Int, includeInactive: Boolean = false, includeLegacy: Boolean = false, last: Int, query: String, reverse: Boolean = false, sortKey: LocationSortKeys = NAME): LocationConnection!
		node(id: ID!): Node
		nodes(ids: [ID!]!): [Node]!
		product(id: ID!): Product
		productVariants(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false, sortKey: ProductVariantSortKeys = ID): ProductVariantConnection!
		publications(after: String, before: String, first: Int, last: Int, reverse: Boolean = false): PublicationConnection!
		shop: Shop!
		webhookSubscriptions(after: String, before: String, first: Int, format: WebhookSubscriptionFormat, last: Int, query: String, reverse: Boolean = false, sortKey: WebhookSubscriptionSortKeys = CREATED_AT, topics: [WebhookSubscriptionTopic!], uri: String): WebhookSubscriptionConnection!
	}

	type Mutation {
		inventoryItemUpdate(id: ID!, input: InventoryItemInput!): InventoryItemUpdatePayload
		inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
		productUpdate(identifier: ProductUpdateIdentifiers, product: ProductUpdateInput): ProductUpdatePayload
		productVariantsBulkUpdate(allowPartialUpdates: Boolean = false, productId: ID!, variants: [ProductVariantsBulkInput!]!): ProductVariantsBulkUpdatePayload
		publishablePublish(id: ID!, input: [PublicationInput!]!): PublishablePublishPayload
		publishableUnpublish(id: ID!, input: [PublicationInput!]!): PublishableUnpublishPayload
		webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionCreatePayload
		webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
		webhookSubscriptionUpdate(id: ID!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionUpdatePayload
	}

	interface Node { id: ID! }
	interface Publishable { publishedOnPublication(publicationId: ID!): Boolean! }
	interface DisplayableError { field: [String!] message: String! }
	type UserError implements DisplayableError { field: [String!] message: String! }
	type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }
	type Count { count: Int! precision: CountPrecision! }
	enum CountPrecision { AT_LEAST EXACT }
	type Shop implements Node { currencyCode: CurrencyCode! id: ID! myshopifyDomain: String! name: String! plan: ShopPlan! }
	type ShopPlan { partnerDevelopment: Boolean! publicDisplayName: String! shopifyPlus: Boolean! }
	enum CurrencyCode { EUR }
	type AppInstallation implements Node { accessScopes: [AccessScope!]! id: ID! }
	type AccessScope { description: String! handle: String! }

	type Location implements Node {
		fulfillsOnlineOrders: Boolean!
		id: ID!
		isActive: Boolean!
		legacyResourceId: UnsignedInt64!
		name: String!
		shipsInventory: Boolean!
	}
	type LocationConnection { edges: [LocationEdge!]! nodes: [Location!]! pageInfo: PageInfo! }
	type LocationEdge { cursor: String! node: Location! }
	enum LocationSortKeys { ID NAME }
	type Publication implements Node { autoPublish: Boolean! catalog: Catalog id: ID! name: String! @deprecated }
	interface Catalog { id: ID! title: String! }
	type PublicationConnection { edges: [PublicationEdge!]! nodes: [Publication!]! pageInfo: PageInfo! }
	type PublicationEdge { cursor: String! node: Publication! }
	type ResourcePublicationV2 { isPublished: Boolean! publication: Publication! publishDate: DateTime publishable: Publishable! }
	type ResourcePublicationV2Connection { edges: [ResourcePublicationV2Edge!]! nodes: [ResourcePublicationV2!]! pageInfo: PageInfo! }
	type ResourcePublicationV2Edge { cursor: String! node: ResourcePublicationV2! }
	input PublicationInput { publicationId: ID publishDate: DateTime }
	type PublishablePublishPayload { publishable: Publishable shop: Shop! userErrors: [UserError!]! }
	type PublishableUnpublishPayload { publishable: Publishable shop: Shop! userErrors: [UserError!]! }

	type Product implements Node & Publishable {
		handle: String!
		hasOutOfStockVariants: Boolean!
		id: ID!
		legacyResourceId: UnsignedInt64!
		publishedAt: DateTime
		publishedOnPublication(publicationId: ID!): Boolean!
		resourcePublicationsV2(after: String, before: String, first: Int, last: Int, onlyPublished: Boolean = true, reverse: Boolean = false): ResourcePublicationV2Connection!
		status: ProductStatus!
		tags: [String!]!
		title: String!
		totalInventory: Int!
		tracksInventory: Boolean!
		updatedAt: DateTime!
		variants(after: String, before: String, first: Int, last: Int, reverse: Boolean = false, sortKey: ProductVariantSortKeys = POSITION): ProductVariantConnection!
		variantsCount: Count
	}
	enum ProductStatus { ACTIVE ARCHIVED DRAFT UNLISTED }
	input ProductUpdateIdentifiers { handle: String id: ID }
	input ProductUpdateInput { id: ID status: ProductStatus tags: [String!] title: String }
	type ProductUpdatePayload { product: Product userErrors: [UserError!]! }

	type ProductVariant implements Node & Publishable {
		availableForSale: Boolean!
		barcode: String
		id: ID!
		inventoryItem: InventoryItem!
		inventoryPolicy: ProductVariantInventoryPolicy!
		inventoryQuantity: Int
		legacyResourceId: UnsignedInt64!
		price: Money!
		product: Product!
		publishedOnPublication(publicationId: ID!): Boolean!
		sellableOnlineQuantity: Int!
		sku: String
		title: String!
		updatedAt: DateTime!
	}
	enum ProductVariantInventoryPolicy { CONTINUE DENY }
	type ProductVariantConnection { edges: [ProductVariantEdge!]! nodes: [ProductVariant!]! pageInfo: PageInfo! }
	type ProductVariantEdge { cursor: String! node: ProductVariant! }
	enum ProductVariantSortKeys { ID INVENTORY_QUANTITY POSITION SKU TITLE }
	input ProductVariantsBulkInput { id: ID inventoryItem: InventoryItemInput inventoryPolicy: ProductVariantInventoryPolicy }
	type ProductVariantsBulkUpdatePayload {
		product: Product
		productVariants: [ProductVariant!]
		userErrors: [ProductVariantsBulkUpdateUserError!]!
	}
	type ProductVariantsBulkUpdateUserError implements DisplayableError {
		code: ProductVariantsBulkUpdateUserErrorCode
		field: [String!]
		message: String!
	}
	enum ProductVariantsBulkUpdateUserErrorCode { PRODUCT_DOES_NOT_EXIST PRODUCT_VARIANT_DOES_NOT_EXIST PRODUCT_VARIANT_ID_MISSING }

	type InventoryItem implements Node {
		duplicateSkuCount: Int!
		id: ID!
		inventoryLevel(includeInactive: Boolean = false, locationId: ID!): InventoryLevel
		inventoryLevels(after: String, before: String, first: Int, includeInactive: Boolean = false, last: Int, query: String, reverse: Boolean = false): InventoryLevelConnection!
		legacyResourceId: UnsignedInt64!
		locationsCount: Count
		requiresShipping: Boolean!
		sku: String
		tracked: Boolean!
		updatedAt: DateTime!
		variant: ProductVariant! @deprecated
		variants(after: String, before: String, first: Int, last: Int): ProductVariantConnection
	}
	type InventoryItemConnection { edges: [InventoryItemEdge!]! nodes: [InventoryItem!]! pageInfo: PageInfo! }
	type InventoryItemEdge { cursor: String! node: InventoryItem! }
	input InventoryItemInput { sku: String tracked: Boolean }
	type InventoryItemUpdatePayload { inventoryItem: InventoryItem userErrors: [UserError!]! }

	type InventoryLevel implements Node {
		canDeactivate: Boolean!
		createdAt: DateTime!
		id: ID!
		isActive: Boolean!
		item: InventoryItem!
		location: Location!
		quantities(names: [String!]!): [InventoryQuantity!]!
		updatedAt: DateTime!
	}
	type InventoryLevelConnection { edges: [InventoryLevelEdge!]! nodes: [InventoryLevel!]! pageInfo: PageInfo! }
	type InventoryLevelEdge { cursor: String! node: InventoryLevel! }
	type InventoryQuantity implements Node { id: ID! name: String! quantity: Int! updatedAt: DateTime }

	input InventorySetQuantitiesInput {
		name: String!
		quantities: [InventoryQuantityInput!]!
		reason: String!
		referenceDocumentUri: String
	}
	input InventoryQuantityInput { changeFromQuantity: Int inventoryItemId: ID! locationId: ID! quantity: Int! }
	type InventorySetQuantitiesPayload {
		inventoryAdjustmentGroup: InventoryAdjustmentGroup
		userErrors: [InventorySetQuantitiesUserError!]!
	}
	type InventoryAdjustmentGroup implements Node {
		changes(inventoryItemIds: [ID!], locationIds: [ID!], quantityNames: [String!]): [InventoryChange!]!
		createdAt: DateTime!
		id: ID!
		reason: String!
		referenceDocumentUri: String
	}
	type InventoryChange { delta: Int! item: InventoryItem location: Location name: String! quantityAfterChange: Int }
	type InventorySetQuantitiesUserError implements DisplayableError {
		code: InventorySetQuantitiesUserErrorCode
		field: [String!]
		message: String!
	}
	enum InventorySetQuantitiesUserErrorCode {
		CHANGE_FROM_QUANTITY_STALE
		IDEMPOTENCY_KEY_PARAMETER_MISMATCH
		IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED
		INVALID_INVENTORY_ITEM
		INVALID_LOCATION
		INVALID_NAME
		INVALID_QUANTITY_NEGATIVE
		INVALID_QUANTITY_TOO_HIGH
		INVALID_QUANTITY_TOO_LOW
		INVALID_REASON
		INVALID_REFERENCE_DOCUMENT
		NON_MUTABLE_INVENTORY_ITEM
		NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR
	}
	${transfersSdl}
	${webhooksSdl}
`;
