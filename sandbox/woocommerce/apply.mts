import { WooError } from './error.mts';
import { sanitized } from './item.mts';
import type { Item, StockStatus } from './item.mts';
import { itemRules, stockStatuses, visibilities } from './params.mts';
import type { Shop } from './shop.mts';

export type Body = Record<string, unknown>;

/** A single write was checked and is cast by the schema: null becomes 0, false or an empty text. */
export function castSingle(body: Body): Body {
	return cast(body, (value) => value !== undefined, truthy);
}

/** Batch items are not checked at all, and null counts as absent; woocommerce sheet, section 5. */
export function castBatch(body: Body): Body {
	return cast(body, (value) => value !== undefined && value !== null, yes);
}

function cast(body: Body, present: (value: unknown) => boolean, flag: (value: unknown) => boolean) {
	const clean: Body = {};
	for (const [name, { type }] of Object.entries(itemRules)) {
		const value = body[name];
		if (!present(value)) continue;
		if (type === 'integer') clean[name] = Math.trunc(Number.parseFloat(String(value))) || 0;
		else if (type === 'boolean') clean[name] = flag(value);
		else clean[name] = value === null ? '' : String(value);
	}
	return clean;
}

const truthy = (value: unknown): boolean =>
	![false, 0, '', '0', 'false', null].includes(value as string);
const yes = (value: unknown): boolean =>
	[true, 1, '1', 'yes', 'true'].includes(
		typeof value === 'string' ? value.toLowerCase() : (value as boolean),
	);

/** Writes a cast body into an item, by the rules of its type. Saving comes after. */
export function apply(shop: Shop, item: Item, body: Body): void {
	const { name, regular_price: price, sku, status, catalog_visibility: visibility } = body;
	if (typeof sku === 'string') shop.setSku(item, sanitized(sku));
	if (typeof name === 'string') item.name = sanitized(name);
	if (typeof price === 'string') item.price = price;
	if (typeof status === 'string') item.status = knownStatuses.has(status) ? status : 'draft';
	if (item.type === 'variation') return applyVariationStock(item, body);
	if (typeof visibility === 'string') {
		if (!visibilities.includes(visibility)) {
			throw new WooError(
				'product_invalid_catalog_visibility',
				'Invalid catalog visibility option.',
				{ status: 400 },
			);
		}
		item.visibility = visibility;
	}
	applyProductStock(shop, item, body);
}

const knownStatuses = new Set(['draft', 'pending', 'private', 'publish', 'future', 'trash']);

function applyProductStock(shop: Shop, item: Item, body: Body): void {
	if (!shop.shopManagesStock) {
		// What is stored as managed stays so and is recomputed on saving: nothing gets through (sheet, section 4).
		if (item.type !== 'variable') setStatus(item, body);
		return;
	}
	if (item.type === 'external' || item.type === 'grouped') {
		if (item.type === 'external' && body['manage_stock'] === true) {
			throw new WooError(
				'product_external_invalid_manage_stock',
				'External products cannot be stock managed.',
				{ status: 400 },
			);
		}
		setStatus(item, body);
		return;
	}
	if (typeof body['manage_stock'] === 'boolean') item.manage = body['manage_stock'];
	if (typeof body['backorders'] === 'string') item.backorders = body['backorders'];
	setQuantity(item, body);
	setStatus(item, body);
}

/** Variations take the quantity even when the shop-wide switch is off. */
function applyVariationStock(item: Item, body: Body): void {
	if (typeof body['manage_stock'] === 'boolean') item.manage = body['manage_stock'];
	if (typeof body['backorders'] === 'string') item.backorders = body['backorders'];
	setStatus(item, body);
	setQuantity(item, body);
}

function setStatus(item: Item, body: Body): void {
	const status = stockStatuses.find((known) => known === body['stock_status']);
	if (status) item.stockStatus = status satisfies StockStatus;
}

/** What does not manage stock itself loses the quantity again on saving. */
function setQuantity(item: Item, body: Body): void {
	const { stock_quantity: quantity, inventory_delta: delta } = body;
	if (typeof quantity === 'number') item.quantity = quantity;
	else if (typeof delta === 'number') item.quantity = (item.quantity ?? 0) + delta;
}
