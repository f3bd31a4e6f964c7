import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import type { StockReading } from '../../events/stockEvent';
import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { LevelPage, LevelRequest, LevelSource } from '../levelSource';
import { FIELDS, readParents } from './listings';
import { page, pages, PER_PAGE } from './pages';
import { isSoldItself, readingOf } from './reading';

/** The shop's clock may be wrong by minutes, and its dates have no fractions of a second. */
const OVERLAP_MS = 5 * 60_000;
/** Each costs a request for its variations. */
const PARENTS = 20;

/** Where a pass stands. */
interface Place {
	/** Everything: products, then variations (one by one parent before WooCommerce 10.3). Or the changed products with their variations. */
	list: 'products' | 'variations' | 'parents' | 'changed';
	page: number;
	/** In GMT, without a zone mark: with one it would be taken for the shop's own time (sheet, section 10). */
	since: string;
}

export const levels: LevelSource = {
	changesOverlapMs: OVERLAP_MS,

	async page(call, request) {
		const place = placeOf(request);
		if (place.list === 'products') return await products(call, place);
		if (place.list === 'changed') return await changed(call, place);
		if (place.list === 'parents') return await parents(call, place);
		try {
			return await variations(call, place);
		} catch (error) {
			const isOld = error instanceof ChannelProblem && error.problem.code === 'rest_no_route';
			return isOld ? await parents(call, { ...place, list: 'parents' }) : rethrow(error);
		}
	},
};

function placeOf({ from, since }: LevelRequest): Place {
	if (from === undefined)
		return {
			list: since === undefined ? 'products' : 'changed',
			page: 1,
			since: since === undefined ? '' : new Date(since).toISOString().slice(0, 19),
		};
	const place = asObject(parseJson(from));
	const list = asText(place.list) as Place['list'];
	return { list, page: asNumber(place.page) ?? 1, since: asText(place.since) };
}

const upTo = (place: Place, more: boolean): Pick<LevelPage, 'next'> =>
	more ? { next: JSON.stringify({ ...place, page: place.page + 1 }) } : {};

async function products(call: Call, place: Place): Promise<LevelPage> {
	const { rows, more } = await page(
		call,
		'/products',
		{ status: 'any', _fields: FIELDS },
		place.page,
	);
	const next = more ? upTo(place, true) : upTo({ ...place, list: 'variations', page: 0 }, true);
	return { readings: withSku(rows.filter(isSoldItself).map((row) => readingOf(row))), ...next };
}

async function variations(call: Call, place: Place): Promise<LevelPage> {
	const { rows, more } = await page(call, '/variations', { _fields: FIELDS }, place.page);
	const parentOf = await readParents(call, rows);
	const readings = rows.map((row) => readingOf(row, parentOf.get(Number(row.parent_id)) ?? {}));
	return { readings: withSku(readings), ...upTo(place, more) };
}

async function parents(call: Call, place: Place): Promise<LevelPage> {
	const query = { type: 'variable', status: 'any', _fields: FIELDS };
	const { rows, more } = await page(call, '/products', query, place.page, PARENTS);
	return { readings: withSku(await childrenOf(call, rows)), ...upTo(place, more) };
}

/** A parent's date moves with every write or sale of a variation; the date of a variation that shares its stock does not. */
async function changed(call: Call, place: Place): Promise<LevelPage> {
	const query = {
		status: 'any',
		modified_after: place.since,
		dates_are_gmt: 'true',
		_fields: FIELDS,
	};
	const { rows, more } = await page(call, '/products', query, place.page, PER_PAGE);
	const own = rows.filter(isSoldItself).map((row) => readingOf(row));
	const children = await childrenOf(
		call,
		rows.filter(({ type }) => type === 'variable'),
	);
	return { readings: withSku([...own, ...children]), ...upTo(place, more) };
}

async function childrenOf(call: Call, rows: readonly IDataObject[]): Promise<StockReading[]> {
	const found = await Promise.all(
		rows.map(async (parent) => {
			const id = asText(parent.id);
			const children = await pages(call, `/products/${id}/variations`, { _fields: FIELDS });
			return children.map((row) => readingOf({ ...row, parent_id: parent.id }, parent));
		}),
	);
	return found.flat();
}

const withSku = (readings: readonly StockReading[]): StockReading[] =>
	readings.filter(({ sku }) => sku !== '');
