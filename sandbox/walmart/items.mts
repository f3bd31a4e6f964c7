import type { World } from '../fake.mts';
import type { Result } from './answers.mts';
import { badRequest, notFound } from './answers.mts';
import type { Item, Shop } from './shop.mts';

const api = 'GMP_ITEM_QUERY_API';

const view = (item: Item) => ({
	mart: 'WALMART_US',
	sku: item.sku,
	condition: 'New',
	wpid: item.wpid,
	gtin: item.gtin,
	productName: item.title,
	shelf: '["Arts Crafts & Sewing","Art Supplies","Painting"]',
	productType: 'Craft Paints',
	price: { currency: 'USD', amount: item.price },
	publishedStatus: item.publishedStatus,
	...(item.unpublishedReasons.length > 0 && {
		unpublishedReasons: { reason: item.unpublishedReasons },
	}),
	lifecycleStatus: item.lifecycleStatus,
});

/** The guides wrap one item in a list, the schema in one record; this shop follows the guides (walmart sheet, section 3). */
export function getItem(shop: Shop, id: string, query: URLSearchParams): Result {
	if (query.get('productIdType') !== 'SKU') {
		throw badRequest(api, 'productIdType', 'productIdType is missing or not supported.');
	}
	const item = shop.get(id);
	if (!item) throw notFound(api);
	return { status: 200, body: { ItemResponse: [view(item)], totalItems: 1 } };
}

export class ItemList {
	readonly #shop: Shop;
	readonly #world: World;

	constructor(world: World, shop: Shop) {
		this.#world = world;
		this.#shop = shop;
	}

	get(query: URLSearchParams): Result {
		const limit = Number(query.get('limit') ?? 20);
		if (!Number.isInteger(limit) || limit < 1 || limit > 50) {
			throw badRequest(api, 'limit', 'limit must be between 1 and 50.');
		}
		const fits = (item: Item): boolean =>
			(['sku', 'publishedStatus', 'lifecycleStatus'] as const).every((name) => {
				const wanted = query.get(name);
				return wanted === null || wanted === item[name];
			});
		const found = this.#shop.all().filter(fits);
		if (found.length === 0) throw notFound(api);
		const start = this.#offset(query.get('nextCursor') ?? '*');
		const next = start + limit;
		const body = {
			ItemResponse: found.slice(start, next).map(view),
			totalItems: found.length,
			...(next < found.length && { nextCursor: this.#cursor(next) }),
		};
		return { status: 200, body };
	}

	/** Opaque, and full of characters that mean something in an address. */
	#cursor = (offset: number): string =>
		`AoE/${Buffer.from(`${offset}:${Math.floor(this.#world.random() * 1e6)}`).toString('base64')}+=`;

	#offset(cursor: string): number {
		if (cursor === '*') return 0;
		const inner = /^AoE\/(.*)\+=$/.exec(cursor)?.[1] ?? '';
		const offset = Number(Buffer.from(inner, 'base64').toString().split(':')[0]);
		if (!inner || !Number.isInteger(offset)) throw badRequest(api, 'nextCursor', 'Invalid cursor.');
		return offset;
	}
}
