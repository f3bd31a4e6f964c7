import type { IDataObject } from 'n8n-workflow';

import { asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { ChannelOptions } from '../platform';
import {
	buyable,
	byLocation,
	COUNTED,
	LEVEL,
	ownName,
	toListing,
	toListings,
	type Named,
	type NetsuiteChange,
	type NetsuiteListing,
	type NetsuiteState,
} from './items';
import { recordTypes, withRecordType } from './records';
import { ids, suiteql, texts } from './suiteql';

export async function readBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<NetsuiteListing[]> {
	const column = skuColumn(options);
	// No item is called so, and Oracle might refuse the whole query for it.
	const wanted = skus.filter((sku) => sku.isWellFormed() && !/\p{Cc}/u.test(sku));
	if (wanted.length === 0) return [];
	const name = namer(column, new Set(wanted));
	const rows = await itemRows(call, `i.${column} IN (${texts(wanted)})`, column);
	const found = toListings(rows, name);
	const have = new Set(found.map(({ sku }) => sku));
	const missing = wanted.filter((sku) => !have.has(sku));
	if (missing.length > 0) {
		const named = (await search(call, missing, column)).map((row) => name(row));
		found.push(
			...(await complete(
				call,
				named.filter(({ sku }) => missing.includes(sku)),
			)),
		);
	}
	return await withBehavior(call, found, options);
}

export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<NetsuiteChange, 'listing' | 'set'>>,
	options: ChannelOptions,
): Promise<NetsuiteListing[]> {
	const named = changes.map(({ listing: { id, sku, title, native } }) => ({
		id,
		sku,
		title,
		itemType: native.itemType,
	}));
	return await withBehavior(call, await complete(call, named), options);
}

function skuColumn({ skuField }: ChannelOptions): string {
	const column = asText(skuField).trim().toLowerCase() || 'itemid';
	if (/^[a-z][a-z0-9_]*$/.test(column)) return column;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${column}' cannot be the name of a NetSuite field.`,
		nextStep:
			"Enter the field's ID in 'SKU Field' of the NetSuite options, like 'upccode' or 'custitem_sku'.",
	});
}

/** A sub-item may be called by its own name or by its full one (sheet, section 3). */
function namer(column: string, wanted: ReadonlySet<string>) {
	return (row: IDataObject): Named => {
		const full = asText(row.sku);
		const own = column === 'itemid' ? ownName(full) : full;
		return {
			id: asText(row.id),
			sku: wanted.has(full) ? full : own,
			itemType: asText(row.itemtype),
			title: asText(row.displayname) || undefined,
		};
	};
}

/**
 * The few columns every role can see, by full name and by the last part of it. A question with a column that a role may not see gives
 * no rows at all, without a word (sheet, section 3), so whatever is missing is asked for once more like this.
 */
async function search(call: Call, skus: readonly string[], column: string): Promise<IDataObject[]> {
	const ask = async (where: string) =>
		await suiteql(
			call,
			`SELECT i.id, i.${column} AS sku, i.itemtype FROM item i WHERE ${where} ORDER BY i.id`,
		);
	const whole = `i.${column} IN (${texts(skus)})`;
	if (column !== 'itemid') return await ask(whole);
	return await ask(
		`${whole} OR SUBSTR(i.itemid, INSTR(i.itemid, '${LEVEL}', -1) + ${LEVEL.length}) IN (${texts(skus)})`,
	);
}

async function complete(call: Call, named: readonly Named[]): Promise<NetsuiteListing[]> {
	if (named.length === 0) return [];
	const byId = new Map(named.map((one) => [one.id, one]));
	const rows = await itemRows(call, `i.id IN (${ids([...byId.keys()])})`);
	const seen = toListings(rows, ({ id, displayname }) => ({
		...(byId.get(asText(id)) as Named),
		title: asText(displayname) || undefined,
	}));
	const shown = new Set(seen.map(({ id }) => id));
	return [
		...seen,
		...(await fromRecords(
			call,
			named.filter(({ id }) => !shown.has(id)),
		)),
	];
}

/** One row per item and location. An unknown column is an error or no row at all: both are nothing found here. */
async function itemRows(call: Call, where: string, column?: string): Promise<IDataObject[]> {
	const sku = column ? `i.${column} AS sku, ` : '';
	try {
		return await suiteql(
			call,
			`SELECT i.id, ${sku}i.itemtype, i.displayname, i.isonline, i.isinactive, l.location, l.quantityavailable
 FROM item i LEFT JOIN aggregateitemlocation l ON l.item = i.id WHERE ${where} ORDER BY i.id, l.location`,
		);
	} catch (error) {
		if (error instanceof ChannelProblem && error.problem.kind === 'invalid') return [];
		return rethrow(error);
	}
}

/** Stock by location of these items. */
export async function readStock(
	call: Call,
	items: readonly string[],
): Promise<Map<string, NetsuiteState['quantityAvailable']>> {
	const rows = await suiteql(
		call,
		`SELECT l.item, l.location, l.quantityavailable FROM aggregateitemlocation l WHERE l.item IN (${ids(items)}) ORDER BY l.item, l.location`,
	);
	const byItem = Map.groupBy(rows, ({ item }) => asText(item));
	return new Map([...byItem].map(([item, group]) => [item, byLocation(group)]));
}

async function fromRecords(call: Call, named: readonly Named[]): Promise<NetsuiteListing[]> {
	if (named.length === 0) return [];
	const stock = await readStock(
		call,
		named.map(({ id }) => id),
	);
	const listings = await Promise.all(
		named.map(async (one) => {
			const record = await readRecord(call, one, 'isOnline,isInactive');
			return record && toListing(one, record.isOnline, record.isInactive, stock.get(one.id) ?? {});
		}),
	);
	return listings.filter((listing) => listing !== undefined);
}

/** Undefined where the item is gone, or of a kind that is not sold. */
async function readRecord(
	call: Call,
	{ id, itemType }: Named,
	fields: string,
): Promise<IDataObject | undefined> {
	try {
		return await withRecordType(recordTypes(itemType), async (type) => {
			const path = `/record/v1/${type}/${id}`;
			return asObject((await call({ method: 'GET', path, query: { fields } })).body);
		});
	} catch (error) {
		if (error instanceof ChannelProblem && error.problem.kind === 'notFound') return undefined;
		return rethrow(error);
	}
}

/** Whether zero stops the sale is a field of the record only; one request per item, so only where the answer matters. */
async function withBehavior(
	call: Call,
	listings: readonly NetsuiteListing[],
	{ stop }: ChannelOptions,
): Promise<NetsuiteListing[]> {
	if (stop !== 'zero') return [...listings];
	return await Promise.all(
		listings.map(async (listing) => {
			if (!COUNTED.has(listing.native.itemType)) return listing;
			const record = await readRecord(
				call,
				{ id: listing.id, sku: listing.sku, itemType: listing.native.itemType },
				'outOfStockBehavior',
			);
			const behavior = asText(asObject(record?.outOfStockBehavior).id);
			const native = { ...listing.native, outOfStockBehavior: behavior };
			return { ...listing, native, buyable: buyable({ ...listing, native }) };
		}),
	);
}
