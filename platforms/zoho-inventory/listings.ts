import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { chunk, type ChannelOptions } from '../platform';
import {
	inOrganization,
	placesOf,
	posts,
	toListing,
	type ZohoChange,
	type ZohoListing,
} from './items';

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
		const body = await list(call, { page: String(page) }, options);
		take(asList(body.items));
		hasMore = asObject(body.page_context).has_more_page === true;
	}
	if (hasMore)
		await Promise.all(
			[...missing].map(async (sku) => take(asList((await list(call, { sku }, options)).items))),
		);
	return await withPlaces(call, [...found.values()], options);
}

async function list(
	call: Call,
	query: Readonly<Record<string, string>>,
	options: ChannelOptions,
): Promise<IDataObject> {
	const answer = await call({
		method: 'GET',
		path: '/items',
		query: {
			...inOrganization(options),
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

/** Adjustments want to know how much is where; the list does not tell it everywhere (sheet, section 7). */
async function withPlaces(
	call: Call,
	rows: readonly IDataObject[],
	options: ChannelOptions,
): Promise<ZohoListing[]> {
	const listings = rows.map((row) => toListing(row, options));
	if (!posts(options)) return listings;
	const vague = listings.filter(({ native }, i) => native.counted && !placesOf(rows[i]));
	const whole = new Map((await details(call, vague, options)).map((one) => [one.id, one]));
	return listings.map((listing) => whole.get(listing.id) ?? listing);
}

export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<ZohoChange, 'listing' | 'set'>>,
	options: ChannelOptions,
): Promise<ZohoListing[]> {
	return await details(
		call,
		changes.map(({ listing }) => listing),
		options,
	);
}

async function details(
	call: Call,
	listings: readonly ZohoListing[],
	options: ChannelOptions,
): Promise<ZohoListing[]> {
	const known = new Map(listings.map(({ id, native }) => [id, native]));
	const pages = await Promise.all(
		chunk([...known.keys()], MOST_IDS).map(async (ids) => {
			const answer = await call({
				method: 'GET',
				path: '/itemdetails',
				query: { ...inOrganization(options), item_ids: ids.join(',') },
			});
			return asList(asObject(answer.body).items);
		}),
	);
	return pages.flat().map((row) => toListing(row, options, known.get(asText(row.item_id))));
}
