import { invalid, notFound } from './errors.mts';
import type { Json, Product, Shop, Variant } from './shop.mts';

const PAGE = 50;
const MOST_IDS = 50;

const time = (at: number): string => new Date(at).toISOString();
const descriptor = ({ name }: Product, { attributes }: Variant): string => {
	const values = Object.values(attributes);
	return values.length ? `${name} [${values.join(', ')}]` : name;
};
const stocked = ({ type }: Product): boolean => type === 'PHYSICAL' || type === 'SERVICE';

export function inventoryItem(product: Product, variant: Variant): Json {
	const { id, sku, unlimited, quantity } = variant;
	return {
		variantId: id,
		sku,
		descriptor: descriptor(product, variant),
		isUnlimited: unlimited,
		quantity,
	};
}

export function productView(product: Product): Json {
	const { id, type, name, isVisible, tags, variants } = product;
	const urlSlug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
	return {
		id,
		type,
		storePageId: '5f0a00000000000000000001',
		name,
		description: `<p>${name}, for artists.</p>`,
		url: `https://acrylic-art-supplies.example.test/store/${urlSlug}`,
		urlSlug,
		tags,
		isVisible,
		variantAttributes: variants.some(({ attributes }) => attributes.Size) ? ['Size'] : [],
		variants: variants.map((variant) => ({
			id: variant.id,
			sku: variant.sku,
			attributes: variant.attributes,
			stock: { quantity: variant.quantity, unlimited: variant.unlimited },
		})),
		createdOn: time(product.createdOn),
		modifiedOn: time(product.modifiedOn),
	};
}

interface Cursor {
	offset: number;
	types?: string[];
	after?: number;
	before?: number;
}

function readCursor(query: URLSearchParams): Cursor | undefined {
	const text = query.get('cursor');
	if (text === null) return undefined;
	if ([...query.keys()].some((name) => name !== 'cursor'))
		throw invalid(
			'The cursor parameter cannot be combined with other parameters.',
			'INVALID_ARGUMENT',
		);
	try {
		return JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor;
	} catch {
		throw invalid('The cursor is not valid.', 'INVALID_ARGUMENT');
	}
}

/** Pages run over the live list: what moves between two calls is seen twice, or not at all. */
function page<T>(rows: readonly T[], cursor: Cursor, path: string) {
	const next = cursor.offset + PAGE;
	const hasNextPage = next < rows.length;
	const nextPageCursor = Buffer.from(JSON.stringify({ ...cursor, offset: next })).toString(
		'base64url',
	);
	return {
		rows: rows.slice(cursor.offset, next),
		pagination: {
			hasNextPage,
			nextPageCursor: hasNextPage ? nextPageCursor : null,
			nextPageUrl: hasNextPage ? `${path}?cursor=${nextPageCursor}` : null,
		},
	};
}

export function listInventory(shop: Shop, query: URLSearchParams): Json {
	const cursor = readCursor(query) ?? { offset: 0 };
	const all = shop.variants().filter(({ product }) => stocked(product));
	const { rows, pagination } = page(all, cursor, '/1.0/commerce/inventory');
	// An empty list may be null as well.
	return {
		inventory: rows.length
			? rows.map(({ product, variant }) => inventoryItem(product, variant))
			: null,
		pagination,
	};
}

export function listProducts(shop: Shop, query: URLSearchParams): Json {
	const cursor = readCursor(query) ?? filterOf(query);
	const { types, after = -Infinity, before = Infinity } = cursor;
	const all = shop.products
		.filter(({ type }) => !types || types.includes(type))
		.filter(({ modifiedOn }) => modifiedOn >= after && modifiedOn <= before)
		.sort((a, b) => a.modifiedOn - b.modifiedOn);
	const { rows, pagination } = page(all, cursor, '/v2/commerce/products');
	return { products: rows.length ? rows.map(productView) : null, pagination };
}

function filterOf(query: URLSearchParams): Cursor {
	const [after, before] = [query.get('modifiedAfter'), query.get('modifiedBefore')];
	if ((after === null) !== (before === null))
		throw invalid('modifiedAfter and modifiedBefore must be given together.', 'MISSING_ARGUMENT');
	const types = query.get('type')?.split(',');
	return {
		offset: 0,
		...(types ? { types } : {}),
		...(after !== null && before !== null
			? { after: momentOf(after), before: momentOf(before) }
			: {}),
	};
}

function momentOf(text: string): number {
	const at = Date.parse(text);
	if (Number.isNaN(at) || !text.endsWith('Z'))
		throw invalid(`'${text}' is not an ISO 8601 UTC time.`, 'INVALID_ARGUMENT');
	return at;
}

function idsOf(text: string): string[] {
	const ids = text.split(',');
	if (ids.length > MOST_IDS)
		throw invalid(`At most ${MOST_IDS} ids can be asked for.`, 'INVALID_ARGUMENT');
	return ids;
}

/** One unknown id and nothing is told; the order is not kept. */
export function someInventory(shop: Shop, text: string): Json {
	const found = idsOf(text).map((id) => {
		const known = shop.byVariant(id);
		if (!known || !stocked(known.product)) throw notFound(`Variant ${id} was not found.`);
		return known;
	});
	return {
		inventory: found.reverse().map(({ product, variant }) => inventoryItem(product, variant)),
	};
}

export function someProducts(shop: Shop, text: string): Json {
	const found = idsOf(text).map((id) => {
		const known = shop.products.find((product) => product.id === id);
		if (!known) throw notFound(`Product ${id} was not found.`);
		return known;
	});
	return { products: found.reverse().map(productView) };
}
