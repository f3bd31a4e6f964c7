import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk } from '../platform';
import { TOO_LONG } from './service';

/** Values of one set_query (sheet, section 3). */
const MOST_VALUES = 250;
/** Objects of one batch-retrieve, and rows of one page (sheet, sections 5 and 7). */
export const MOST_OBJECTS = 1_000;

/** Count by location, by variation. */
export type Counts = ReadonlyMap<string, { readonly [location: string]: number }>;

export interface Found {
	variations: IDataObject[];
	items: Map<string, IDataObject>;
}

/** All variations that carry one of the SKUs, and the items they belong to. */
export async function searchSkus(call: Call, skus: readonly string[]): Promise<Found> {
	const parts = await Promise.all(
		chunk(skus, MOST_VALUES).map(async (part) => await halved(part, (some) => search(call, some))),
	);
	return merge(parts.flat());
}

async function search(call: Call, skus: readonly string[]): Promise<Found> {
	const what = {
		object_types: ['ITEM_VARIATION'],
		// Matches whole values, whatever their case; `exact_query` would match parts (sheet, section 3).
		query: { set_query: { attribute_name: 'sku', attribute_values: [...skus] } },
		include_related_objects: true,
	};
	const parts: Found[] = [];
	const ask = forward(call, 'Square');
	let cursor = '';
	do {
		const page = await searchPage(ask, what, cursor);
		parts.push(page);
		cursor = page.cursor;
	} while (cursor);
	return merge(parts);
}

/** One page of the item library, whatever of it is asked for. */
export async function searchPage(
	call: Call,
	what: IDataObject,
	cursor: string,
): Promise<Found & { cursor: string }> {
	const answer = await call({
		method: 'POST',
		path: '/v2/catalog/search',
		body: { ...what, limit: MOST_OBJECTS, ...(cursor ? { cursor } : {}) },
		repeatable: true,
	});
	const body = asObject(answer.body);
	return { ...foundIn(body), cursor: asText(body.cursor) };
}

/** A member without content is left out. */
const foundIn = (body: IDataObject): Found => ({
	variations: asList(body.objects),
	items: new Map(asList(body.related_objects).map((item) => [asText(item.id), item])),
});

function merge(parts: readonly Found[]): Found {
	const variations = parts.flatMap((part) => part.variations);
	return {
		variations: [...new Map(variations.map((one) => [asText(one.id), one])).values()],
		items: new Map(parts.flatMap(({ items }) => [...items])),
	};
}

/** Whole catalogue objects as they are now, by id; deleted ones are absent. */
export async function retrieve(
	call: Call,
	ids: readonly string[],
): Promise<Map<string, IDataObject>> {
	const parts = await Promise.all(
		chunk([...new Set(ids)], MOST_OBJECTS).map(async (part) => {
			const { body } = await call({ ...retrieveRequest(part), repeatable: true });
			return asList(asObject(body).objects);
		}),
	);
	const living = parts.flat().filter(({ is_deleted }) => is_deleted !== true);
	return new Map(living.map((object) => [asText(object.id), object]));
}

/** Variations by id with the items they belong to; deleted ones are absent. */
export async function retrieveWithItems(call: Call, ids: readonly string[]): Promise<Found> {
	const parts = await Promise.all(
		chunk(ids, MOST_OBJECTS).map(async (part) => {
			const request = retrieveRequest(part);
			const { body } = await call({
				...request,
				body: { ...request.body, include_related_objects: true },
				repeatable: true,
			});
			return foundIn(asObject(body));
		}),
	);
	const { variations, items } = merge(parts);
	return {
		variations: variations.filter(
			({ type, is_deleted }) => type === 'ITEM_VARIATION' && is_deleted !== true,
		),
		items,
	};
}

export const retrieveRequest = (ids: readonly string[]) => ({
	method: 'POST' as const,
	path: '/v2/catalog/batch-retrieve',
	body: { object_ids: [...ids] },
});

/** Ids of the locations that are open for business. */
export async function activeLocations(call: Call): Promise<string[]> {
	return (await readLocations(call)).map(({ id }) => asText(id));
}

export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	return (await readLocations(call))
		.map(({ id, name }) => ({ name: asText(name) || asText(id), value: asText(id) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

async function readLocations(call: Call): Promise<IDataObject[]> {
	const { body } = await call({ method: 'GET', path: '/v2/locations' });
	return asList(asObject(body).locations).filter(({ status }) => status !== 'INACTIVE');
}

/** What was never counted has no row: unknown, not 0 (sheet, section 7). */
export async function readCounts(
	call: Call,
	variations: readonly string[],
	places: readonly string[],
): Promise<Counts> {
	const counts = new Map<string, { [location: string]: number }>();
	if (places.length === 0) return counts;
	const parts = await Promise.all(
		chunk([...new Set(variations)], MOST_OBJECTS).map(
			// How many ids one call takes is not documented: a refused list is halved.
			async (part) => await halved(part, (some) => countRows(call, some, places)),
		),
	);
	for (const row of parts.flat(2)) {
		const count = asNumber(row.quantity);
		if (row.state !== 'IN_STOCK' || count === null) continue;
		const id = asText(row.catalog_object_id);
		counts.set(id, { ...counts.get(id), [asText(row.location_id)]: count });
	}
	return counts;
}

async function countRows(
	call: Call,
	variations: readonly string[],
	places: readonly string[],
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Square');
	let cursor = '';
	do {
		const answer = await ask({
			method: 'POST',
			path: '/v2/inventory/counts/batch-retrieve',
			body: {
				catalog_object_ids: [...variations],
				location_ids: [...places],
				states: ['IN_STOCK'],
				limit: MOST_OBJECTS,
				...(cursor ? { cursor } : {}),
			},
			repeatable: true,
		});
		const body = asObject(answer.body);
		rows.push(...asList(body.counts));
		cursor = asText(body.cursor);
	} while (cursor);
	return rows;
}

async function halved<T>(
	values: readonly string[],
	ask: (some: readonly string[]) => Promise<T>,
): Promise<T[]> {
	try {
		return [await ask(values)];
	} catch (error) {
		const tooLong = error instanceof ChannelProblem && error.problem.code === TOO_LONG;
		if (!tooLong || values.length === 1) return rethrow(error);
		const half = Math.ceil(values.length / 2);
		return [
			...(await halved(values.slice(0, half), ask)),
			...(await halved(values.slice(half), ask)),
		];
	}
}
