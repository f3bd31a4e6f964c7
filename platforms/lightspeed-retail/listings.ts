import type { IDataObject } from 'n8n-workflow';

import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import type { Change, ChannelOptions, Listing } from '../platform';
import { accountPath, list, rows, type Query } from './account';

/** Field names are those of Item and ItemShop (sheet, section 6). */
export type LightspeedState = {
	/** By itemShopID. */
	qoh: { [itemShopID: string]: number };
	publishToEcom: boolean;
	archived: boolean;
};

export interface LightspeedNative {
	account: string;
	/** Undefined where Lightspeed counts the item; else what it is instead. */
	uncounted?: 'non_inventory' | 'serialized' | 'assembly';
	/** Shop of each row, by itemShopID. */
	shops: Readonly<Record<string, string>>;
}

export type LightspeedListing = Listing<LightspeedState, LightspeedNative>;

export const RELATIONS = { load_relations: '["ItemShops"]' };
/** By default what is archived is not found (sheet, section 3). */
const ALL = { archived: 'true' };
/** The row that holds the sum of all shops; Lightspeed itself writes it. */
const ALL_SHOPS = '0';
/** What an address may hold before servers on the way cut it. */
const LONGEST_ADDRESS = 6_000;
/** A value that begins like this would be read as a comparison (sheet, section 3). */
const OPERATOR = /^(>|>=|<|<=|><|!=|~|!~|IN),/i;

export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<LightspeedListing[]> {
	const field = asText(options.skuField) || 'customSku';
	const account = await accountPath(call, options);
	const find = async (wanted: readonly string[], relations: Query) => {
		const pages = lookUps(field, wanted).map(
			async (filter) => await list(call, account, 'Item', { ...filter, ...ALL, ...relations }),
		);
		return (await Promise.all(pages)).flat();
	};
	const stocked = await find(skus, RELATIONS);
	const known = new Set(stocked.map((item) => asText(item[field])));
	// Where relations are asked for, an item that has none may be left out (sheet, section 3).
	const bare = await find(
		skus.filter((sku) => !known.has(sku)),
		{},
	);
	const byId = new Map([...bare, ...stocked].map((item) => [asText(item.itemID), item]));
	return [...byId.values()].map((item) => toListing(account, asText(item[field]), item));
}

export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<Change<LightspeedState, LightspeedNative>, 'listing'>>,
): Promise<LightspeedListing[]> {
	const byId = new Map(changes.map(({ listing }) => [listing.id, listing]));
	const [{ listing }] = changes;
	const { account } = listing.native;
	const items = await itemsById(call, account, [...byId.keys()]);
	return items.flatMap((item) => {
		const known = byId.get(asText(item.itemID));
		return known ? [toListing(account, known.sku, item)] : [];
	});
}

/** Up to 100 items with their stock, archived ones too (sheet, section 3). */
export async function itemsById(
	call: Call,
	account: string,
	ids: readonly string[],
): Promise<IDataObject[]> {
	const find = async (wanted: readonly string[], relations: Query) =>
		wanted.length === 0
			? []
			: await list(call, account, 'Item', {
					itemID: `IN,[${wanted.join(',')}]`,
					...ALL,
					...relations,
				});
	const stocked = await find(ids, RELATIONS);
	const seen = new Set(stocked.map(({ itemID }) => asText(itemID)));
	const bare = await find(
		ids.filter((id) => !seen.has(id)),
		{},
	);
	return [...stocked, ...bare];
}

/**
 * Queries for these SKUs: one alone as a plain value, many as `or`, which reads its values once more, so they are encoded once more
 * (sheet, section 3).
 */
export function lookUps(field: string, skus: readonly string[]): Array<Record<string, string>> {
	const groups: string[][] = [];
	let length = Infinity;
	for (const sku of skus) {
		const own = strictEncode(part(field, sku)).length + '%7C'.length;
		if (length + own > LONGEST_ADDRESS) {
			groups.push([]);
			length = 0;
		}
		groups[groups.length - 1].push(sku);
		length += own;
	}
	return groups.map((group) =>
		group.length === 1
			? { [field]: literal(group[0]) }
			: { or: group.map((sku) => part(field, sku)).join('|') },
	);
}

const part = (field: string, sku: string): string => `${field}=${strictEncode(literal(sku))}`;

/** A like without a wildcard of its own asks for the text as it is. */
const literal = (sku: string): string => (OPERATOR.test(sku) ? `~,${sku}` : sku);

export function toListing(account: string, sku: string, item: IDataObject): LightspeedListing {
	const shopRows = rows(asObject(item.ItemShops).ItemShop).filter(
		({ shopID }) => asText(shopID) !== ALL_SHOPS,
	);
	const archived = isTrue(item.archived);
	const publishToEcom = isTrue(item.publishToEcom);
	const uncounted = uncountedOf(item);
	const qoh = Object.fromEntries(
		shopRows.map((row) => [asText(row.itemShopID), asNumber(row.qoh) ?? 0]),
	);
	const pieces = Object.values(qoh).reduce((sum, count) => sum + Math.max(0, count), 0);
	return {
		sku,
		id: asText(item.itemID),
		title: asText(item.description) || undefined,
		quantity: uncounted ? null : pieces,
		visible: publishToEcom && !archived,
		buyable: archived ? false : uncounted ? publishToEcom || null : pieces > 0,
		state: { qoh, publishToEcom, archived },
		native: {
			account,
			uncounted,
			shops: Object.fromEntries(
				shopRows.map(({ itemShopID, shopID }) => [asText(itemShopID), asText(shopID)]),
			),
		},
	};
}

const isTrue = (value: unknown): boolean => asText(value) === 'true';

/** Their numbers follow from serial numbers or from parts (sheet, section 4). */
function uncountedOf({ itemType, serialized }: IDataObject): LightspeedNative['uncounted'] {
	const type = asText(itemType);
	if (type === 'non_inventory') return 'non_inventory';
	if (type === 'assembly' || type === 'serialized_assembly') return 'assembly';
	return type === 'serialized' || isTrue(serialized) ? 'serialized' : undefined;
}
