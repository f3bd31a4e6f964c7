import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asText, type Call } from '../../http/answer';
import { strictEncode, type Account } from '../../http/client';
import { ChannelProblem } from '../../http/problem';
import { chunk, type Change, type ChannelOptions, type Listing } from '../platform';
import { centersById, type CenterKind } from './centers';
import { pages } from './service';

/** Put on every product that is blocked here, to tell it from those that others blocked (sheet, section 6). */
export const OUR_COMMENT = 'Out of stock (n8n)';

/** Names are ChannelAdvisor's (sheet, section 6); quantities by id of the distribution center, without those that cannot be set. */
export type ChannelAdvisorState = {
	AvailableQuantity: { [distributionCenter: string]: number };
	/** `byOthers`: blocked, with another comment than ours, so it is not ours to unblock. */
	IsBlocked: boolean | 'byOthers';
	BlockComment: string;
	IsExternalQuantityBlocked: boolean;
};

export interface ChannelAdvisorNative {
	kind: 'product' | 'parent' | 'bundle';
	/** Pieces in distribution centers that are run by somebody else. */
	external: number;
	centers: Centers;
}

/** Of the whole account, by id. */
type Centers = ReadonlyMap<string, CenterKind>;

export type ChannelAdvisorListing = Listing<ChannelAdvisorState, ChannelAdvisorNative>;

/** Terms of one look-up: our own bound (sheet, section 3). */
const MOST_TERMS = 20;
/** Our own bound too; the address may not grow for ever. No SKU alone is longer. */
const MOST_CHARACTERS = 1_500;
const OR = ' or ';

export const SELECT =
	'ID,Sku,ProfileID,Title,IsBlocked,BlockComment,IsExternalQuantityBlocked,IsParent,BundleType,TotalAvailableQuantity';

export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<ChannelAdvisorListing[]> {
	const profile = profileFilter(options.account);
	const terms = termsOf(skus);
	if (terms.length === 0) return [];
	const [centers, rows] = await Promise.all([centersById(call), productRows(call, terms, profile)]);
	return rows.map((row) => toListing(row, centers));
}

/** What to ask for; SKUs that no product can have are left out. */
export const termsOf = (skus: readonly string[]): string[] =>
	skus
		.filter(isAskable)
		.map((sku) => `Sku eq '${sku.replaceAll("'", "''")}'`)
		.filter((term) => strictEncode(term).length <= MOST_CHARACTERS);

/** The products that meet any of the terms, in as few requests as the address allows. */
export async function productRows(
	call: Call,
	terms: readonly string[],
	profile: string,
	select = SELECT,
): Promise<IDataObject[]> {
	const groups = await Promise.all(
		filters(terms).map(async (filter) => await products(call, filter, profile, select)),
	);
	return groups.flat();
}

export async function readBack(
	call: Call,
	changes: ReadonlyArray<
		Pick<Change<ChannelAdvisorState, ChannelAdvisorNative>, 'listing' | 'set'>
	>,
): Promise<ChannelAdvisorListing[]> {
	const [first] = changes;
	const terms = changes.map(({ listing }) => `ID eq ${listing.id}`);
	const rows = await productRows(call, terms, '');
	return rows.map((row) => toListing(row, first.listing.native.centers));
}

/** No SKU holds them, and web servers refuse the whole address because of one. */
const isAskable = (sku: string): boolean => !/\p{Cc}/u.test(sku);

/** One token may span several accounts (sheet, section 2). */
export function profileFilter(account: Account): string {
	const id = account.profileId ?? '';
	if (id === '') return '';
	if (/^\d+$/.test(id)) return ` and ProfileID eq ${id}`;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `The profile ID '${id}' is not a number.`,
		nextStep: 'Enter the number of your ChannelAdvisor account in the credential, or nothing.',
	});
}

function filters(terms: readonly string[]): string[] {
	return chunk(terms, MOST_TERMS).flatMap((part) => {
		const groups: string[] = [];
		for (const term of part) {
			const longer = groups.length > 0 ? `${groups[groups.length - 1]}${OR}${term}` : '';
			if (longer && strictEncode(longer).length <= MOST_CHARACTERS)
				groups[groups.length - 1] = longer;
			else groups.push(term);
		}
		return groups;
	});
}

async function products(
	call: Call,
	filter: string,
	profile: string,
	select: string,
): Promise<IDataObject[]> {
	return await pages(call, {
		method: 'GET',
		path: '/v1/Products',
		query: {
			$filter: profile ? `(${filter})${profile}` : filter,
			$select: select,
			$expand: 'DCQuantities',
		},
	});
}

export function toListing(row: IDataObject, centers: Centers): ChannelAdvisorListing {
	const AvailableQuantity: ChannelAdvisorState['AvailableQuantity'] = {};
	let external = 0;
	for (const { DistributionCenterID, AvailableQuantity: count } of asList(row.DCQuantities)) {
		const id = asText(DistributionCenterID);
		const quantity = asNumber(count) ?? 0;
		const kind = centers.get(id) ?? 'own';
		if (kind === 'own') AvailableQuantity[id] = quantity;
		if (kind === 'external') external += quantity;
	}
	const blocked = row.IsBlocked === true;
	const comment = asText(row.BlockComment);
	const kind =
		row.IsParent === true ? 'parent' : row.BundleType === 'BundleItem' ? 'bundle' : 'product';
	const state: ChannelAdvisorState = {
		AvailableQuantity,
		IsBlocked: blocked && comment !== OUR_COMMENT ? 'byOthers' : blocked,
		// Whether an empty text clears it is not known: left behind on an unblocked product, ours says nothing.
		BlockComment: !blocked && comment === OUR_COMMENT ? '' : comment,
		IsExternalQuantityBlocked: row.IsExternalQuantityBlocked === true,
	};
	const total = asNumber(row.TotalAvailableQuantity);
	const counted = asList(row.DCQuantities).length > 0;
	const inCenters = sum(AvailableQuantity) + (state.IsExternalQuantityBlocked ? 0 : external);
	const quantity = kind === 'parent' ? null : counted ? inCenters : total;
	// The total is reckoned and may follow a moment later, so neither number alone says that nothing is left (sheet, section 7). Whether
	// it leaves out what is blocked at external centers is not known; then the centers alone say it.
	const pieces = state.IsExternalQuantityBlocked ? quantity : Math.max(quantity ?? 0, total ?? 0);
	return {
		sku: asText(row.Sku),
		id: asText(row.ID),
		title: asText(row.Title) || undefined,
		quantity,
		visible: !blocked,
		buyable: blocked ? false : kind === 'parent' ? null : (pieces ?? 0) > 0,
		state,
		native: { kind, external, centers },
	};
}

const sum = (quantities: ChannelAdvisorState['AvailableQuantity']): number =>
	Object.values(quantities).reduce((whole, count) => whole + count, 0);
