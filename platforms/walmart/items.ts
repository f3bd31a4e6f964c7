import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import { orNothing } from './stockRows';

export interface Item {
	title?: string;
	/** Customers can see it; null while Walmart works on it, since it may go live any moment. */
	live: boolean | null;
}

const PAGE = 50;
/** Whatever is in one of these lists cannot be bought, whatever its stock (sheet, section 7). */
const OFF_SALE = [
	{ publishedStatus: 'UNPUBLISHED' },
	{ lifecycleStatus: 'RETIRED' },
	{ lifecycleStatus: 'ARCHIVED' },
] as const;

export async function itemsOf(call: Call, skus: readonly string[]): Promise<Map<string, Item>> {
	const found = await Promise.all(skus.map(async (sku) => [sku, await one(call, sku)] as const));
	return new Map(found.flatMap(([sku, item]) => (item ? [[sku, item]] : [])));
}

async function one(call: Call, sku: string): Promise<Item | undefined> {
	const answer = await orNothing(
		call({
			method: 'GET',
			path: `/v3/items/${strictEncode(sku)}`,
			query: { productIdType: 'SKU' },
			limit: 'items',
		}),
	);
	// The schema names one record, the guides a list (sheet, section 3).
	const { responseRecord, ItemResponse } = asObject(answer?.body);
	const rows = [asObject(responseRecord), ...asList(ItemResponse)].filter((row) => row.sku === sku);
	const items = rows.map(toItem);
	return items.find(({ live }) => live) ?? items[0];
}

function toItem({ productName, publishedStatus, lifecycleStatus }: IDataObject): Item {
	const off =
		publishedStatus === 'UNPUBLISHED' ||
		lifecycleStatus === 'RETIRED' ||
		lifecycleStatus === 'ARCHIVED';
	return {
		title: asText(productName) || undefined,
		live: off ? false : publishedStatus === 'PUBLISHED' ? true : null,
	};
}

/** All items that are off sale for another reason than their stock; undefined where the lists take more requests than `most`. */
export async function offSale(call: Call, most: number): Promise<Map<string, Item> | undefined> {
	const firsts = await Promise.all(OFF_SALE.map(async (filter) => await page(call, filter, '*')));
	if (firsts.reduce((sum, { total }) => sum + Math.ceil(total / PAGE), 0) > most) return undefined;
	const rest = await Promise.all(
		OFF_SALE.map(async (filter, i) => await following(call, filter, firsts[i].next)),
	);
	const rows = [...firsts.flatMap((first) => first.rows), ...rest.flat()];
	return new Map(rows.map((row) => [asText(row.sku), { ...toItem(row), live: false }]));
}

async function following(
	call: Call,
	filter: Readonly<Record<string, string>>,
	cursor: string,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Walmart');
	for (let next = cursor; next; ) {
		const answer = await page(ask, filter, next);
		rows.push(...answer.rows);
		next = answer.next;
	}
	return rows;
}

async function page(call: Call, filter: Readonly<Record<string, string>>, nextCursor: string) {
	const answer = await orNothing(
		call({
			method: 'GET',
			path: '/v3/items',
			query: { ...filter, limit: String(PAGE), nextCursor },
			limit: 'items',
		}),
	);
	const body = asObject(answer?.body);
	const rows = asList(body.ItemResponse);
	return {
		rows,
		next: rows.length ? asText(body.nextCursor) : '',
		total: asNumber(body.totalItems) ?? rows.length,
	};
}

/** Items with their states as the list tells them. @param cursor '*' for the first page; `next` is '' after the last one */
export async function itemsPage(call: Call, cursor: string) {
	const { rows, next } = await page(call, {}, cursor);
	return { items: rows.map((row): [string, Item] => [asText(row.sku), toItem(row)]), next };
}

/** Runs in which WFS stock was asked for, with the first answer; and those in which it turned out to be closed to the account. */
const asked = new WeakMap<Call, Promise<unknown>>();
const outsiders = new WeakSet<Call>();

/** Pieces in Walmart's own warehouses (WFS); null where the account may not see them. */
export async function wfsStock(call: Call, sku: string): Promise<number | null> {
	const first = asked.get(call);
	if (first) {
		// A door that is closed to the account is knocked at once in a run, not for every SKU.
		await first;
		return outsiders.has(call) ? null : await askWfs(call, sku);
	}
	const answer = askWfs(call, sku);
	asked.set(call, Promise.allSettled([answer]));
	return await answer;
}

async function askWfs(call: Call, sku: string): Promise<number | null> {
	try {
		const { body } = await call({
			method: 'GET',
			path: '/v3/wfs/inventory',
			query: { sku },
			limit: 'wfs',
		});
		const rows = asList(asObject(asObject(body).payload).inventory);
		const own = rows.filter(({ itemInformation }) => asObject(itemInformation).sku === sku);
		return own.reduce(
			(sum, row) => sum + Math.max(0, asNumber(asObject(row.inventoryData).availableUnits) ?? 0),
			0,
		);
	} catch (error) {
		const kind = error instanceof ChannelProblem ? error.problem.kind : undefined;
		if (kind === 'permission') outsiders.add(call);
		return kind === 'permission' || kind === 'notFound' || kind === 'invalid'
			? null
			: rethrow(error);
	}
}
