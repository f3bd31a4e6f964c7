import { notFound, violation } from './answers.mts';
import { isObject, objectAt, select } from './query.mts';
import type { Json } from './query.mts';
import type { Item, Product, Store, Variant } from './store.mts';
import { ONLY_VARIANT, sellsAtAll } from './store.mts';

/** Catalog V1 (wix sheet, sections 3 to 7). One location, no revisions, no bulk. */
export class CatalogV1 {
	readonly #store: Store;

	constructor(store: Store) {
		this.#store = store;
	}

	route(method: string, path: string, body: Json): unknown {
		const call = `${method} ${path}`;
		if (call === 'POST /stores-reader/v1/products/query') return this.#queryProducts(body);
		if (call === 'POST /stores-reader/v2/inventoryItems/query') return this.#queryInventory(body);
		const read = /^\/stores-reader\/v1\/products\/([^/]+)$/.exec(path)?.[1];
		if (method === 'GET' && read !== undefined) {
			return { product: productView(this.#product(read), true) };
		}
		const stock = /^\/stores\/v2\/inventoryItems\/product\/([^/]+)$/.exec(path)?.[1];
		if (method === 'PATCH' && stock !== undefined) return this.#setStock(stock, body);
		const product = /^\/stores\/v1\/products\/([^/]+)$/.exec(path)?.[1];
		if (method === 'PATCH' && product !== undefined) return this.#setProduct(product, body);
		return undefined;
	}

	#product(id: string): Product {
		const product = this.#store.product(id);
		if (!product) throw notFound('PRODUCT');
		return product;
	}

	#queryProducts(body: Json): unknown {
		const hidden = body['includeHiddenProducts'] === true;
		const rows = this.#store.products
			.filter(({ visible }) => visible || hidden)
			.map((product) => productView(product, body['includeVariants'] === true));
		const { page, ...more } = offsetPage(rows, objectAt(body, 'query'), ['id', 'sku', 'name']);
		return { products: page, ...more };
	}

	#queryInventory(body: Json): unknown {
		const rows = this.#store.products.map(inventoryView);
		const { page, ...more } = offsetPage(rows, objectAt(body, 'query'), ['id', 'productId']);
		return { inventoryItems: page, ...more };
	}

	/** `trackQuantity` has to come every time and switches the whole product (wix sheet, section 4). */
	#setStock(id: string, body: Json): unknown {
		const product = this.#product(id);
		const { trackQuantity: tracked, variants } = objectAt(body, 'inventoryItem');
		if (typeof tracked !== 'boolean') {
			throw violation('inventoryItem.trackQuantity', 'must not be empty', 'REQUIRED_FIELD');
		}
		for (const item of product.items)
			if (item.tracked !== tracked) this.#store.write(item, { tracked });
		for (const row of Array.isArray(variants) ? variants.filter(isObject) : []) {
			const item = product.items.find(({ variant }) => variant.id === row['variantId']);
			if (!item) throw notFound('VARIANT');
			const { quantity, inStock } = row;
			if (tracked && typeof quantity === 'number') {
				this.#store.write(item, { quantity, inStock: quantity > 0 });
			} else if (!tracked && typeof inStock === 'boolean') this.#store.write(item, { inStock });
		}
		return {};
	}

	/** `inStock` here changes nothing, whatever older instructions say (wix sheet, section 1). */
	#setProduct(id: string, body: Json): unknown {
		const product = this.#product(id);
		const { visible } = objectAt(body, 'product');
		if (typeof visible === 'boolean') this.#store.write(product, { visible });
		return { product: productView(product, false) };
	}
}

/** `filter` is JSON in a text. */
function offsetPage(rows: Json[], query: Json, fields: readonly string[]) {
	const { limit = 100, offset = 0 } = objectAt(query, 'paging') as {
		limit?: number;
		offset?: number;
	};
	if (limit > 100) throw violation('query.paging.limit', 'must be at most 100', 'OUT_OF_RANGE');
	const given = query['filter'];
	if (given !== undefined && typeof given !== 'string') {
		throw violation('query.filter', 'must be a string', 'INVALID_ARGUMENT');
	}
	const found = select(rows, given ? (JSON.parse(given) as Json) : {}, fields);
	const page = found.slice(offset, offset + limit);
	return { page, metadata: { items: page.length, offset }, totalResults: found.length };
}

const isManaged = ({ variants }: Product): boolean => variants[0]?.id !== ONLY_VARIANT;
const has = ({ tracked, quantity, inStock }: Item): boolean => (tracked ? quantity > 0 : inStock);

function productView(product: Product, withVariants: boolean): Json {
	const managed = isManaged(product);
	const [first] = product.items;
	const out = product.items.filter((item) => !has(item)).length;
	const some = out === 0 ? 'IN_STOCK' : 'PARTIALLY_OUT_OF_STOCK';
	return {
		id: product.id,
		name: product.name,
		...(managed ? {} : { sku: product.variants[0]?.sku }),
		visible: product.visible,
		manageVariants: managed,
		inventoryItemId: inventoryId(product),
		lastUpdated: new Date(product.updated).toISOString(),
		stock: {
			trackInventory: first?.tracked,
			...(first?.tracked && !managed ? { quantity: first.quantity } : {}),
			inventoryStatus: out === product.items.length ? 'OUT_OF_STOCK' : some,
		},
		...(withVariants ? { variants: product.variants.map((one) => variantView(product, one)) } : {}),
	};
}

function variantView(product: Product, variant: Variant): Json {
	const item = product.items.find((one) => one.variant === variant);
	return {
		id: variant.id,
		choices: variant.name ? { Size: variant.name } : {},
		variant: { sku: variant.sku, visible: variant.visible },
		stock: {
			trackQuantity: item?.tracked,
			...(item?.tracked ? { quantity: item.quantity } : {}),
			inStock: item && has(item),
		},
	};
}

const inventoryId = ({ id }: Product): string => id.replace(/^0c00/, '0b00');

function inventoryView(product: Product): Json {
	const tracked = product.items[0]?.tracked ?? false;
	return {
		id: inventoryId(product),
		productId: product.id,
		trackQuantity: tracked,
		variants: product.items.map((item) => ({
			variantId: item.variant.id,
			inStock: has(item),
			...(tracked ? { quantity: item.quantity } : {}),
			availableForPreorder: item.preorder && !has(item) && sellsAtAll(item),
		})),
		preorderInfo: { enabled: product.items.some(({ preorder }) => preorder) },
		lastUpdated: new Date(Math.max(...product.items.map(({ updated }) => updated))).toISOString(),
		numericId: product.id.slice(-6),
	};
}
