import { asText, type Call } from '../../http/answer';
import type { ChannelOptions } from '../platform';
import { readActiveList, readItems } from './activeList';
import { readInventory } from './inventory';
import type { EbayChange, EbayListing } from './state';

/** So many SKUs at a time that asking for the offers of each, one request apiece, is no burden. */
const FEW = 10;

type ListingModel = 'auto' | 'both' | 'inventoryApi' | 'trading';

const modelOf = ({ listingModel }: ChannelOptions): ListingModel =>
	(asText(listingModel) || 'auto') as ListingModel;

export async function readListings(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<EbayListing[]> {
	const model = modelOf(options);
	if (model === 'trading') return await readActiveList(call, skus);
	// What is at zero may be kept there by its offers too, and putting it back must know (sheet, section 6).
	const wantsOffers = (_sku: string, quantity: number) =>
		model === 'both' || skus.length <= FEW || quantity === 0;
	const inventory = await readInventory(call, skus, wantsOffers);
	return model === 'inventoryApi' ? inventory : await withActiveList(call, skus, inventory);
}

/**
 * An item that is only in the inventory sells nothing: its SKU may be on sale in a listing of the other kind. One whose offers were not
 * read is taken for listed.
 */
async function withActiveList(
	call: Call,
	skus: readonly string[],
	inventory: readonly EbayListing[],
): Promise<EbayListing[]> {
	const listed = inventory.filter(
		({ native }) => native.model === 'inventoryApi' && native.isPublished !== false,
	);
	const known = new Set(listed.map(({ sku }) => sku));
	const others = skus.filter((sku) => !known.has(sku));
	const active = others.length > 0 ? await readActiveList(call, others) : [];
	const elsewhere = new Set(active.map(({ sku }) => sku));
	return [...inventory.filter(({ sku }) => known.has(sku) || !elsewhere.has(sku)), ...active];
}

export async function readBack(
	call: Call,
	changes: ReadonlyArray<Pick<EbayChange, 'listing' | 'set'>>,
): Promise<EbayListing[]> {
	const backOnSale = new Set(
		changes.filter(({ set }) => set.quantity !== 0).map(({ listing }) => listing.sku),
	);
	const skus: string[] = [];
	const itemIds: string[] = [];
	for (const { listing } of changes) {
		if (listing.native.model === 'trading') itemIds.push(listing.native.itemId);
		else skus.push(listing.sku);
	}
	// With the item at zero the listing is out of stock whatever its offers say (sheet, section 4).
	const wantsOffers = (sku: string) => skus.length <= FEW || backOnSale.has(sku);
	const [inventory, items] = await Promise.all([
		readInventory(call, skus, wantsOffers),
		readItems(call, itemIds),
	]);
	return [...inventory, ...items];
}
