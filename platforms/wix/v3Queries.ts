import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk } from '../platform';
import { newest, noteById } from './catalog';
import { BROKEN_PRODUCT } from './service';

export const ITEMS = '/stores/v3/inventory-items';
export const PRODUCTS = '/stores/v3/products';
/** Page maximum of each query (sheet, section 3). */
export const PAGE = { items: 1_000, products: 100 } as const;
/** Values of one `$in`: no maximum is documented, so a refused group is halved. */
const MOST_VALUES = 200;
/** So few are read one by one: that costs little more, and does not lag (sheet, section 7). */
export const FEW = 4;

/** Products as they are now, with their revisions; those that cannot be read are absent. */
export async function productsNow(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	return ids.length <= FEW
		? await byIds(call, PRODUCTS, 'product', ids)
		: await queryProducts(call, ids);
}

/** Inventory items as they are now; many are found by their SKUs. */
export async function itemsNow(
	call: Call,
	ids: readonly string[],
	skus: readonly string[],
): Promise<IDataObject[]> {
	return ids.length <= FEW
		? await byIds(call, ITEMS, 'inventoryItem', ids)
		: await itemsWhere(call, 'product.variantSku', skus);
}

/** Remembers how a row stands that was just refused as stale: the query may not show it yet. */
export async function noteNow(call: Call, kind: 'item' | 'product', id: string): Promise<void> {
	const [path, member] = kind === 'item' ? [ITEMS, 'inventoryItem'] : [PRODUCTS, 'product'];
	try {
		for (const row of await byIds(call, path, member, [id])) noteById(call, row);
	} catch {
		// What the other rows came to must not be lost over it; the run then goes by the query alone.
		return;
	}
}

async function byIds(
	call: Call,
	path: string,
	member: string,
	ids: readonly string[],
): Promise<IDataObject[]> {
	const rows = await Promise.all(
		ids.map(async (id) => {
			const ask = async () => {
				const { body } = await call({ method: 'GET', path: `${path}/${strictEncode(id)}` });
				return [asObject(asObject(body)[member])];
			};
			return await orNothing(ask);
		}),
	);
	return rows.flat();
}

export async function itemsWhere(
	call: Call,
	field: string,
	values: readonly string[],
): Promise<IDataObject[]> {
	const ask = async (part: readonly string[]) =>
		await pages(call, `${ITEMS}/query`, 'inventoryItems', { [field]: { $in: part } }, PAGE.items);
	const [first, ...others] = chunk(values, MOST_VALUES);
	if (!first) return [];
	// The first group alone: a site with the other catalog would refuse all of them.
	const rows = await byHalves(first, ask);
	const rest = await Promise.all(others.map(async (part) => await byHalves(part, ask)));
	return [rows, ...rest].flat().map((row) => newest(call, row));
}

export async function queryProducts(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	const ask = async (part: readonly string[]) => {
		const query = async () =>
			await pages(call, `${PRODUCTS}/query`, 'products', { id: { $in: part } }, PAGE.products);
		return part.length === 1 ? await orNothing(query) : await query();
	};
	const parts = chunk(ids, PAGE.products).map(async (part) => await byHalves(part, ask));
	return (await Promise.all(parts)).flat().map((row) => newest(call, row));
}

/** One product that contradicts itself spoils the query of all others: the halves are asked for until it is alone. */
async function byHalves(
	values: readonly string[],
	ask: (part: readonly string[]) => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	try {
		return await ask(values);
	} catch (error) {
		const spoiled =
			error instanceof ChannelProblem && (error.problem.kind === 'invalid' || isBroken(error));
		if (!spoiled || values.length === 1) return rethrow(error);
		const half = Math.ceil(values.length / 2);
		return [
			...(await byHalves(values.slice(0, half), ask)),
			...(await byHalves(values.slice(half), ask)),
		];
	}
}

const isBroken = ({ problem }: ChannelProblem): boolean => BROKEN_PRODUCT.has(problem.code ?? '');

/** A row that is gone, or a product Wix itself cannot read. */
export async function orNothing(ask: () => Promise<IDataObject[]>): Promise<IDataObject[]> {
	try {
		return await ask();
	} catch (error) {
		const absent =
			error instanceof ChannelProblem && (error.problem.kind === 'notFound' || isBroken(error));
		return absent ? [] : rethrow(error);
	}
}

async function pages(
	call: Call,
	path: string,
	list: string,
	filter: IDataObject,
	limit: number,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Wix');
	for (let cursor: string | undefined; ; ) {
		const answer = await page(ask, path, list, { filter, limit, cursor });
		rows.push(...answer.rows);
		cursor = answer.next;
		if (cursor === undefined) return rows;
	}
}

/** @param cursor undefined for the first page; the filter is inside it */
export async function page(
	call: Call,
	path: string,
	list: string,
	{ filter, limit, cursor }: { filter: IDataObject; limit: number; cursor: string | undefined },
): Promise<{ rows: IDataObject[]; next: string | undefined }> {
	const query =
		cursor === undefined
			? { filter, cursorPaging: { limit } }
			: { cursorPaging: { limit, cursor } };
	const { body } = await call({ method: 'POST', path, body: { query }, repeatable: true });
	const answer = asObject(body);
	const { hasNext, cursors } = asObject(answer.pagingMetadata);
	const next = hasNext === false ? '' : asText(asObject(cursors).next);
	return { rows: asList(answer[list]), next: next || undefined };
}

/** Products that customers cannot see; undefined where one of them contradicts itself and spoils the answer, or the key may not ask. */
export async function hiddenProducts(call: Call): Promise<IDataObject[] | undefined> {
	try {
		return await pages(call, `${PRODUCTS}/query`, 'products', { visible: false }, PAGE.products);
	} catch (error) {
		const isOpen =
			error instanceof ChannelProblem &&
			(isBroken(error) || ['invalid', 'permission'].includes(error.problem.kind));
		return isOpen ? undefined : rethrow(error);
	}
}
