import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { ChannelOptions, Listing } from '../platform';

/** Quantity by fulfillment channel code, merchant-fulfilled codes only. */
export type AmazonState = { quantities: { [code: string]: number } };

export interface AmazonNative {
	productType: string;
	/** Codes of stock that belongs to Amazon's warehouses. */
	fbaCodes: string[];
}

export type AmazonListing = Listing<AmazonState, AmazonNative>;

const INCLUDED = 'summaries,fulfillmentAvailability';
const PAGE = '20';

export const itemsPath = ({ account }: Pick<ChannelOptions, 'account'>): string =>
	`/listings/2021-08-01/items/${strictEncode(account.sellerId)}`;

/** The credential may hold several, the first one is the shop's own. */
export const marketplaces = ({ account }: Pick<ChannelOptions, 'account'>): string[] =>
	account.marketplaceIds
		.split(',')
		.map((id) => id.trim())
		.filter(Boolean);

export async function readListings(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<AmazonListing[]> {
	// The identifiers are a comma-separated list, so a SKU with a comma has to be asked for alone (sheet, section 3).
	const together = skus.filter((sku) => !sku.includes(','));
	const alone = skus.filter((sku) => sku.includes(','));
	const rows = [
		...(together.length ? await search(call, together, options) : []),
		...(await Promise.all(alone.map(async (sku) => await one(call, sku, options)))).flat(),
	];
	return rows.map(toListing);
}

async function search(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Amazon');
	let pageToken = '';
	const wanted = { identifiers: skus.join(','), identifiersType: 'SKU' };
	do {
		const page = await searchPage(ask, wanted, pageToken, options);
		rows.push(...page.rows);
		pageToken = page.next;
	} while (pageToken);
	return rows;
}

export interface SearchPage {
	rows: IDataObject[];
	/** Of the whole search, also what cannot be paged to. */
	found: number;
	/** '' after the last page. */
	next: string;
}

/** One page of a search in the shop's own marketplace. */
export async function searchPage(
	call: Call,
	wanted: Readonly<Record<string, string>>,
	pageToken: string,
	options: Pick<ChannelOptions, 'account'>,
): Promise<SearchPage> {
	const { body } = await call({
		method: 'GET',
		path: itemsPath(options),
		query: {
			marketplaceIds: marketplaces(options)[0] ?? '',
			...wanted,
			includedData: INCLUDED,
			pageSize: PAGE,
			...(pageToken ? { pageToken } : {}),
		},
		limit: 'searchListingsItems',
	});
	const { items, numberOfResults, pagination } = asObject(body);
	return {
		rows: asList(items),
		found: asNumber(numberOfResults) ?? 0,
		next: asText(asObject(pagination).nextToken),
	};
}

async function one(call: Call, sku: string, options: ChannelOptions): Promise<IDataObject[]> {
	try {
		const { body } = await call({
			method: 'GET',
			path: `${itemsPath(options)}/${strictEncode(sku)}`,
			query: { marketplaceIds: marketplaces(options)[0] ?? '', includedData: INCLUDED },
			limit: 'getListingsItem',
		});
		return [asObject(body)];
	} catch (error) {
		if (error instanceof ChannelProblem && error.problem.kind === 'notFound') return [];
		return rethrow(error);
	}
}

export function toListing(row: IDataObject): AmazonListing {
	const sku = asText(row.sku);
	const quantities: AmazonState['quantities'] = {};
	const fbaCodes: string[] = [];
	for (const { fulfillmentChannelCode, quantity } of asList(row.fulfillmentAvailability)) {
		const code = asText(fulfillmentChannelCode);
		if (code.startsWith('AMAZON_')) fbaCodes.push(code);
		else if (code) quantities[code] = asNumber(quantity) ?? 0;
	}
	const summaries = asList(row.summaries);
	const statuses = summaries.flatMap(({ status }) =>
		Array.isArray(status) ? status.map(String) : [],
	);
	const counts = Object.values(quantities);
	return {
		sku,
		id: sku,
		title: asText(summaries[0]?.itemName) || undefined,
		quantity: counts.length ? counts.reduce((sum, count) => sum + count, 0) : null,
		visible: statuses.includes('DISCOVERABLE') || statuses.includes('BUYABLE'),
		buyable: statuses.includes('BUYABLE'),
		state: { quantities },
		native: { productType: asText(summaries[0]?.productType), fbaCodes },
	};
}
