import { createHash } from 'node:crypto';
import { invalid, noSuchObject, rateLimited, SquareError } from './errors.mts';
import type { SquareErrorBody } from './errors.mts';

import type { CatalogObject, Json, Override, Shop, VariationData } from './shop.mts';

const MOST_VALUES = 250;
export const MOST_OBJECTS = 1_000;
const MOST_IN_ALL = 10_000;
/** How long a write keeps the catalogue locked. */
const WRITE_MS = 400;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null ? (value as Json) : {};

export function tooLong(field: string, most: number): SquareError {
	return invalid('ARRAY_LENGTH_TOO_LONG', `Field must not be longer than ${most} entries.`, field);
}

/** As the API shows it: an item with its variations, `sold_out` worked out by Square. */
export function view(shop: Shop, one: CatalogObject): Json {
	if (one.type === 'ITEM_VARIATION') {
		const data = one.item_variation_data as VariationData;
		const overrides = new Map(
			(data.location_overrides ?? []).map((o) => [o.location_id, { ...o }]),
		);
		for (const { id } of shop.locations)
			if (shop.isSoldOut(one, id))
				overrides.set(id, { ...(overrides.get(id) ?? { location_id: id }), sold_out: true });
		return structuredClone({
			...one,
			item_variation_data: {
				...data,
				...(overrides.size ? { location_overrides: [...overrides.values()] } : {}),
			},
		});
	}
	const variations = one.is_deleted ? [] : shop.variationsOf(one).map((part) => view(shop, part));
	return structuredClone({
		...one,
		item_data: { ...one.item_data, ...(variations.length ? { variations } : {}) },
	});
}

export function search(shop: Shop, body: Json): Json {
	const types = list(body.object_types);
	const query = object(body.query);
	const set = object(query.set_query);
	const known = Object.keys(query).filter((name) => name !== 'set_query');
	if (known.length)
		throw invalid('INVALID_VALUE', `The sandbox does not know ${known.join(', ')}.`, 'query');
	const values = list(set.attribute_values).map(String);
	if (values.length > MOST_VALUES) throw tooLong('query.set_query.attribute_values', MOST_VALUES);
	const wanted = new Set(values.map((value) => value.toLowerCase()));
	const since = body.begin_time === undefined ? -Infinity : Date.parse(String(body.begin_time));
	const matches = [...shop.objects.values()]
		.filter(
			({ type, is_deleted }) =>
				(types.length === 0 || types.includes(type)) &&
				(!is_deleted || body.include_deleted_objects === true),
		)
		.filter((one) => {
			if (query.set_query === undefined) return true;
			const data = object(one.item_variation_data ?? one.item_data);
			return wanted.has(String(data[String(set.attribute_name)] ?? '').toLowerCase());
		})
		.filter(({ updated_at }) => Date.parse(updated_at) > since);
	const limit = Math.min(MOST_OBJECTS, Number(body.limit ?? 100));
	const from =
		body.cursor === undefined ? 0 : Number(Buffer.from(String(body.cursor), 'base64').toString());
	if (!Number.isInteger(from)) throw invalid('INVALID_CURSOR', 'Invalid cursor.', 'cursor');
	const page = matches.slice(from, from + limit);
	const more = from + limit < matches.length;
	const related = body.include_related_objects === true ? relatedTo(shop, page) : [];
	return {
		...(page.length ? { objects: page.map((one) => view(shop, one)) } : {}),
		...(related.length ? { related_objects: related } : {}),
		...(more ? { cursor: Buffer.from(String(from + limit)).toString('base64') } : {}),
		latest_time: shop.now(),
	};
}

export function batchRetrieve(shop: Shop, body: Json): Json {
	const ids = list(body.object_ids).map(String);
	if (body.object_ids === undefined)
		throw invalid('MISSING_REQUIRED_PARAMETER', 'Missing required parameter.', 'object_ids');
	if (ids.length > MOST_OBJECTS) throw tooLong('object_ids', MOST_OBJECTS);
	const found = ids
		.map((id) => shop.objects.get(id))
		.filter((one) => one !== undefined)
		.filter(({ is_deleted }) => !is_deleted || body.include_deleted_objects === true);
	const related = body.include_related_objects === true ? relatedTo(shop, found) : [];
	return {
		...(found.length ? { objects: found.map((one) => view(shop, one)) } : {}),
		...(related.length ? { related_objects: related } : {}),
	};
}

/** The items of variations, each once; they come without their variations. */
function relatedTo(shop: Shop, objects: readonly CatalogObject[]): Json[] {
	const ids = new Set(objects.map(({ item_variation_data }) => item_variation_data?.item_id));
	return [...ids].flatMap((id) => {
		const item = shop.item(id);
		return item ? [structuredClone(item) as Json] : [];
	});
}

export function retrieveOne(shop: Shop, id: string): Json {
	const found = shop.objects.get(id);
	if (!found || found.is_deleted) throw noSuchObject(id);
	return { object: view(shop, found) };
}

export interface CatalogWrites {
	upsertOne(body: Json): Promise<Json>;
	batchUpsert(body: Json): Promise<Json>;
}

/** One write per seller at a time, each remembered by its key. */
export function catalogWrites(shop: Shop, keyed: Keyed): CatalogWrites {
	let locked = false;
	const exclusively = async (work: () => Json): Promise<Json> => {
		if (locked) throw rateLimited('Catalog locked by prior request.');
		locked = true;
		try {
			await shop.world.clock.sleep(WRITE_MS * shop.world.delayFactor);
			return work();
		} finally {
			locked = false;
		}
	};
	return {
		upsertOne: async (body) =>
			await keyed(
				body,
				async () =>
					await exclusively(() => {
						const [stored] = storeBatch(shop, [body.object], 'object');
						return { catalog_object: view(shop, stored as CatalogObject) };
					}),
			),
		batchUpsert: async (body) =>
			await keyed(body, async () => {
				const batches = list(body.batches).map((batch) => list(object(batch).objects));
				batches.forEach((batch, i) => {
					if (batch.length > MOST_OBJECTS) throw tooLong(`batches[${i}].objects`, MOST_OBJECTS);
				});
				if (batches.flat().length > MOST_IN_ALL) throw tooLong('batches', MOST_IN_ALL);
				return await exclusively(() => storeBatches(shop, batches));
			}),
	};
}

/** One batch may fail while another is stored; when none is, the call itself fails. */
function storeBatches(shop: Shop, batches: readonly unknown[][]): Json {
	const stored: CatalogObject[] = [];
	const errors: SquareError[] = [];
	batches.forEach((batch, i) => {
		try {
			stored.push(...storeBatch(shop, batch, `batches[${i}].objects`));
		} catch (error) {
			if (!(error instanceof SquareError)) throw error;
			errors.push(error);
		}
	});
	if (stored.length === 0 && errors[0]) throw errors[0];
	return {
		...(stored.length ? { objects: stored.map((one) => view(shop, one)) } : {}),
		...(errors.length ? { errors: errors.map(({ body }): SquareErrorBody => body) } : {}),
		updated_at: shop.now(),
	};
}

function storeBatch(shop: Shop, batch: readonly unknown[], field: string): CatalogObject[] {
	const whole = batch
		.map(object)
		.flatMap((one) => [one, ...list(object(one.item_data).variations).map(object)]);
	for (const one of whole) check(shop, one, field);
	for (const one of whole) store(shop, one);
	return batch.map((one) => shop.objects.get(String(object(one).id)) as CatalogObject);
}

function check(shop: Shop, sent: Json, field: string): void {
	const known = shop.objects.get(String(sent.id));
	if (!known || known.is_deleted) throw noSuchObject(String(sent.id), field);
	// In no published list of codes, and the object is not named (square sheet, section 4).
	if (sent.version !== known.version)
		throw invalid(
			'VERSION_MISMATCH',
			'Object version does not match latest database version.',
			undefined,
			409,
		);
	if (known.type === 'ITEM_VARIATION' && !object(sent.item_variation_data).item_id)
		throw new SquareError(500, {
			category: 'API_ERROR',
			code: 'INTERNAL_SERVER_ERROR',
			detail: 'An internal error has occurred, and the API was unable to service your request.',
		});
	if (shop.world.befalls?.('square', 'itemRefused'))
		throw invalid('INVALID_VALUE', 'The object cannot be saved.', field);
	if (known.type === 'ITEM' && !object(sent.item_data).name)
		throw invalid('INVALID_VALUE', 'Item must have a name.', field);
}

/** The object is replaced: what is left out is cleared, and what is read-only keeps its value. */
function store(shop: Shop, sent: Json): void {
	const known = shop.objects.get(String(sent.id)) as CatalogObject;
	const { type, id, created_at, updated_at, version, is_deleted } = known;
	const presence = {
		present_at_all_locations: sent.present_at_all_locations !== false,
		...(list(sent.present_at_location_ids).length
			? { present_at_location_ids: list(sent.present_at_location_ids) as string[] }
			: {}),
		...(list(sent.absent_at_location_ids).length
			? { absent_at_location_ids: list(sent.absent_at_location_ids) as string[] }
			: {}),
	};
	const next = {
		type,
		id,
		created_at,
		updated_at,
		version,
		is_deleted,
		...presence,
	} as CatalogObject;
	if (type === 'ITEM') {
		const { variations: _, ...data } = object(sent.item_data);
		next.item_data = {
			...data,
			is_archived: data.is_archived === true,
		} as CatalogObject['item_data'];
	} else {
		const { location_overrides, ...data } = object(sent.item_variation_data);
		const overrides = list(location_overrides)
			.map((one) => {
				const { sold_out: _, sold_out_valid_until: __, ...kept } = object(one);
				return kept as Override;
			})
			.filter((one) => Object.keys(one).length > 1);
		next.item_variation_data = {
			...data,
			...(overrides.length ? { location_overrides: overrides } : {}),
		} as VariationData;
	}
	const same = JSON.stringify(next) === JSON.stringify(known);
	shop.objects.set(id, next);
	if (!same) shop.touch(next);
}

export type Keyed = (body: Json, work: () => Promise<Json>) => Promise<Json>;

/** The same key and body give the first answer again; the same key with another body is refused. */
export function keyedWork(): Keyed {
	const done = new Map<string, { print: string; answer: Promise<Json> }>();
	return async (body, work) => {
		const key = body.idempotency_key;
		if (typeof key !== 'string' || key === '' || key.length > 128)
			throw invalid('MISSING_REQUIRED_PARAMETER', 'Missing required parameter.', 'idempotency_key');
		const print = createHash('sha1').update(JSON.stringify(body)).digest('hex');
		const earlier = done.get(key);
		if (earlier && earlier.print !== print)
			throw invalid(
				'IDEMPOTENCY_KEY_REUSED',
				`Different request parameters used for the same idempotency_key: ${key}.`,
			);
		if (earlier) return await earlier.answer;
		const answer = work();
		done.set(key, { print, answer });
		try {
			return await answer;
		} catch (error) {
			// What failed may be tried again under its key.
			done.delete(key);
			throw error;
		}
	};
}
