import type { Product, World } from '../fake.mts';
import type { Sale } from './orders.mts';

export interface Distribution {
	merchantLocationKey: string;
	quantity: number;
	fulfillmentTime?: { unit: string; value: number };
}

/** An inventory item: the stock of a SKU, whatever it is listed as. */
export interface Item {
	sku: string;
	title: string;
	price: string;
	quantity: number;
	distributions: Distribution[];
	/** inventoryItemGroupKey of a variation. */
	group: string | undefined;
}

export interface Offer {
	offerId: string;
	item: Item;
	marketplaceId: string;
	/** Absent: whatever the item has. */
	availableQuantity: number | undefined;
	/** Withdrawn or never published without one; with one and `ended`, eBay ended it. */
	listingId: string | undefined;
	ended: boolean;
	onHold: boolean;
	sold: number;
}

/** What is on sale of a listing that the Inventory API does not know. */
export interface Stocked {
	sku: string;
	title: string;
	available: number;
	sold: number;
}

export interface TradingListing extends Stocked {
	itemId: string;
	price: string;
	type: 'FixedPriceItem' | 'Chinese';
	duration: string;
	ended: boolean;
	variations: Stocked[];
}

export interface Shop {
	items: Map<string, Item>;
	offers: Offer[];
	listings: TradingListing[];
	/** The preference that keeps listings alive at quantity 0. */
	outOfStockControl: boolean;
	newListingId(): string;
	/** A customer has bought. */
	onSale?: (sale: Sale) => void;
}

const DEFAULT_MARKET = 'EBAY_US';

export function openShop(world: World): Shop {
	let lastListing = 110_040_000_000;
	let lastOffer = 8_012_345_000;
	const shop: Shop = {
		items: new Map(),
		offers: [],
		listings: [],
		outOfStockControl: true,
		newListingId: () => String((lastListing += 37)),
	};
	const offer = (item: Item, marketplaceId: string, listingId: string): void => {
		shop.offers.push({
			offerId: String((lastOffer += 10)),
			item,
			marketplaceId,
			availableQuantity: item.quantity,
			listingId,
			ended: false,
			onHold: false,
			sold: 0,
		});
	};
	for (const product of world.catalogue) addProduct(shop, product, offer);

	const gel = shop.items.get('ACR-GEL-MATT-500');
	if (gel) {
		const elsewhere = Math.floor(gel.quantity / 3);
		gel.distributions = [
			{
				merchantLocationKey: 'main',
				quantity: gel.quantity - elsewhere,
				fulfillmentTime: { unit: 'DAY', value: 1 },
			},
			{ merchantLocationKey: 'outlet', quantity: elsewhere },
		];
	}
	const gesso = shop.items.get('ACR-GES-WHT-1000');
	if (gesso) offer(gesso, 'EBAY_DE', shop.newListingId());
	const sheet = shop.offers.find(({ item }) => item.sku === 'ACR-SHT-CLR-A3');
	if (sheet) sheet.availableQuantity = undefined;
	for (const one of offersOf(shop, 'ACR-VAR-GLOS-250')) one.listingId = undefined;

	const single = (sku: string, title: string, quantity: number, price: string): TradingListing => ({
		itemId: shop.newListingId(),
		sku,
		title,
		available: quantity,
		sold: 4,
		price,
		type: 'FixedPriceItem',
		duration: 'GTC',
		ended: false,
		variations: [],
	});
	const part = (sku: string, title: string, available: number): Stocked => ({
		sku,
		title,
		available,
		sold: 1,
	});
	shop.listings.push(
		single('ACR-EAS-OAK', 'Table Easel, Oak', 3, '39.00'),
		{
			...single('ACR-BRS', 'Flat Brush, Synthetic & Soft', 0, '6.40'),
			variations: [part('ACR-BRS-8', 'No. 8', 9), part('ACR-BRS-12', 'No. 12', 5)],
		},
		single('ACR-DUP-1', 'Palette Knife No. 4', 3, '6.50'),
		single('ACR-DUP-1', 'Palette Knife No. 4 (old packaging)', 3, '6.50'),
		{
			...single('ACR-AUC-1', 'Vintage Colour Chart', 1, '25.00'),
			type: 'Chinese',
			duration: 'Days_7',
		},
		{ ...single('ACR-30D-1', 'Varnish Brush, 30-Day Listing', 2, '8.00'), duration: 'Days_30' },
	);
	return shop;
}

function addProduct(
	shop: Shop,
	{ title, variants }: Product,
	offer: (item: Item, marketplaceId: string, listingId: string) => void,
): void {
	const group = variants.length > 1 ? `GRP-${variants[0]?.sku}` : undefined;
	const listingId = shop.newListingId();
	for (const variant of variants) {
		const item: Item = {
			sku: variant.sku,
			title: [title, variant.title].filter(Boolean).join(', '),
			price: variant.price,
			quantity: variant.quantity,
			distributions: [],
			group,
		};
		shop.items.set(item.sku, item);
		offer(item, DEFAULT_MARKET, listingId);
	}
}

export const offersOf = (shop: Shop, sku: string): Offer[] =>
	shop.offers.filter(({ item }) => item.sku === sku);

export const isPublished = (offer: Offer): boolean => offer.listingId !== undefined && !offer.ended;

/** The lower one of item and offer is what a customer can buy (ebay sheet, section 4). */
export const liveQuantity = ({ item, availableQuantity }: Offer): number =>
	Math.min(item.quantity, availableQuantity ?? item.quantity);

/** The variations of one listing share its fate; one that is empty stays while another has something. */
export function listingStatus(shop: Shop, offer: Offer): string {
	if (offer.listingId === undefined) return 'NOT_LISTED';
	if (offer.ended) return 'ENDED';
	const together = shop.offers.filter(({ listingId }) => listingId === offer.listingId);
	return together.some((one) => liveQuantity(one) > 0) ? 'ACTIVE' : 'OUT_OF_STOCK';
}

/** Without Out-of-Stock Control a listing ends with its last piece. */
export function endWhatIsEmpty(shop: Shop): void {
	if (shop.outOfStockControl) return;
	for (const offer of shop.offers)
		if (isPublished(offer) && listingStatus(shop, offer) === 'OUT_OF_STOCK') offer.ended = true;
	for (const listing of shop.listings)
		if (stockOf(listing).every(({ available }) => available === 0)) listing.ended = true;
}

export const stockOf = (listing: TradingListing): Stocked[] =>
	listing.variations.length > 0 ? listing.variations : [listing];
