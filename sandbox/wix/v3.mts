import type { World } from '../fake.mts';
import { applicationError, notFound, violation } from './answers.mts';
import { cursorPage, isObject, objectAt } from './query.mts';
import type { Json } from './query.mts';
import type { Item, Product, Store } from './store.mts';
import { itemView, productView } from './v3Views.mts';

const ITEM_FIELDS = [
	'id',
	'productId',
	'variantId',
	'locationId',
	'quantity',
	'inStock',
	'trackQuantity',
	'availabilityStatus',
	'product.variantSku',
];
const PRODUCT_FIELDS = ['id', 'slug', 'visible'];

const broken = () => applicationError(428, 'MISSING_VARIANT_OPTION_CHOICE');

/** Catalog V3 (wix sheet, sections 3 to 7). */
export class CatalogV3 {
	readonly #world: World;
	readonly #store: Store;
	readonly #lagMs: number;
	/** Queries read an index that is behind by the lag; the last entry is the row as it is now. */
	readonly #index = new Map<Product | Item, { since: number; view: Json }[]>();

	constructor(world: World, store: Store, lagMs: number) {
		this.#world = world;
		this.#store = store;
		this.#lagMs = lagMs * world.delayFactor;
		for (const product of store.products) {
			for (const row of [product, ...product.items]) {
				this.#index.set(row, [{ since: 0, view: this.#view(row) }]);
			}
		}
		store.onWrite.push((row) => {
			const since = world.clock.now() + this.#lagMs;
			this.#index.set(row, [...(this.#index.get(row) ?? []), { since, view: this.#view(row) }]);
		});
	}

	route(method: string, path: string, body: Json): unknown {
		const query = objectAt(body, 'query');
		const item = /^\/inventory-items\/([^/]+)$/.exec(path)?.[1];
		const product = /^\/products\/([^/]+)$/.exec(path)?.[1];
		const call = `${method} ${path}`;
		if (call === 'POST /inventory-items/query') return this.#queryItems(query);
		if (call === 'POST /products/query') return this.#queryProducts(query);
		if (call === 'POST /locations/query') return this.#queryLocations();
		if (call === 'POST /bulk/inventory-items/update') {
			return this.#bulk(body, 'inventoryItems', 'inventoryItem', 1000, (row) => this.#setItem(row));
		}
		if (call === 'POST /bulk/products/update') {
			return this.#bulk(body, 'products', 'product', 100, (row) => this.#setProduct(row));
		}
		if (method === 'GET' && item !== undefined) {
			return { inventoryItem: this.#view(this.#item(item)) };
		}
		if (method === 'PATCH' && item !== undefined) {
			return {
				inventoryItem: this.#view(this.#setItem({ ...objectAt(body, 'inventoryItem'), id: item })),
			};
		}
		if (method === 'GET' && product !== undefined) {
			return { product: this.#view(this.#product(product)) };
		}
		if (method === 'PATCH' && product !== undefined) {
			return {
				product: this.#view(this.#setProduct({ ...objectAt(body, 'product'), id: product })),
			};
		}
		return undefined;
	}

	#items(): Item[] {
		return this.#store.products.flatMap(({ items }) => items);
	}

	#item(id: unknown): Item {
		const item = this.#items().find((one) => one.id === id);
		if (!item) throw notFound('INVENTORY_ITEM');
		return item;
	}

	#product(id: unknown): Product {
		const product = this.#store.product(String(id));
		if (!product) throw notFound('PRODUCT');
		if (product.broken === 'reads') throw broken();
		return product;
	}

	#view(row: Product | Item): Json {
		return 'variants' in row ? productView(row) : itemView(row, this.#ownerOf(row));
	}

	#ownerOf(item: Item): Product {
		const owner = this.#store.products.find(({ items }) => items.includes(item));
		if (!owner) throw notFound('PRODUCT');
		return owner;
	}

	#indexed(row: Product | Item): Json {
		const views = this.#index.get(row) ?? [];
		const now = this.#world.clock.now();
		return views.findLast(({ since }) => since <= now)?.view ?? {};
	}

	#queryItems(query: Json): unknown {
		const rows = this.#items().map((item) => this.#indexed(item));
		const page = cursorPage(rows, query, ITEM_FIELDS, 1000);
		return { inventoryItems: page.rows, pagingMetadata: page.pagingMetadata };
	}

	#queryProducts(query: Json): unknown {
		const { products } = this.#store;
		const page = cursorPage(
			products.map((one) => this.#indexed(one)),
			query,
			PRODUCT_FIELDS,
			100,
		);
		const ids = new Set(page.rows.map(({ id }) => id));
		if (products.some((one) => one.broken === 'reads' && ids.has(one.id))) throw broken();
		return { products: page.rows, pagingMetadata: page.pagingMetadata };
	}

	#queryLocations(): unknown {
		const storesLocations = this.#store.locations.map(({ id, name, default: defaultLocation }) => ({
			id,
			revision: '1',
			wixLocationId: id,
			locationType: 'WIX',
			name,
			defaultLocation,
		}));
		return {
			storesLocations,
			pagingMetadata: { count: storesLocations.length, cursors: {}, hasNext: false },
		};
	}

	/** Failed rows stand in an answer with status 200 (wix sheet, section 5). */
	#bulk(
		body: Json,
		list: string,
		member: string,
		most: number,
		set: (row: Json) => unknown,
	): unknown {
		const rows = Array.isArray(body[list]) ? (body[list] as unknown[]) : [];
		if (rows.length < 1 || rows.length > most) {
			throw violation(list, `must have between 1 and ${most} items`, 'OUT_OF_RANGE');
		}
		rows.forEach((row, i) => {
			if (typeof objectAt(row, member)['revision'] === 'string') return;
			throw violation(`${list}[${i}].${member}.revision`, 'must not be empty', 'REQUIRED_FIELD');
		});
		const results = rows.map((row, originalIndex) => {
			const given = objectAt(row, member);
			const common = { id: given['id'], originalIndex };
			try {
				if (this.#world.befalls?.('wix', 'itemRefused'))
					throw applicationError(428, 'ITEM_IS_BEING_EDITED', 'The item could not be updated');
				set(given);
				return { itemMetadata: { ...common, success: true } };
			} catch (error) {
				return { itemMetadata: { ...common, success: false, error: rowError(error) } };
			}
		});
		const totalFailures = results.filter(({ itemMetadata }) => !itemMetadata.success).length;
		const totalSuccesses = rows.length - totalFailures;
		return {
			results,
			bulkActionMetadata: { totalSuccesses, totalFailures, undetailedFailures: 0 },
		};
	}

	#setItem(given: Json): Item {
		const item = this.#item(given['id']);
		checkRevision(item, given);
		const { quantity, inStock } = given;
		if (typeof quantity === 'number') {
			if (!Number.isInteger(quantity) || Math.abs(quantity) > 99_999) {
				throw applicationError(400, 'MAX_QUANTITY_LIMIT_REACHED', 'Quantity is out of range');
			}
			// The kind of value decides how the stock is kept from now on (wix sheet, section 4).
			this.#store.write(item, { tracked: true, quantity, inStock: quantity > 0 });
		} else if (typeof inStock === 'boolean') {
			this.#store.write(item, { tracked: false, inStock });
		}
		return item;
	}

	#setProduct(given: Json): Product {
		const product = this.#product(given['id']);
		checkRevision(product, given);
		if (product.broken === 'writes') {
			throw applicationError(428, 'VARIANTS_ARE_NOT_ALIGNED_WITH_PRODUCT');
		}
		if (typeof given['visible'] === 'boolean')
			this.#store.write(product, { visible: given['visible'] });
		return product;
	}
}

/** The real code is not documented (wix sheet, sections 4 and 12). */
function checkRevision(row: Product | Item, given: Json): void {
	if (given['revision'] === String(row.revision)) return;
	throw applicationError(409, 'INVALID_REVISION', 'Revision mismatch');
}

function rowError(error: unknown): Json {
	const body = isObject(error) ? error['body'] : undefined;
	const { code, description } = objectAt(objectAt(body, 'details'), 'applicationError');
	return { code, description };
}
