import { parseJson } from '../../events/json';
import type { StockReading } from '../../events/stockEvent';
import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { clock } from '../../http/clock';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { LevelPage, LevelRequest, LevelSource } from '../levelSource';
import type { Scope } from '../webhookSource';
import { itemsPage, offSale, type Item } from './items';
import { onSale, toReading } from './reading';
import { inOnePlace, inventoriesPage, MOST_WALKS, orNothing } from './stockRows';

/** Walks that were broken off so long ago were those of another pass. */
const SAME_PASS_MS = 10 * 60_000;

/** Where a pass stands. */
interface Place {
	/** Markets without a list of stock are read item by item. */
	list: 'inventories' | 'items';
	cursor: string;
	/** How often the list was begun. */
	walk: number;
	/** When this walk began, by clock.now(). */
	begun: number;
}

/** Nothing tells what changed since (sheet, section 10), so every pass reads everything. */
export const levels: LevelSource = {
	async page(call, request) {
		const place = placeOf(request);
		try {
			return await read(call, place, request.scope);
		} catch (error) {
			const kind = error instanceof ChannelProblem ? error.problem.kind : undefined;
			const isFirst = place.cursor === '';
			if (kind !== 'notFound' && (kind !== 'invalid' || isFirst)) return rethrow(error);
			// No list at all in this market, or no goods.
			if (isFirst) return await read(call, { ...place, list: 'items' }, request.scope);
			return await read(call, again(place), request.scope);
		}
	},
};

function placeOf({ from }: LevelRequest): Place {
	const { list, cursor, walk, begun } = asObject(from === undefined ? {} : parseJson(from));
	return {
		list: list === 'items' ? 'items' : 'inventories',
		cursor: asText(cursor),
		walk: asNumber(walk) ?? 1,
		begun: asNumber(begun) ?? clock.now(),
	};
}

/** A cursor is good once and in its turn only: another reader, or a long pause, ends the walk, and it begins anew. */
function again({ list, walk, begun }: Place): Place {
	const now = clock.now();
	if (now - begun > SAME_PASS_MS) return { list, cursor: '', walk: 1, begun: now };
	if (walk < MOST_WALKS) return { list, cursor: '', walk: walk + 1, begun };
	throw new ChannelProblem({
		kind: 'conflict',
		message: "Another workflow or tool keeps reading Walmart's list of stock at the same time.",
		nextStep: 'Let the triggers of this account look at different times.',
	});
}

async function read(call: Call, place: Place, scope: Scope): Promise<LevelPage> {
	const { readings, next } =
		place.list === 'items'
			? await itemByItem(call, place.cursor || '*')
			: await nodeByNode(call, place.cursor, scope);
	return { readings, ...(next ? { next: JSON.stringify({ ...place, cursor: next }) } : {}) };
}

async function nodeByNode(call: Call, cursor: string, scope: Scope) {
	const { rows, next } = await inventoriesPage(call, cursor);
	const off = await itemsOffSale(call);
	const found = await Promise.all(
		rows
			.filter(([sku]) => sku !== '')
			.map(async ([sku, { sellable }]) => {
				const item = off.get(sku);
				const quantity = await onSale(call, sku, sellable, item, scope);
				return quantity === undefined ? [] : [keyed(toReading(sku, quantity, item, scope))];
			}),
	);
	return { readings: found.flat(), next };
}

/** The one place of stock of the other markets; ship nodes are not told there. */
async function itemByItem(call: Call, cursor: string) {
	const { items, next } = await itemsPage(call, cursor);
	const found = await Promise.all(
		items
			.filter(([sku]) => sku !== '')
			.map(async ([sku, item]) => {
				const stock = await orNothing(inOnePlace(call, sku));
				return stock ? [keyed(toReading(sku, stock.available, item, { locations: [] }))] : [];
			}),
	);
	return { readings: found.flat(), next };
}

/** Walmart gives rows neither a time nor a version: only what they say tells them apart. */
const keyed = (reading: Omit<StockReading, 'key'>): StockReading => ({
	...reading,
	key: [reading.quantity, reading.available ?? true].join('|'),
	keyIsGuessed: true,
});

/** Read once for a pass, as long as it is one run. */
const lists = new WeakMap<Call, Promise<ReadonlyMap<string, Item>>>();

async function itemsOffSale(call: Call): Promise<ReadonlyMap<string, Item>> {
	const known = lists.get(call) ?? offSale(call, Infinity).then((items) => items ?? new Map());
	lists.set(call, known);
	return await known;
}
