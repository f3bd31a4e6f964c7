import type { Result } from './answers.mts';
import { invalidInput } from './answers.mts';
import type { Listings } from './listings.mts';
import { isFba, marketplaceId } from './listings.mts';

/** What Amazon holds of the seller's goods (amazon sheet, section 7). */
export function inventorySummaries(listings: Listings, query: URLSearchParams): Result {
	const skus = query.get('sellerSkus')?.split(',');
	const mine =
		query.get('granularityType') === 'Marketplace' &&
		query.get('granularityId') === marketplaceId &&
		query.get('marketplaceIds') === marketplaceId;
	if (!mine || (skus && skus.length > 50)) throw invalidInput();
	const since = Date.parse(query.get('startDateTime') ?? '1970-01-01T00:00:00Z');
	const detailed = query.get('details') === 'true';
	const inventorySummaries = listings
		.all()
		.filter((listing) => isFba(listing) && listing.updated >= since)
		.filter(({ sku }) => !skus || skus.includes(sku))
		.map(({ sku, asin, fbaQuantity, updated, attributes }) => ({
			asin,
			fnSku: `X00${asin.slice(3)}`,
			sellerSku: sku,
			condition: 'NewItem',
			...(detailed && { inventoryDetails: { fulfillableQuantity: fbaQuantity } }),
			lastUpdatedTime: new Date(updated).toISOString(),
			productName: String(attributes['item_name']?.[0]?.['value'] ?? ''),
			totalQuantity: fbaQuantity,
		}));
	const granularity = { granularityType: 'Marketplace', granularityId: marketplaceId };
	return { status: 200, body: { payload: { granularity, inventorySummaries } } };
}
