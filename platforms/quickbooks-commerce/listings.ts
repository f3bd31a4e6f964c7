import type { IDataObject } from 'n8n-workflow';

import type { Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk } from '../platform';
import { toListing, type QuickbooksChange, type QuickbooksListing } from './items';
import { oneOf, query } from './query';

/** QuickBooks holds no longer ones (sheet, section 3). */
const LONGEST_SKU = 100;
/** So that the address stays below what servers take, whatever the SKUs are made of. */
const MOST_CHARACTERS = 4_000;
/** Our own bound for the length of the address: ids are shorter than SKUs. */
export const MOST_IDS = 100;
/** What QuickBooks says of a query it cannot take apart. */
const UNREADABLE = '4000';

export async function readBySku(call: Call, skus: readonly string[]): Promise<QuickbooksListing[]> {
	const possible = skus.filter(
		(sku) => sku.length <= LONGEST_SKU && sku.isWellFormed() && !/\p{Cc}/u.test(sku),
	);
	const wanted = new Set(possible);
	const found = await Promise.all(pack(possible).map(async (part) => await lookUp(call, part)));
	// QuickBooks compares without regard to case.
	return found.flat().filter(({ sku }) => wanted.has(sku));
}

export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<QuickbooksChange, 'listing'>>,
): Promise<QuickbooksListing[]> {
	return (
		await itemsById(
			call,
			changes.map(({ listing }) => listing.id),
		)
	).map(toListing);
}

/** The items of these ids, inactive ones too. */
export async function itemsById(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	const parts = chunk(ids, MOST_IDS).map(
		async (part) => await query(call, 'Item', `Id in ${oneOf(part)} and ${ACTIVE_OR_NOT}`),
	);
	return (await Promise.all(parts)).flat();
}

/** Otherwise inactive items stay away (sheet, section 3). */
export const ACTIVE_OR_NOT = 'Active in (true,false)';

/** One SKU QuickBooks cannot read must not stop the others: such a list is halved until it stands alone. */
async function lookUp(call: Call, skus: readonly string[]): Promise<QuickbooksListing[]> {
	try {
		return (await query(call, 'Item', `Sku in ${oneOf(skus)} and ${ACTIVE_OR_NOT}`)).map(toListing);
	} catch (error) {
		const unreadable = error instanceof ChannelProblem && error.problem.code === UNREADABLE;
		if (!unreadable || skus.length === 1) return unreadable ? [] : rethrow(error);
		const halves = chunk(skus, Math.ceil(skus.length / 2));
		return (await Promise.all(halves.map(async (half) => await lookUp(call, half)))).flat();
	}
}

function pack(skus: readonly string[]): string[][] {
	const parts: string[][] = [];
	let left = 0;
	for (const sku of skus) {
		const length = strictEncode(`'${sku}',`).length;
		if (length > left) {
			parts.push([]);
			left = MOST_CHARACTERS;
		}
		parts[parts.length - 1].push(sku);
		left -= length;
	}
	return parts;
}
