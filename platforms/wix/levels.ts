import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import type { StockReading } from '../../events/stockEvent';
import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { LevelPage, LevelRequest, LevelSource } from '../levelSource';
import type { Scope } from '../webhookSource';
import { byCatalog, newest } from './catalog';
import { SITE, type WixListing } from './listing';
import { locations } from './locations';
import { readingOf } from './reading';
import { onPage } from './v1Page';
import { toListings } from './v3';
import { hiddenProducts, ITEMS, itemsWhere, PAGE, page } from './v3Queries';

/**
 * Catalog V3 can be asked for the items changed since a time, but not for products that were hidden or shown, and V1 for neither; a
 * request for every 1,000 items is little, so every pass reads everything.
 */
export const levels: LevelSource = {
	async page(call, { from, scope }) {
		const place = placeOf(from);
		return await byCatalog(call, {
			V3: async () => await pageV3(call, place.catalog === 'V3' ? place.at : '', scope),
			V1: async () => await pageV1(call, place.catalog === 'V1' ? place.at : '', scope),
		});
	},
};

/** `at`: a cursor of V3, an offset of V1. A site that was moved meanwhile is read from the beginning. */
function placeOf(from: LevelRequest['from']): { catalog: string; at: string } {
	const { catalog, at } = asObject(from === undefined ? {} : parseJson(from));
	return { catalog: asText(catalog), at: asText(at) };
}

const placed = (catalog: 'V1' | 'V3', at: string | undefined): Pick<LevelPage, 'next'> =>
	at === undefined ? {} : { next: JSON.stringify({ catalog, at }) };

async function pageV1(call: Call, at: string, scope: Scope): Promise<LevelPage> {
	const { listings, next } = await onPage(call, asNumber(at) ?? 0);
	return {
		// Wix tells when the product changed, not whether a change of stock counts as one.
		readings: listings.flatMap(({ listing, changed }) =>
			keyed(listing, scope, `${changed}|${JSON.stringify(listing.state)}`),
		),
		...placed('V1', next === undefined ? undefined : String(next)),
	};
}

async function pageV3(call: Call, at: string, scope: Scope): Promise<LevelPage> {
	const filter = scope.locations.length > 0 ? { locationId: { $in: [...scope.locations] } } : {};
	const query = { filter, limit: PAGE.items, cursor: at || undefined };
	const { rows, next } = await page(call, ITEMS_QUERY, 'inventoryItems', query);
	// By itself a page may end between two locations of a variant.
	const isWhole = scope.locations.length === 1 || (await placesOf(call)) === 1;
	const items = isWhole ? rows.map((row) => newest(call, row)) : await completed(call, rows);
	const hidden = await hiddenOf(call);
	const visible = new Map(
		items.map(({ productId }) => [asText(productId), hidden && !hidden.has(asText(productId))]),
	);
	return {
		readings: toListings(items, known(visible)).flatMap((listing) =>
			keyed(listing, scope, `${revisionsOf(listing)}|${listing.visible}`),
		),
		...placed('V3', next),
	};
}

const ITEMS_QUERY = `${ITEMS}/query`;

const known = (visible: ReadonlyMap<string, boolean | undefined>) =>
	new Map([...visible].map(([id, shown]) => [id, shown ?? null]));

/** The same variants at all locations; one that stands on two pages comes twice, the same. */
async function completed(call: Call, rows: readonly IDataObject[]): Promise<IDataObject[]> {
	const nameOf = ({ productId, variantId }: IDataObject) =>
		`${asText(productId)}.${asText(variantId)}`;
	const wanted = new Set(rows.map(nameOf));
	const ids = [...new Set(rows.map(({ productId }) => asText(productId)))];
	const all = await itemsWhere(call, 'productId', ids);
	return all.filter((row) => wanted.has(nameOf(row)));
}

const revisionsOf = ({ native }: WixListing): string =>
	Object.entries(native.items)
		.map(([location, { revision }]) => `${location} ${revision}`)
		.sort()
		.join(' ');

function keyed(listing: WixListing, scope: Scope, key: string): StockReading[] {
	const reading = listing.sku === '' ? undefined : readingOf(listing, scope);
	if (!reading) return [];
	const isGuessed = SITE in listing.state.quantity || SITE in listing.state.inStock;
	return [{ ...reading, key, ...(isGuessed ? { keyIsGuessed: true } : {}) }];
}

/** Read once for a pass, as long as it is one run. */
const places = new WeakMap<Call, number>();
const hiddenIds = new WeakMap<Call, ReadonlySet<string> | undefined>();

/** How many locations there are; 0 where the key may not ask, which counts as several. */
async function placesOf(call: Call): Promise<number> {
	const known = places.get(call);
	if (known !== undefined) return known;
	try {
		const count = (await locations(call)).length;
		places.set(call, count);
		return count;
	} catch (error) {
		const refused = error instanceof ChannelProblem && error.problem.kind === 'permission';
		if (!refused) return rethrow(error);
		places.set(call, 0);
		return 0;
	}
}

async function hiddenOf(call: Call): Promise<ReadonlySet<string> | undefined> {
	if (!hiddenIds.has(call)) {
		const products = await hiddenProducts(call);
		hiddenIds.set(call, products && new Set(products.map(({ id }) => asText(id))));
	}
	return hiddenIds.get(call);
}
