import { isPublished, listingStatus } from './shop.mts';
import type { Item, Offer, Shop } from './shop.mts';

export const itemBody = ({ sku, title, quantity, distributions, group }: Item): object => ({
	sku,
	locale: 'en_US',
	product: { title },
	condition: 'NEW',
	availability: {
		shipToLocationAvailability: {
			quantity,
			...(distributions.length > 0 && { availabilityDistributions: distributions }),
			allocationByFormat: { auction: 0, fixedPrice: quantity },
		},
	},
	...(group !== undefined && { inventoryItemGroupKeys: [group] }),
});

export function offerBody(shop: Shop, offer: Offer): object {
	const { offerId, item, marketplaceId, availableQuantity, listingId, onHold, sold } = offer;
	return {
		offerId,
		sku: item.sku,
		marketplaceId,
		format: 'FIXED_PRICE',
		listingDuration: 'GTC',
		...(availableQuantity !== undefined && { availableQuantity }),
		pricingSummary: { price: { value: item.price, currency: 'USD' } },
		merchantLocationKey: 'main',
		status: isPublished(offer) ? 'PUBLISHED' : 'UNPUBLISHED',
		...(listingId !== undefined && {
			listing: {
				listingId,
				listingStatus: listingStatus(shop, offer),
				soldQuantity: sold,
				...(onHold && { listingOnHold: true }),
			},
		}),
	};
}
