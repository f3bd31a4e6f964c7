import type { IDataObject } from 'n8n-workflow';

import type { Change, Listing } from '../platform';

/** What a stop may change, in eBay's own words. The last two are empty for listings of the Trading API. */
export type EbayState = {
	quantity: number;
	/** By merchantLocationKey. */
	availabilityDistributions: { [location: string]: number };
	/** availableQuantity of published offers by offerId, as far as they were read. */
	offers: { [offerId: string]: number };
};

/** eBay keeps two kinds of listings apart (sheet, section 1). */
export type EbayNative = InventoryNative | TradingNative;

export interface InventoryNative {
	model: 'inventoryApi';
	/** The inventory item group, if the SKU is a variation. */
	group: string;
	/** Some offer of it is published; null where the offers were not read. */
	isPublished: boolean | null;
	/** As read: what a write leaves out is lost. */
	distributions: IDataObject[];
	/** Stock for pick-up in stores, which is kept apart. */
	pickup: boolean;
}

export interface TradingNative {
	model: 'trading';
	itemId: string;
	isVariation: boolean;
	/** FixedPriceItem, StoresFixedPrice, Chinese (an auction) ... */
	listingType: string;
	/** GTC, Days_30 ... */
	listingDuration: string;
}

export type EbayListing = Listing<EbayState, EbayNative>;
export type EbayChange = Change<EbayState, EbayNative>;
