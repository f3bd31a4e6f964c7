export interface Location {
	id: string;
	/** The number inside the gids of the levels at this location; the inventory item is the other half of them. */
	levelId: string;
	name: string;
	isActive: boolean;
}

export interface Publication {
	id: string;
	name: string;
}

export interface Level {
	location: Location;
	available: number;
	committed: number;
	createdAt: number;
	updatedAt: number;
}

export type ProductStatus = 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED';

/** A variant and its inventory item, which are one to one. */
export interface Variant {
	id: string;
	itemId: string;
	sku: string;
	/** What the search index still holds until `indexDueAt` (shopify sheet, section 3). */
	indexedSku: string;
	indexDueAt: number | undefined;
	title: string;
	price: string;
	product: Product;
	policy: 'CONTINUE' | 'DENY';
	tracked: boolean;
	/** False for a bundle's parent: its quantity follows its components. */
	mutable: boolean;
	levels: Level[];
	updatedAt: number;
	itemUpdatedAt: number;
}

export interface Product {
	id: string;
	title: string;
	handle: string;
	status: ProductStatus;
	tags: string[];
	variants: Variant[];
	publishedOn: Set<string>;
	createdAt: number;
	updatedAt: number;
	/** `totalInventory` lags behind a write (shopify sheet, section 7): shown until `totalDueAt`. */
	totalShown: number;
	totalDueAt: number | undefined;
}

export interface Shipment {
	id: string;
	status: 'DRAFT' | 'IN_TRANSIT' | 'OTHER' | 'PARTIALLY_RECEIVED' | 'RECEIVED';
	shippedAt: number | undefined;
	arrivesAt: number | undefined;
	receivedAt: number | undefined;
	lineItems: { id: string; variant: Variant; quantity: number; received: number }[];
}

export interface Transfer {
	id: string;
	name: string;
	supplier: string;
	/** A place of the shop's own that it comes from. */
	origin?: Location;
	destination: Location;
	status: 'CANCELED' | 'DRAFT' | 'IN_PROGRESS' | 'OTHER' | 'READY_TO_SHIP' | 'TRANSFERRED';
	createdAt: number;
	lineItems: { id: string; variant: Variant; quantity: number }[];
	shipments: Shipment[];
}

export const quantityOf = (variant: Variant) =>
	variant.levels.reduce((sum, { available }) => sum + available, 0);

/** Untracked variants and 'continue selling when out of stock' sell at any quantity (shopify sheet, section 4). */
export const isForSale = (variant: Variant) =>
	!variant.tracked || variant.policy === 'CONTINUE' || quantityOf(variant) > 0;
