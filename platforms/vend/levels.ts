import { asText, type Call } from '../../http/answer';
import type { StockReading } from '../../events/stockEvent';
import type { LevelPage, LevelRequest, LevelSource } from '../levelSource';
import type { Scope } from '../webhookSource';
import { changedAfter, MOST_ROWS, newestVersion } from './inventory';
import { withLevels } from './listings';
import { productById, productsAfter } from './products';
import { readingOf } from './readings';
import { pinned } from './service';

/** Products can be asked for one by one only; beyond this the list of all of them is shorter. */
const FEW = 20;

/** Changes are numbered, those of stock and those of products: a mark is the last number of each. */
export const levels: LevelSource = {
	// Of no use here: what is only known by its time is read whole.
	changesOverlapMs: 60_000,
	async page(call, request) {
		const from = placeOf(request);
		if (from.phase === 'stock') return await stockPage(call, request.scope, from);
		return await productsPage(call, request.scope, {
			...from,
			// Before the first page, so that what changes meanwhile belongs to the next pass.
			stock: from.stock ?? (await newestVersion(call)),
		});
	},
};

interface Place {
	phase: 'stock' | 'products';
	/** Versions up to which all is read; `stock` undefined: none is yet. */
	stock?: number;
	products: number;
}

const EVERYTHING: Place = { phase: 'products', products: 0 };
const textOf = ({ phase, stock, products }: Required<Place>): string =>
	`${phase} ${stock} ${products}`;

function placeOf({ from, since }: LevelRequest): Place {
	const next = /^(stock|products) (\d+) (\d+)$/.exec(from ?? '');
	if (next)
		return {
			phase: next[1] === 'stock' ? 'stock' : 'products',
			stock: Number(next[2]),
			products: Number(next[3]),
		};
	const mark = /^(\d+) (\d+)$/.exec(since ?? '');
	if (from !== undefined || !mark) return EVERYTHING;
	return { phase: 'stock', stock: Number(mark[1]), products: Number(mark[2]) };
}

/** What was sold, received or counted. */
async function stockPage(
	call: Call,
	scope: Scope,
	{ stock = 0, products }: Place,
): Promise<LevelPage> {
	const rows = await changedAfter(call, stock);
	const ids = [...new Set(rows.map(({ product }) => product))];
	if (ids.length > FEW) return { readings: [], next: 'everything' };
	const last = Math.max(stock, ...rows.map(({ version }) => version));
	const phase = rows.length < MOST_ROWS || last === stock ? 'products' : 'stock';
	const found = await Promise.all(ids.map(async (id) => await productById(call, id, pinned)));
	return {
		readings: await readings(call, found.flat(), scope),
		next: textOf({ phase, stock: last, products }),
	};
}

/** All products, or those that were switched or otherwise changed since; the stock of a page comes with one more request. */
async function productsPage(
	call: Call,
	scope: Scope,
	{ stock, products }: Required<Place>,
): Promise<LevelPage> {
	const { rows, last } = await productsAfter(call, products, pinned);
	const page = await readings(call, rows, scope);
	if (last === undefined) return { readings: page, mark: `${stock} ${products}` };
	return { readings: page, next: textOf({ phase: 'products', stock, products: last }) };
}

/** No time goes with a total, so the levels and the switch stand for the moment. */
async function readings(
	call: Call,
	rows: Parameters<typeof withLevels>[1],
	scope: Scope,
): Promise<StockReading[]> {
	const sold = rows.filter(
		({ sku, deleted_at }) => asText(sku) !== '' && asText(deleted_at) === '',
	);
	const listings = await withLevels(call, sold, pinned);
	return listings.flatMap((listing) =>
		readingOf(listing, scope, {
			key: JSON.stringify([listing.id, listing.state]),
			keyIsGuessed: true,
		}),
	);
}
