import type { FakeAnswer } from '../fake.mts';
import { inventoryId, type Store } from './store.mts';

const DEFAULT_SIZE = 100;
const MOST_ROWS = 10_000;
const MOST_IDS = 1_000;
const DEFAULT_RECORDS = 1_000;
const MOST_RECORDS = 5_000;

interface Wanted {
	product_ids?: unknown;
	location_ids?: unknown;
	include_inactive?: unknown;
	size?: unknown;
	offset?: unknown;
}

/** A POST that reads; the answer is a bare list (vend sheet, section 7). */
export function levels(store: Store, body: unknown): FakeAnswer {
	const wanted = (body ?? {}) as Wanted;
	const size = Number(wanted.size ?? DEFAULT_SIZE);
	const offset = Number(wanted.offset ?? 0);
	const products = ids(wanted.product_ids);
	const locations = ids(wanted.location_ids);
	const errors: Record<string, string[]> = {};
	if (!(size >= 1 && size <= MOST_ROWS)) errors['size'] = [`must be between 1 and ${MOST_ROWS}`];
	if (products && products.size > MOST_IDS)
		errors['product_ids'] = [`must not hold more than ${MOST_IDS}`];
	if (locations && locations.size > MOST_IDS)
		errors['location_ids'] = [`must not hold more than ${MOST_IDS}`];
	if (Object.keys(errors).length > 0) return { status: 422, body: { errors } };
	const rows = [...store.items.values()]
		.filter(({ id, deletedAt }) => deletedAt === null && (!products || products.has(id)))
		.filter(({ isActive }) => isActive || wanted.include_inactive === true)
		.flatMap((item) =>
			[...item.levels].map(([outlet, level]) => ({
				product_id: item.id,
				root_product_id: item.familyId,
				location_id: outlet,
				name: item.variantName ?? item.name,
				current_inventory_level: level,
				quantity_to_procure: 0,
				average_cost: item.price / 2,
				total_cost: (item.price / 2) * level,
				reorder_threshold: 0,
				reorder_amount: 0,
				reorder_target: 0,
				reorder_method: null,
			})),
		)
		.filter(({ location_id }) => !locations || locations.has(location_id));
	return { status: 200, body: rows.slice(offset, offset + size) };
}

interface Asked {
	after?: unknown;
	before?: unknown;
	size?: unknown;
	product_id?: unknown;
	sort_direction?: unknown;
}

/** Every row of stock with the version of its last change: a feed of changes (vend sheet, section 10). The newest come first unless told. */
export function records(store: Store, body: unknown): FakeAnswer {
	const asked = (body ?? {}) as Asked;
	const size = Number(asked.size ?? DEFAULT_RECORDS);
	if (!(size >= 1 && size <= MOST_RECORDS))
		return {
			status: 422,
			body: { errors: { size: [`must be between 1 and ${MOST_RECORDS}`] } },
		};
	const after = Number(asked.after ?? 0);
	const before = Number(asked.before ?? Infinity);
	const rows = [...store.items.values()]
		.filter(({ id, deletedAt }) => deletedAt === null && (asked.product_id ?? id) === id)
		.flatMap((item) =>
			[...item.levels].map(([outlet, level]) => ({
				id: inventoryId(item, { id: outlet }),
				product_id: item.id,
				outlet_id: outlet,
				current_inventory_level: level,
				average_cost: item.price / 2,
				quantity_to_procure: 0,
				reorder_point: null,
				reorder_amount: null,
				deleted_at: null,
				version: item.levelVersions.get(outlet) ?? 0,
			})),
		)
		.filter(({ version }) => version > after && version < before)
		.sort((a, b) => (asked.sort_direction === 'asc' ? 1 : -1) * (a.version - b.version));
	return { status: 200, body: rows.slice(0, size) };
}

const ids = (value: unknown): ReadonlySet<unknown> | undefined =>
	Array.isArray(value) && value.length > 0 ? new Set(value) : undefined;

export function outlets(store: Store, query: URLSearchParams): FakeAnswer {
	const after = Number(query.get('after') ?? 0);
	const size = Number(query.get('page_size') ?? DEFAULT_SIZE);
	const rows = store.outlets.filter(({ version }) => version > after).slice(0, size);
	const data = rows.map(({ id, name, version }) => ({
		id,
		name,
		time_zone: 'Pacific/Auckland',
		currency: 'NZD',
		currency_symbol: '$',
		display_prices: 'inclusive',
		attributes: [],
		deleted_at: null,
		version,
	}));
	// Unlike the dated lists, an empty one says 0 (the document of 2.0 knows no null here).
	const versions = rows.map(({ version }) => version);
	return {
		status: 200,
		body: { data, version: { min: versions[0] ?? 0, max: versions.at(-1) ?? 0 } },
	};
}
