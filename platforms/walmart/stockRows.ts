import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { ChannelOptions } from '../platform';
import { isUs } from './hosts';

/** Own stock of one SKU. */
export interface Stock {
	/** What the seller entered, by ship node. */
	amounts: { [shipNode: string]: number };
	/** Pieces on sale by ship node: less than entered where orders are open. */
	sellable: { [shipNode: string]: number };
	/** Pieces on sale over all nodes. */
	available: number;
}

/** Stands for the one place of stock in the markets where nodes are not told. */
export const DEFAULT_NODE = 'default';
/** Up to this many SKUs are asked for one by one; beyond, reading everything there is may be quicker. */
export const MOST_SINGLE = 20;
const PAGE = 50;
export const MOST_WALKS = 3;

export async function stockOf(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<Map<string, Stock>> {
	const all =
		skus.length > MOST_SINGLE && isUs(options.account)
			? await everything(call, skus.length)
			: undefined;
	if (all) return all;
	const found = await Promise.all(
		skus.map(
			async (sku) =>
				[
					sku,
					await orNothing(isUs(options.account) ? byNode(call, sku) : inOnePlace(call, sku)),
				] as const,
		),
	);
	return new Map(found.flatMap(([sku, stock]) => (stock ? [[sku, stock]] : [])));
}

export async function byNode(call: Call, sku: string): Promise<Stock> {
	const { body } = await call({
		method: 'GET',
		path: `/v3/inventories/${strictEncode(sku)}`,
		limit: 'inventories',
	});
	return ofNodes(asList(asObject(body).nodes));
}

export async function inOnePlace(call: Call, sku: string): Promise<Stock> {
	const { body } = await call({
		method: 'GET',
		path: '/v3/inventory',
		query: { sku },
		limit: 'inventory',
	});
	const amount = amountOf(asObject(body).quantity) ?? 0;
	return {
		amounts: { [DEFAULT_NODE]: amount },
		sellable: { [DEFAULT_NODE]: amount },
		available: amount,
	};
}

/**
 * The stock of the whole account, page by page; undefined where that takes more requests than `most`. A cursor is good once and in
 * its turn only: a request that comes twice, or another run that reads at the same time, ends the walk with 404, and it begins anew.
 */
async function everything(call: Call, most: number): Promise<Map<string, Stock> | undefined> {
	for (let walk = 1; walk <= MOST_WALKS; walk++) {
		try {
			return await pages(call, most);
		} catch (error) {
			if (!(error instanceof ChannelProblem) || error.problem.kind !== 'notFound') rethrow(error);
		}
	}
	return undefined;
}

async function pages(call: Call, most: number): Promise<Map<string, Stock> | undefined> {
	const stock = new Map<string, Stock>();
	const ask = forward(call, 'Walmart');
	for (let cursor = ''; ; ) {
		const { rows, total, next } = await inventoriesPage(ask, cursor);
		if (cursor === '' && Math.ceil(total / PAGE) > most) return undefined;
		for (const [sku, row] of rows) stock.set(sku, row);
		cursor = next;
		if (cursor === '') return stock;
	}
}

/** @param cursor '' for the first page; `next` is '' after the last one */
export async function inventoriesPage(call: Call, cursor: string) {
	const { body } = await call({
		method: 'GET',
		path: '/v3/inventories',
		query: { limit: String(PAGE), ...(cursor ? { nextCursor: cursor } : {}) },
		limit: 'inventories',
	});
	const { meta, elements } = asObject(body);
	const { totalCount, nextCursor } = asObject(meta);
	return {
		rows: asList(asObject(elements).inventories).map(({ sku, nodes }): [string, Stock] => [
			asText(sku),
			ofNodes(asList(nodes)),
		]),
		total: asNumber(totalCount) ?? 0,
		next: asText(nextCursor),
	};
}

function ofNodes(nodes: readonly IDataObject[]): Stock {
	const stock: Stock = { amounts: {}, sellable: {}, available: 0 };
	for (const { shipNode, inputQty, availToSellQty } of nodes) {
		const entered = amountOf(inputQty) ?? amountOf(availToSellQty);
		if (!asText(shipNode) || entered === null) continue;
		stock.amounts[asText(shipNode)] = entered;
		const sellable = Math.max(0, amountOf(availToSellQty) ?? entered);
		stock.sellable[asText(shipNode)] = sellable;
		stock.available += sellable;
	}
	return stock;
}

const amountOf = (quantity: unknown): number | null => asNumber(asObject(quantity).amount);

export async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof ChannelProblem && error.problem.kind === 'notFound') return undefined;
		return rethrow(error);
	}
}
