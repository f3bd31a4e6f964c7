import { liveQuantity } from './shop.mts';
import type { Offer, Stocked, TradingListing } from './shop.mts';
import { escape, tag } from './tradingXml.mts';

export function listingView(listing: TradingListing, whole = false): string {
	const { itemId, sku, title, type, duration, ended, variations } = listing;
	const status = (part: { sold: number }) =>
		tag(
			'SellingStatus',
			tag('QuantitySold', part.sold) +
				(whole ? tag('ListingStatus', ended ? 'Completed' : 'Active') : ''),
		);
	const counts = (part: Stocked) => tag('Quantity', part.available + part.sold) + status(part);
	const inside = variations.map((part) =>
		tag('Variation', tag('SKU', escape(part.sku)) + counts(part)),
	);
	const isEmpty = (variations.length > 0 ? variations : [listing]).every(
		({ available }) => available === 0,
	);
	return tag(
		'Item',
		tag('ItemID', itemId) +
			tag('ListingDuration', duration) +
			tag('ListingType', type) +
			counts(listing) +
			(variations.length > 0 || whole ? '' : tag('QuantityAvailable', listing.available)) +
			(sku ? tag('SKU', escape(sku)) : '') +
			tag('Title', escape(title)) +
			(isEmpty ? tag('HideFromSearch', 'true') + tag('ReasonHideFromSearch', 'OutOfStock') : '') +
			(inside.length > 0 ? tag('Variations', inside.join('')) : ''),
	);
}

export function inventoryView(itemId: string, offers: Offer[]): string {
	const counts = (offer: Offer) =>
		tag('Quantity', liveQuantity(offer) + offer.sold) +
		tag('SellingStatus', tag('QuantitySold', offer.sold));
	const [first] = offers;
	const head =
		tag('ItemID', itemId) + tag('ListingDuration', 'GTC') + tag('ListingType', 'FixedPriceItem');
	if (first && first.item.group === undefined)
		return tag(
			'Item',
			head +
				counts(first) +
				tag('QuantityAvailable', liveQuantity(first)) +
				tag('SKU', escape(first.item.sku)) +
				tag('Title', escape(first.item.title)),
		);
	const variations = offers.map((offer) =>
		tag('Variation', tag('SKU', escape(offer.item.sku)) + counts(offer)),
	);
	return tag(
		'Item',
		head + tag('Title', escape(first?.item.title ?? '')) + tag('Variations', variations.join('')),
	);
}
