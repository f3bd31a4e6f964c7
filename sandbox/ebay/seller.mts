import type { Seller, ShelfItem } from '../fake.mts';
import { endWhatIsEmpty, isPublished, liveQuantity, offersOf, stockOf } from './shop.mts';
import type { Item, Offer, Shop, Stocked, TradingListing } from './shop.mts';

export function shelfOf(shop: Shop): ShelfItem[] {
	const items = [...shop.items.values()].map((item): ShelfItem => {
		const offers = offersOf(shop, item.sku);
		const published = offers.filter((offer) => isPublished(offer) && !offer.onHold);
		const notes = [
			published.length === 0 && offers.some(({ ended }) => ended) && 'ended',
			published.length === 0 && !offers.some(({ ended }) => ended) && 'offer withdrawn',
			published.length > 1 && published.map(({ marketplaceId }) => marketplaceId).join(' + '),
			item.distributions.length > 0 &&
				item.distributions.map(({ merchantLocationKey }) => merchantLocationKey).join(' + '),
		].filter(Boolean);
		const quantity =
			published.length > 0 ? Math.max(...published.map(liveQuantity)) : item.quantity;
		const state = published.length === 0 ? 'hidden' : quantity > 0 ? 'onSale' : 'soldOut';
		return {
			sku: item.sku,
			title: item.title,
			quantity,
			state,
			...(notes.length > 0 && { note: notes.join(', ') }),
		};
	});
	const listings = shop.listings.flatMap((listing) =>
		stockOf(listing).map(
			(part): ShelfItem => ({
				sku: part.sku,
				title: part === listing ? part.title : `${listing.title}, ${part.title}`,
				quantity: part.available,
				state: listing.ended ? 'hidden' : part.available > 0 ? 'onSale' : 'soldOut',
				note: listing.type === 'Chinese' ? 'auction' : 'made on eBay',
			}),
		),
	);
	return [...items, ...listings];
}

export function sellerOf(shop: Shop): Seller {
	const find = (sku: string): { item: Item } | { listing: TradingListing; part: Stocked } => {
		const item = shop.items.get(sku);
		if (item) return { item };
		for (const listing of shop.listings)
			for (const part of stockOf(listing)) if (part.sku === sku) return { listing, part };
		throw new Error(`eBay has no listing with the SKU ${sku}`);
	};
	const publish = (offers: Offer[]) => {
		// A listing that is put up again gets a new number (ebay sheet, section 4).
		const listingId = shop.newListingId();
		for (const offer of offers) Object.assign(offer, { listingId, ended: false });
	};
	const order = (
		sku: string,
		{ title, itemId, price }: Pick<TradingListing, 'title' | 'itemId' | 'price'>,
		quantity: number,
	) => {
		if (quantity > 0) shop.onSale?.({ sku, title, itemId, price, quantity });
	};
	return {
		sell(sku, quantity) {
			const found = find(sku);
			if ('part' in found) {
				const taken = found.listing.ended ? 0 : Math.min(quantity, found.part.available);
				found.part.available -= taken;
				found.part.sold += taken;
				order(sku, found.listing, taken);
			} else {
				const offer = offersOf(shop, sku).find((one) => isPublished(one) && !one.onHold);
				const taken = offer ? Math.min(quantity, liveQuantity(offer)) : 0;
				if (offer) {
					takeFrom(offer, taken);
					order(sku, { ...found.item, itemId: offer.listingId ?? '' }, taken);
				}
			}
			endWhatIsEmpty(shop);
		},
		setQuantity(sku, quantity) {
			const found = find(sku);
			if ('part' in found) found.part.available = quantity;
			else {
				found.item.quantity = quantity;
				found.item.distributions.forEach((place, i) => (place.quantity = i === 0 ? quantity : 0));
				for (const offer of offersOf(shop, sku)) offer.availableQuantity = quantity;
			}
			endWhatIsEmpty(shop);
		},
		setHidden(sku, hidden) {
			const found = find(sku);
			if ('part' in found) {
				found.listing.ended = hidden;
				if (!hidden) found.listing.itemId = shop.newListingId();
				return;
			}
			const { group } = found.item;
			const together = group
				? shop.offers.filter(({ item }) => item.group === group)
				: offersOf(shop, sku);
			if (hidden) for (const offer of together) offer.listingId = undefined;
			else publish(together);
		},
		remove(sku) {
			const found = find(sku);
			if ('item' in found) {
				// The offers go with the item, and their listings end (ebay sheet, section 4).
				shop.items.delete(sku);
				shop.offers = shop.offers.filter(({ item }) => item !== found.item);
			} else {
				const { listing, part } = found;
				listing.variations = listing.variations.filter((one) => one !== part);
				if (listing.variations.length === 0)
					shop.listings.splice(shop.listings.indexOf(listing), 1);
			}
			endWhatIsEmpty(shop);
		},
	};
}

/** A sale lowers item, warehouse and offer. */
function takeFrom(offer: Offer, quantity: number): void {
	const { item } = offer;
	item.quantity -= quantity;
	if (offer.availableQuantity !== undefined) offer.availableQuantity -= quantity;
	offer.sold += quantity;
	let left = quantity;
	for (const place of item.distributions) {
		const taken = Math.min(left, place.quantity);
		place.quantity -= taken;
		left -= taken;
	}
}
