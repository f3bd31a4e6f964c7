import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk, type Change, type Listing } from '../platform';
import { variationsOf, type Variation } from './inventory';

/** Quantities and switches by the variation's values; a SKU may sit on several of them. */
export type EtsyState = {
	/** Of the whole listing. */
	state: string;
	quantity: { [variation: string]: number };
	is_enabled: { [variation: string]: boolean };
	/**
	 * The variations under other SKUs that can be bought; null while the whole listing cannot. Not a field of Etsy: remembered, it tells
	 * which ones went off sale together with this one.
	 */
	on_sale: { [variation: string]: boolean | null };
};

export interface EtsyNative {
	shopId: string;
	listingId: string;
	/** As it was read; the base of what a dry run shows. */
	inventory: IDataObject;
	/** All of the listing. */
	variations: readonly Variation[];
	/** Milliseconds since 1970, 0 where Etsy does not say. */
	changedAt: number;
}

export type EtsyListing = Listing<EtsyState, EtsyNative>;

/** Of one request, both here and by id (sheet, section 3). */
const PAGE = 100;
/** What is sold out, drafted or expired matters only when a SKU is nowhere else: shops keep a long tail of such listings. */
const FIRST_STATES = ['active', 'inactive'] as const;
const OTHER_STATES = ['sold_out', 'draft', 'expired'] as const;

/** There is no search by SKU, so the shop's listings are read (sheet, section 3). */
export async function readBySku(call: Call, skus: readonly string[]): Promise<EtsyListing[]> {
	const shopId = await shopOf(call);
	const wanted = new Set(skus.map((sku) => sku.toLowerCase()));
	const found = new Map<string, EtsyListing>();
	const missesSome = (): boolean => {
		const have = skusOf(found);
		return [...wanted].some((sku) => !have.has(sku));
	};
	const take = async (state: string): Promise<boolean> =>
		await collect(call, shopId, state, found, (sku) => wanted.has(sku));
	const moved = await Promise.all(FIRST_STATES.map(take));
	// Pages run over the live list: what left it meanwhile let another one slip between two pages.
	if (moved.includes(true) && missesSome()) await Promise.all(FIRST_STATES.map(take));
	for (const state of OTHER_STATES) if (missesSome()) await take(state);
	return [...found.values()];
}

/** Every SKU of the shop, where it matters most; drafts were never on sale. */
export async function readAll(call: Call): Promise<EtsyListing[]> {
	const shopId = await shopOf(call);
	const found = new Map<string, EtsyListing>();
	const take = async (state: string): Promise<boolean> =>
		await collect(call, shopId, state, found, () => true);
	const moved = await Promise.all(FIRST_STATES.map(take));
	if (moved.includes(true)) await Promise.all(FIRST_STATES.map(take));
	for (const state of OTHER_STATES) {
		if (state === 'draft') continue;
		const known = skusOf(found);
		await collect(call, shopId, state, found, (sku) => !known.has(sku));
	}
	return [...found.values()];
}

const skusOf = (listings: ReadonlyMap<string, EtsyListing>): Set<string> =>
	new Set([...listings.values()].map(({ sku }) => sku.toLowerCase()));

/** @returns whether listings moved while they were read */
async function collect(
	call: Call,
	shopId: string,
	state: string,
	found: Map<string, EtsyListing>,
	isWanted: (sku: string) => boolean,
): Promise<boolean> {
	const { listings, moved } = await listingsOf(call, shopId, state);
	for (const listing of listings.flatMap(toListings))
		if (isWanted(listing.sku.toLowerCase())) found.set(listing.id, listing);
	return moved;
}

export async function shopOf(call: Call): Promise<string> {
	const { body } = await call({ method: 'GET', path: '/v3/application/users/me' });
	const shopId = asText(asObject(body).shop_id);
	if (shopId) return shopId;
	throw new ChannelProblem({
		kind: 'refused',
		message: 'This Etsy account has no shop.',
		nextStep: 'Connect the credential with the account that owns the shop.',
	});
}

async function listingsOf(call: Call, shopId: string, state: string) {
	const page = async (offset: number): Promise<IDataObject> => {
		const query = { state, limit: String(PAGE), offset: String(offset), includes: 'Inventory' };
		const path = `/v3/application/shops/${shopId}/listings`;
		return asObject((await call({ method: 'GET', path, query })).body);
	};
	const first = await page(0);
	const count = asNumber(first.count) ?? 0;
	const offsets = Array.from({ length: Math.ceil(count / PAGE) }, (_, i) => i * PAGE).slice(1);
	const pages = [first, ...(await Promise.all(offsets.map(page)))];
	const listings = pages.flatMap(({ results }) => asList(results));
	const distinct = new Set(listings.map(({ listing_id }) => listing_id));
	return { listings, moved: distinct.size < count };
}

/** Up to 100 listings in one request; never more than the variations asked for. */
export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<Change<EtsyState, EtsyNative>, 'listing' | 'set'>>,
): Promise<EtsyListing[]> {
	const wanted = new Map(changes.map(({ listing, set }) => [listing.id, set]));
	const ids = changes.map(({ listing }) => listing.native.listingId);
	return (await readByIds(call, ids)).flatMap((listing) => {
		const set = wanted.get(listing.id);
		if (!set) return [];
		// What becomes of the others is their own business; here it was only remembered.
		const on_sale = { ...listing.state.on_sale, ...(set as Partial<EtsyState>).on_sale };
		return [{ ...listing, state: { ...listing.state, on_sale } }];
	});
}

/** The SKUs of these listings, without those that are gone. */
export async function readByIds(call: Call, ids: readonly string[]): Promise<EtsyListing[]> {
	const parts = chunk([...new Set(ids)], PAGE);
	const found = await Promise.all(parts.map(async (part) => await batch(call, part)));
	return found.flat().flatMap(toListings);
}

/** One unknown id and nothing is told of the others (sheet, section 3): then the halves are asked. */
async function batch(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	try {
		const answer = await call({
			method: 'GET',
			path: '/v3/application/listings/batch/inventory',
			query: { listing_ids: ids.join(',') },
		});
		return asList(asObject(answer.body).results);
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.problem.kind !== 'notFound')
			return rethrow(error);
		if (ids.length === 1) return [];
		const half = Math.ceil(ids.length / 2);
		return [...(await batch(call, ids.slice(0, half))), ...(await batch(call, ids.slice(half)))];
	}
}

/** One for each SKU of the listing. */
function toListings(listing: IDataObject): EtsyListing[] {
	const listingId = asText(listing.listing_id);
	const inventory = asObject(listing.inventory);
	const variations = variationsOf(inventory);
	// Some answers called a hidden listing so (sheet, section 4).
	const state = listing.state === 'edit' ? 'inactive' : asText(listing.state);
	const visible = state === 'active';
	const idOf = (sku: string): string => `${listingId}/${sku}`;
	const onSale = variations.filter(sells).map(({ sku }) => sku);
	return [...Map.groupBy(variations, ({ sku }) => sku)]
		.filter(([sku]) => sku !== '')
		.map(([sku, own]) => {
			const others = new Set(onSale.filter((other) => other !== sku));
			return {
				sku,
				id: idOf(sku),
				title: titleOf(listing, own, variations.length),
				quantity: sumOf(own),
				visible: visible && own.some(({ isEnabled }) => isEnabled),
				buyable: visible && own.some(sells),
				state: {
					state,
					quantity: Object.fromEntries(own.map(({ key, quantity }) => [key, quantity])),
					is_enabled: Object.fromEntries(own.map(({ key, isEnabled }) => [key, isEnabled])),
					on_sale: Object.fromEntries(
						variations
							.filter((one) => one.sku !== sku)
							.map((one) => [one.key, visible ? sells(one) : null]),
					),
				},
				native: {
					shopId: asText(listing.shop_id),
					listingId,
					inventory,
					variations,
					changedAt: (asNumber(listing.last_modified_timestamp) ?? 0) * 1_000,
				},
				product: { id: listingId, othersBuyable: visible ? [...others].map(idOf) : [] },
			};
		});
}

export const sells = ({ isEnabled, quantity }: Variation): boolean => isEnabled && quantity > 0;

/** Pieces that are shared count once. */
function sumOf(own: readonly Variation[]): number {
	const pools = new Map(own.map(({ pool, quantity }) => [pool, quantity]));
	return [...pools.values()].reduce((sum, quantity) => sum + quantity, 0);
}

function titleOf({ title }: IDataObject, own: readonly Variation[], all: number) {
	const names = all > 1 && own.length === 1 ? [own[0].key] : [];
	return [asText(title), ...names].filter(Boolean).join(' - ') || undefined;
}
