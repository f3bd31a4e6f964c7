export const transfersSdl = `
	type InventoryTransfer implements Node {
		dateCreated: DateTime
		destination: LocationSnapshot
		id: ID!
		lineItems(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false): InventoryTransferLineItemConnection!
		name: String!
		origin: LocationSnapshot
		receivedQuantity: Int!
		referenceName: String
		shipments(after: String, before: String, first: Int, last: Int, reverse: Boolean = false): InventoryShipmentConnection!
		status: InventoryTransferStatus!
		totalQuantity: Int!
	}
	type InventoryTransferConnection { edges: [InventoryTransferEdge!]! nodes: [InventoryTransfer!]! pageInfo: PageInfo! }
	type InventoryTransferEdge { cursor: String! node: InventoryTransfer! }
	enum InventoryTransferStatus { CANCELED DRAFT IN_PROGRESS OTHER READY_TO_SHIP TRANSFERRED }
	enum TransferSortKeys { CREATED_AT ID }
	type LocationSnapshot { location: Location name: String! }
	type InventoryTransferLineItem implements Node {
		id: ID!
		inventoryItem: InventoryItem
		shippedQuantity: Int!
		title: String
		totalQuantity: Int!
	}
	type InventoryTransferLineItemConnection {
		edges: [InventoryTransferLineItemEdge!]!
		nodes: [InventoryTransferLineItem!]!
		pageInfo: PageInfo!
	}
	type InventoryTransferLineItemEdge { cursor: String! node: InventoryTransferLineItem! }
	type InventoryShipment implements Node {
		dateCreated: DateTime
		dateReceived: DateTime
		dateShipped: DateTime
		id: ID!
		lineItemTotalQuantity: Int!
		lineItems(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false): InventoryShipmentLineItemConnection
		name: String!
		status: InventoryShipmentStatus!
		totalReceivedQuantity: Int!
		tracking: InventoryShipmentTracking
	}
	type InventoryShipmentConnection { edges: [InventoryShipmentEdge!]! nodes: [InventoryShipment!]! pageInfo: PageInfo! }
	type InventoryShipmentEdge { cursor: String! node: InventoryShipment! }
	enum InventoryShipmentStatus { DRAFT IN_TRANSIT OTHER PARTIALLY_RECEIVED RECEIVED }
	type InventoryShipmentTracking { arrivesAt: DateTime company: String trackingNumber: String trackingUrl: URL }
	type InventoryShipmentLineItem implements Node {
		acceptedQuantity: Int!
		id: ID!
		inventoryItem: InventoryItem
		quantity: Int!
		rejectedQuantity: Int!
		unreceivedQuantity: Int!
	}
	type InventoryShipmentLineItemConnection {
		edges: [InventoryShipmentLineItemEdge!]!
		nodes: [InventoryShipmentLineItem!]!
		pageInfo: PageInfo!
	}
	type InventoryShipmentLineItemEdge { cursor: String! node: InventoryShipmentLineItem! }
`;
