import { asNumber, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { EbayListing } from './state';
import { trade, tradingRequest } from './trading';
import { all, at, element, textAt, type Element } from './xml';

/** Entries per page (sheet, section 3). */
const PAGE = 200;

/** The look-ups of a run share one list: there is no way to ask for a SKU, and the list may have many pages. */
const lists = new WeakMap<Call, Promise<EbayListing[]>>();

/** Listings made on eBay's pages or by tools of the Trading API. */
export async function readActiveList(call: Call, skus: readonly string[]): Promise<EbayListing[]> {
	const wanted = new Set(skus.map((sku) => sku.toLowerCase()));
	return (await listOf(call)).filter(({ sku }) => wanted.has(sku.toLowerCase()));
}

/** Everything on sale, whatever it was made with: listings of the Inventory API are among them. */
export async function listOf(call: Call): Promise<EbayListing[]> {
	const list = lists.get(call) ?? activeList(call);
	lists.set(call, list);
	return await list;
}

async function activeList(call: Call): Promise<EbayListing[]> {
	const first = await page(call, 1);
	const last = asNumber(textAt(first, 'PaginationResult', 'TotalNumberOfPages')) ?? 1;
	const others = await Promise.all(
		Array.from({ length: Math.max(0, last - 1) }, async (_, i) => await page(call, i + 2)),
	);
	const listings = [first, ...others].flatMap((list) =>
		all(at(list, 'ItemArray'), 'Item').flatMap(listingsOf),
	);
	// A listing may move to the next page while the pages are read.
	return [...new Map(listings.map((listing) => [listing.id, listing])).values()];
}

async function page(call: Call, number: number): Promise<Element | undefined> {
	const pagination = element('EntriesPerPage', PAGE) + element('PageNumber', number);
	const content = element(
		'ActiveList',
		element('Include', 'true') + element('Pagination', pagination),
	);
	return at(await trade(call, tradingRequest('GetMyeBaySelling', content)), 'ActiveList');
}

/** By item number, for reading back: one request for all variations of a listing. */
export async function readItems(call: Call, itemIds: readonly string[]): Promise<EbayListing[]> {
	const items = await Promise.all(
		[...new Set(itemIds)].map(async (itemId) => await item(call, itemId)),
	);
	return items.flatMap((one) => (one ? listingsOf(one) : []));
}

async function item(call: Call, itemId: string): Promise<Element | undefined> {
	try {
		return at(await trade(call, tradingRequest('GetItem', element('ItemID', itemId))), 'Item');
	} catch (error) {
		if (error instanceof ChannelProblem && error.problem.kind === 'notFound') return undefined;
		return rethrow(error);
	}
}

/** One for a single listing, one per variation otherwise: the SKU of the whole then names nothing that can be bought. */
function listingsOf(node: Element): EbayListing[] {
	const itemId = textAt(node, 'ItemID');
	// Only GetItem tells; the active list holds nothing else.
	const isActive = (textAt(node, 'SellingStatus', 'ListingStatus') || 'Active') === 'Active';
	const isShown = isActive && textAt(node, 'HideFromSearch') !== 'true';
	const listing = (
		sku: string,
		id: string,
		quantity: number,
		isVariation: boolean,
	): EbayListing => ({
		sku,
		id,
		title: textAt(node, 'Title') || undefined,
		quantity,
		visible: isShown,
		buyable: isActive && quantity > 0,
		state: { quantity, availabilityDistributions: {}, offers: {} },
		native: {
			model: 'trading',
			itemId,
			isVariation,
			listingType: textAt(node, 'ListingType'),
			listingDuration: textAt(node, 'ListingDuration'),
		},
	});
	const variations = all(at(node, 'Variations'), 'Variation');
	if (variations.length === 0) {
		const sku = textAt(node, 'SKU');
		return sku ? [listing(sku, itemId, available(node), false)] : [];
	}
	return variations.flatMap((variation) => {
		const sku = textAt(variation, 'SKU');
		return sku ? [listing(sku, `${itemId}:${sku}`, available(variation), true)] : [];
	});
}

/** `Quantity` counts the sold pieces as well (sheet, section 7). */
function available(node: Element): number {
	const told = asNumber(textAt(node, 'QuantityAvailable'));
	const offered = asNumber(textAt(node, 'Quantity')) ?? 0;
	const sold = asNumber(textAt(node, 'SellingStatus', 'QuantitySold')) ?? 0;
	return told ?? Math.max(0, offered - sold);
}
