import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import { asObject, asText, asTime, type Call } from '../../http/answer';
import { bySku, type LevelRequest, type LevelSource } from '../levelSource';
import type { Scope } from '../webhookSource';
import { accountPath, pageOf, rows, since, type Query } from './account';
import { itemsById, RELATIONS, toListing } from './listings';

/** The field that holds the SKU, as long as nobody chooses another one. */
const SKU = 'customSku';

export const levels: LevelSource = {
	// Times are whole seconds of Lightspeed's own clock (sheet, section 10).
	changesOverlapMs: 300_000,

	async page(call, request, account = {}) {
		const path = await accountPath(call, { account });
		const { items, next } = await (request.since === undefined
			? allItems(call, path, request)
			: changedItems(call, path, request));
		return {
			readings: bySku(items.flatMap((item) => toReading(path, item, request.scope))),
			...(next ? { next: new URLSearchParams(next).toString() } : {}),
		};
	},
};

interface Items {
	items: IDataObject[];
	next?: Query;
}

const placeOr = (from: string | undefined, first: Query): Query =>
	from === undefined ? first : Object.fromEntries(new URLSearchParams(from));

/** By id, which stands still while stock changes; archived items are not for sale and left out. */
async function allItems(call: Call, account: string, { from }: LevelRequest): Promise<Items> {
	const query = placeOr(from, { ...RELATIONS, sort: 'itemID' });
	const { rows: items, next } = await pageOf(call, account, 'Item', query);
	return { items, next };
}

/** The item's own time does not move with its stock; that of its stock rows does (sheet, section 10). */
async function changedItems(
	call: Call,
	account: string,
	{ from, since: begin = '' }: LevelRequest,
): Promise<Items> {
	const query = placeOr(from, { timeStamp: since(begin), sort: 'timeStamp' });
	const { rows: changed, next } = await pageOf(call, account, 'ItemShop', query);
	const ids = [...new Set(changed.map(({ itemID }) => asText(itemID)).filter(Boolean))];
	const items = await itemsById(call, account, ids);
	return { items: items.filter((item) => isNews(item, begin)), next };
}

/** That an item was archived is news once; afterwards it is not for sale, like those that were so all along. */
const isNews = ({ archived, timeStamp }: IDataObject, begin: string): boolean =>
	asText(archived) !== 'true' || Date.parse(asTime(timeStamp) ?? '') >= Date.parse(begin);

function toReading(account: string, item: IDataObject, { locations }: Scope): StockReading[] {
	const { sku, id, title, quantity, state, native } = toListing(account, asText(item[SKU]), item);
	if (sku === '') return [];
	const counts = Object.keys(state.qoh).filter(
		(row) => locations.length === 0 || locations.includes(native.shops[row]),
	);
	// Of no concern to these shops.
	if (counts.length === 0 && locations.length > 0 && !state.archived) return [];
	// As in a look-up: what one shop has sold below zero is not taken from another one.
	const pieces = counts.reduce((sum, row) => sum + Math.max(0, state.qoh[row]), 0);
	const count = quantity === null ? null : pieces;
	const occurredAt = latestOf(item, counts);
	return [
		{
			sku,
			title,
			quantity: count,
			...(state.archived ? { available: false } : {}),
			reason: state.archived
				? 'archived'
				: count === null
					? `not counted (${native.uncounted})`
					: `quantity on hand ${count}`,
			productId: id,
			...(occurredAt === undefined ? { keyIsGuessed: true } : { occurredAt }),
			key: [id, count, state.archived, occurredAt].map(asText).join('|'),
		},
	];
}

/** When the newest of these stock rows changed. */
function latestOf(item: IDataObject, counted: readonly string[]): string | undefined {
	return rows(asObject(item.ItemShops).ItemShop)
		.filter(({ itemShopID }) => counted.includes(asText(itemShopID)))
		.flatMap(({ timeStamp }) => asTime(timeStamp) ?? [])
		.reduce<string | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
}
