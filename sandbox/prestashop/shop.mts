import type { Product, Seller, ShelfItem, World } from '../fake.mts';
import type { Field, Resource } from './schema.mts';

export interface Row {
	id: number;
	/** Everything but the id, as the database's strings. */
	values: Record<string, string>;
}

export interface Shop {
	resources: Map<string, Resource>;
	rows: Map<string, Row[]>;
	/** MySQL's format, in the time zone of the shop (here UTC). */
	now(): string;
}

export const emptyValue = (field: Field): string => {
	if (field.kind === 'text' || field.kind === 'visibility') return '';
	if (field.kind === 'decimal') return '0.000000';
	return field.kind === 'date' ? '0000-00-00 00:00:00' : '0';
};

export function openShop(world: World, resources: Map<string, Resource>): Shop {
	const shop: Shop = {
		resources,
		rows: new Map([...resources.keys()].map((name) => [name, []])),
		now: () => new Date(world.clock.now()).toISOString().slice(0, 19).replace('T', ' '),
	};
	add(shop, 'shops', {
		id_shop_group: '1',
		id_category: '2',
		active: '1',
		name: 'Acrylic Art Supplies',
		theme_name: 'classic',
	});
	for (const product of world.catalogue) addProduct(shop, product);
	const twice = (title: string): Product => ({
		title,
		variants: [{ sku: 'ACR-DUP-1', title: '', quantity: 3, price: '6.50' }],
	});
	addProduct(shop, twice('Palette Knife No. 4'));
	addProduct(shop, twice('Palette Knife No. 4 (old packaging)'));

	for (const stock of stockOf(shop, 'ACR-SB-CRED-118')) stock.values['out_of_stock'] = '1';
	const closed = find(shop, 'ACR-VAR-GLOS-250');
	if (closed) closed.product.values['active'] = '0';
	return shop;
}

function add(shop: Shop, resource: string, values: Record<string, string>): Row {
	const rows = shop.rows.get(resource) ?? [];
	const fields = shop.resources.get(resource)?.fields ?? [];
	const row: Row = { id: rows.length + 1, values: {} };
	for (const field of fields) row.values[field.name] = values[field.name] ?? emptyValue(field);
	rows.push(row);
	return row;
}

function addProduct(shop: Shop, product: Product): void {
	const [first] = product.variants;
	const single = product.variants.length === 1;
	const row = add(shop, 'products', {
		id_category_default: '2',
		id_tax_rules_group: '1',
		position_in_category: '1',
		type: 'simple',
		id_shop_default: '1',
		reference: single ? (first?.sku ?? '') : commonPart(product.variants.map(({ sku }) => sku)),
		state: '1',
		additional_delivery_times: '1',
		minimal_quantity: '1',
		price: `${first?.price ?? '0.00'}0000`,
		active: '1',
		redirect_type: '404',
		available_for_order: '1',
		condition: 'new',
		show_price: '1',
		indexed: '1',
		visibility: 'both',
		date_add: shop.now(),
		date_upd: shop.now(),
		pack_stock_type: '3',
		name: product.title,
		link_rewrite: product.title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
	});
	const total = product.variants.reduce((sum, { quantity }) => sum + quantity, 0);
	addStock(shop, row.id, 0, total);
	if (single) return;
	for (const variant of product.variants) {
		const combination = add(shop, 'combinations', {
			id_product: String(row.id),
			quantity: String(variant.quantity),
			reference: variant.sku,
			location: '',
			minimal_quantity: '1',
			default_on: variant === first ? '1' : '0',
		});
		if (variant === first) row.values['id_default_combination'] = String(combination.id);
		addStock(shop, row.id, combination.id, variant.quantity);
	}
}

const addStock = (shop: Shop, product: number, combination: number, quantity: number): Row =>
	add(shop, 'stock_availables', {
		id_product: String(product),
		id_product_attribute: String(combination),
		id_shop: '1',
		quantity: String(quantity),
		out_of_stock: '2',
	});

function commonPart(skus: string[]): string {
	const [first = ''] = skus;
	let length = first.length;
	while (!skus.every((sku) => sku.startsWith(first.slice(0, length)))) length -= 1;
	return first.slice(0, length).replace(/-$/, '');
}

/** The row without combination is the sum of the others, recomputed at each save of one of them. */
export function recomputeSum(shop: Shop, saved: Row): void {
	if (saved.values['id_product_attribute'] === '0') return;
	const rows = (shop.rows.get('stock_availables') ?? []).filter(
		(row) => row.values['id_product'] === saved.values['id_product'],
	);
	const isSum = (row: Row) => row.values['id_product_attribute'] === '0';
	const parts = rows.filter((row) => !isSum(row));
	const sum = parts.reduce((total, row) => total + Number(row.values['quantity']), 0);
	for (const row of rows.filter(isSum)) row.values['quantity'] = String(sum);
}

/** A combination goes alone, with its stock row; a product without combinations goes with all that belongs to it. */
function remove(shop: Shop, { product, stock }: Item): void {
	const combination = stock.values['id_product_attribute'];
	const drop = (resource: string, goes: (row: Row) => boolean) =>
		shop.rows.set(
			resource,
			(shop.rows.get(resource) ?? []).filter((row) => !goes(row)),
		);
	drop('stock_availables', (row) => row === stock);
	if (combination === '0') drop('products', (row) => row === product);
	else {
		drop('combinations', ({ id }) => String(id) === combination);
		recomputeSum(shop, stock);
	}
}

interface Item {
	sku: string;
	title: string;
	product: Row;
	stock: Row;
}

function items(shop: Shop): Item[] {
	const stocks = shop.rows.get('stock_availables') ?? [];
	const byKey = new Map<string, Row>();
	for (const row of stocks) {
		byKey.set(`${row.values['id_product']}/${row.values['id_product_attribute']}`, row);
	}
	const combinations = Map.groupBy(
		shop.rows.get('combinations') ?? [],
		(row) => row.values['id_product'],
	);
	return (shop.rows.get('products') ?? []).flatMap((product) =>
		(combinations.get(String(product.id)) ?? [undefined]).flatMap((combination) => {
			const stock = byKey.get(`${product.id}/${combination?.id ?? 0}`);
			const sku = (combination ?? product).values['reference'] ?? '';
			return stock ? [{ sku, title: product.values['name'] ?? '', product, stock }] : [];
		}),
	);
}

const find = (shop: Shop, sku: string): Item | undefined =>
	items(shop).find((item) => item.sku === sku);

const stockOf = (shop: Shop, sku: string): Row[] =>
	items(shop)
		.filter((item) => item.sku === sku)
		.map((item) => item.stock);

const shelfItem = ({ sku, title, product, stock }: Item): ShelfItem => {
	const quantity = Number(stock.values['quantity']);
	const acceptsOrders = stock.values['out_of_stock'] === '1';
	const item = { sku, title, quantity };
	if (product.values['active'] !== '1') return { ...item, state: 'hidden', note: 'inactive' };
	if (product.values['visibility'] === 'none') {
		return { ...item, state: 'hidden', note: 'visibility none' };
	}
	if (product.values['available_for_order'] !== '1') {
		return { ...item, state: 'soldOut', note: 'not available for order' };
	}
	const state = quantity <= 0 && !acceptsOrders ? 'soldOut' : 'onSale';
	return { ...item, state, ...(acceptsOrders && { note: 'orders accepted when out of stock' }) };
};

export const shelfOf = (shop: Shop): ShelfItem[] => items(shop).map(shelfItem);

export function sellerOf(shop: Shop): Seller {
	const wanted = (sku: string): Item => {
		const item = find(shop, sku);
		if (!item) throw new Error(`No product with the reference ${sku}`);
		return item;
	};
	const setQuantity = (stock: Row, quantity: number) => {
		stock.values['quantity'] = String(quantity);
		recomputeSum(shop, stock);
	};
	return {
		sell(sku, quantity) {
			const { stock } = wanted(sku);
			setQuantity(stock, Number(stock.values['quantity']) - quantity);
		},
		setQuantity: (sku, quantity) => setQuantity(wanted(sku).stock, quantity),
		setHidden(sku, hidden) {
			const { product } = wanted(sku);
			product.values['active'] = hidden ? '0' : '1';
			product.values['date_upd'] = shop.now();
		},
		remove: (sku) => remove(shop, wanted(sku)),
	};
}
