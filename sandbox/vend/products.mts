import type { FakeAnswer } from '../fake.mts';
import { refusal } from './access.mts';
import type { Item, Store } from './store.mts';

const DEFAULT_PAGE = 200;
const LONGEST_PAGE = 500;
const LONGEST_SEARCH_PAGE = 1_000;

export const notFound = (): FakeAnswer =>
	refusal(404, 'Not Found', 'The requested resource could not be found');
const isRow = (answer: FakeAnswer | Item): answer is Item => 'sku' in answer;

export function list(store: Store, query: URLSearchParams): FakeAnswer {
	const all = [...store.items.values()].sort((a, b) => a.version - b.version);
	const sku = query.get('sku');
	// With a SKU no other parameter counts, and deleted products are among the answers (vend sheet, section 3).
	if (sku) return page(all.filter((item) => item.sku === sku));
	const after = Number(query.get('after') ?? 0);
	const before = Number(query.get('before') ?? Infinity);
	const deleted = query.get('deleted') === 'true';
	const rows = all.filter(
		(item) => item.version > after && item.version < before && (deleted || item.deletedAt === null),
	);
	return page(
		rows.slice(0, Math.min(LONGEST_PAGE, Number(query.get('page_size') ?? DEFAULT_PAGE))),
	);
}

function page(items: readonly Item[]): FakeAnswer {
	const versions = items.map(({ version }) => version);
	return {
		status: 200,
		body: {
			data: items.map(view),
			version: { min: versions[0] ?? null, max: versions.at(-1) ?? null },
		},
	};
}

/** From the index; it holds lower case and compares letter by letter (vend sheet, section 3). */
export function search(store: Store, query: URLSearchParams): FakeAnswer {
	const type = query.get('type');
	if (type !== 'products')
		return refusal(400, 'Bad Request', 'type must be one of sales, products, customers');
	const size = Number(query.get('page_size') ?? DEFAULT_PAGE);
	if (!(size >= 1 && size <= LONGEST_SEARCH_PAGE))
		return refusal(400, 'Bad Request', 'page_size must be between 1 and 1000');
	const wanted = new Set(query.getAll('sku'));
	const offset = Number(query.get('offset') ?? 0);
	const rows = store
		.index()
		.filter(({ deletedAt }) => deletedAt === null || query.get('deleted') === 'true')
		.filter(({ sku }) => wanted.size === 0 || wanted.has(sku.toLowerCase()));
	return { status: 200, body: { data: rows.slice(offset, offset + size).map(view) } };
}

export function details(store: Store, id: string): FakeAnswer {
	const found = one(store, id);
	return isRow(found) ? { status: 200, body: { data: view(found) } } : found;
}

const one = (store: Store, id: string): Item | FakeAnswer => {
	const item = store.items.get(id);
	return item && item.deletedAt === null ? item : notFound();
};

type Json = Record<string, unknown>;
const asJson = (value: unknown): Json | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Json)
		: undefined;

export function update(store: Store, id: string, body: unknown): FakeAnswer {
	const found = one(store, id);
	if (!isRow(found)) return found;
	const given = asJson(body);
	const errors = given ? problems(store, given) : { body: ['must be an object'] };
	// The real shape is not known (vend sheet, section 9).
	if (Object.keys(errors).length > 0) return { status: 422, body: { errors } };
	const common = asJson(given?.['common']) ?? {};
	const detail = asJson(given?.['details']) ?? {};
	const family = [...store.items.values()].filter(({ familyId }) => familyId === found.familyId);
	for (const item of family)
		if (Object.keys(common).length > 0) store.change(item, () => applyCommon(item, common));
	if (typeof detail['is_active'] === 'boolean')
		store.change(found, () => {
			found.isActive = detail['is_active'] === true;
		});
	// Where no stock is kept, amounts are taken and forgotten.
	if (found.hasInventory && !found.isComposite)
		for (const { outlet_id, current_amount } of rows(detail['inventory']))
			if (typeof current_amount === 'number')
				for (const outlet of store.outlets.filter(({ id: one }) => one === outlet_id))
					store.setLevel(found, outlet, current_amount);
	return { status: 200, body: {} };
}

/** Concerns the whole family of variants (vend sheet, section 4). */
function applyCommon(item: Item, common: Json): void {
	if (typeof common['name'] === 'string') item.name = common['name'];
	if (typeof common['track_inventory'] === 'boolean') item.hasInventory = common['track_inventory'];
}

const rows = (value: unknown): Json[] =>
	Array.isArray(value) ? value.map((row) => asJson(row) ?? {}) : [];

function problems(store: Store, body: Json): Record<string, string[]> {
	const errors: Record<string, string[]> = {};
	const detail = asJson(body['details']) ?? {};
	const active = detail['is_active'];
	if (active !== undefined && typeof active !== 'boolean')
		errors['details.is_active'] = ['must be a boolean'];
	const inventory = detail['inventory'];
	if (inventory !== undefined && !Array.isArray(inventory))
		errors['details.inventory'] = ['must be a list'];
	rows(inventory).forEach(({ outlet_id, current_amount }, i) => {
		const name = `details.inventory[${i}]`;
		if (!store.outlets.some(({ id }) => id === outlet_id))
			errors[`${name}.outlet_id`] = ['is not an outlet of this store'];
		if (current_amount !== undefined && typeof current_amount !== 'number')
			errors[`${name}.current_amount`] = ['must be a number'];
	});
	return errors;
}

function view(item: Item) {
	return {
		id: item.id,
		name: item.name,
		variant_name: item.variantName,
		handle: item.handle,
		sku: item.sku,
		active: item.isActive,
		is_active: item.isActive,
		has_inventory: item.hasInventory,
		has_variants: item.hasVariants,
		is_composite: item.isComposite,
		variant_parent_id: item.variantParentId,
		family_id: item.familyId,
		supplier_id: null,
		supplier_code: null,
		product_codes: [{ code: item.sku, type: 'CUSTOM' }],
		price_excluding_tax: item.price,
		price_including_tax: item.price,
		source: 'USER',
		created_at: item.createdAt,
		updated_at: item.updatedAt,
		deleted_at: item.deletedAt,
		version: item.version,
	};
}
