import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk, type ChannelOptions } from '../platform';
import { placesOf, posts, toListing, type ZohoChange, type ZohoListing } from './items';

/** Rows of a page, and ids of one look-up; of the ids nothing is documented (sheet, sections 3 and 5). */
const PAGE = 200;
export const MOST_IDS = 50;

/**
 * There is no search for a list of SKUs. Pages of the whole catalogue are read until asking for the missing ones one by one takes no
 * more requests than what was read already: at most twice the fewest, however large the catalogue is.
 */
export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<ZohoListing[]> {
	const spelled = new Set(skus.map((sku) => sku.toLowerCase()));
	// No item is called so, and such a text cannot travel in an address.
	const missing = new Set(skus.filter((sku) => sku.isWellFormed() && !/\p{Cc}/u.test(sku)));
	const found = new Map<string, IDataObject>();
	const take = (rows: readonly IDataObject[]): void => {
		for (const row of rows) {
			const sku = asText(row.sku);
			if (!spelled.has(sku.toLowerCase())) continue;
			found.set(asText(row.item_id), row);
			missing.delete(sku);
		}
	};
	let hasMore = missing.size > 0;
	for (let page = 1; hasMore && missing.size > page; page++) {
		const body = await list(call, { page: String(page) });
		take(asList(body.items));
		hasMore = hasNextPage(body);
	}
	if (hasMore)
		await Promise.all(
			[...missing].map(async (sku) => take(asList((await list(call, { sku })).items))),
		);
	return await withPlaces(call, [...found.values()], options);
}

/** One page of the items, or those of one SKU. */
export async function list(
	call: Call,
	query: Readonly<Record<string, string>>,
): Promise<IDataObject> {
	const answer = await call({
		method: 'GET',
		path: '/items',
		query: {
			...query,
			// Inactive items too; the oldest first, so that changes meanwhile move no item to another page.
			filter_by: 'Status.All',
			sort_column: 'created_time',
			sort_order: 'A',
			per_page: String(PAGE),
		},
	});
	return asObject(answer.body);
}

export const hasNextPage = ({ page_context }: IDataObject): boolean =>
	asObject(page_context).has_more_page === true;

/** Adjustments want to know how much is where; the list does not tell it everywhere (sheet, section 7). */
async function withPlaces(
	call: Call,
	rows: readonly IDataObject[],
	options: ChannelOptions,
): Promise<ZohoListing[]> {
	const listings = rows.map((row) => toListing(row, options));
	if (!posts(options)) return listings;
	const vague = listings.filter(({ native }, i) => native.counted && !placesOf(rows[i]));
	const whole = new Map((await detailed(call, vague, options)).map((one) => [one.id, one]));
	return listings.map((listing) => whole.get(listing.id) ?? listing);
}

export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<ZohoChange, 'listing' | 'set'>>,
	options: ChannelOptions,
): Promise<ZohoListing[]> {
	return await detailed(
		call,
		changes.map(({ listing }) => listing),
		options,
	);
}

async function detailed(
	call: Call,
	listings: readonly ZohoListing[],
	options: ChannelOptions,
): Promise<ZohoListing[]> {
	const known = new Map(listings.map(({ id, native }) => [id, native]));
	const rows = await details(call, [...known.keys()]);
	return rows.map((row) => toListing(row, options, known.get(asText(row.item_id))));
}

/** The items of these ids with their stock by location; what is deleted is left out. */
export async function details(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	const parts = chunk(ids, MOST_IDS).map(async (part) => await detailsOf(call, part));
	return (await Promise.all(parts)).flat();
}

/** One that is gone lets the whole look-up fail, so it is asked for in halves until only that one is left. */
async function detailsOf(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	try {
		const { body } = await call({
			method: 'GET',
			path: '/itemdetails',
			query: { item_ids: ids.join(',') },
		});
		return asList(asObject(body).items);
	} catch (error) {
		const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		if (!gone) return rethrow(error);
		if (ids.length === 1) return [];
		const halves = chunk(ids, Math.ceil(ids.length / 2));
		return (await Promise.all(halves.map(async (half) => await detailsOf(call, half)))).flat();
	}
}
