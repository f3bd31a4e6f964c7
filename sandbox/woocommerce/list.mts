import type { FakeAnswer } from '../fake.mts';
import { collationKey, sanitized } from './item.mts';
import type { Item } from './item.mts';
import { json, trimmed } from './json.mts';
import { parseTime } from './params.mts';
import type { Shop } from './shop.mts';

/** Filters; each keeps an item or not. A filter that is empty after cleaning is none (woocommerce sheet, section 3). */
function filters(shop: Shop, query: URLSearchParams): ((item: Item) => boolean)[] {
	const list: ((item: Item) => boolean)[] = [];
	const on = (name: string, keep: (value: string) => (item: Item) => boolean): void => {
		const value = sanitized(query.get(name) ?? '');
		if (value !== '' && value !== '0') list.push(keep(value));
	};
	on('sku', (value) => {
		const keys = new Set([value, ...value.split(',')].map(collationKey));
		// A trailing blank is nothing to the database, a leading one is: `A, B` does not find B.
		return (item) => item.sku !== '' && keys.has(keyOf(item));
	});
	on('search_sku', (value) => (item) => collationKey(item.sku).includes(collationKey(value)));
	on('search', (value) => (item) => collationKey(item.name).includes(collationKey(value)));
	on('slug', (value) => (item) => item.slug === value);
	on('include', (value) => {
		const ids = new Set(value.split(',').map(Number));
		return (item) => ids.has(item.id);
	});
	on('exclude', (value) => {
		const ids = new Set(value.split(',').map(Number));
		return (item) => !ids.has(item.id);
	});
	on('type', (value) => (item) => item.type === value);
	on('stock_status', (value) => (item) => item.stockStatus === value);
	on('modified_after', (value) => {
		const limit = bound(shop, query, value);
		return (item) => second(item.modified) > limit;
	});
	on('modified_before', (value) => {
		const limit = bound(shop, query, value);
		return (item) => second(item.modified) < limit;
	});
	const status = query.get('status') ?? 'any';
	list.push((item) => (status === 'any' ? item.status !== 'trash' : item.status === status));
	return list;
}

const known = new WeakMap<Item, { sku: string; key: string }>();

/** Kept, since a look-up among 100,000 products asks for every one of them. */
function keyOf(item: Item): string {
	const { sku } = item;
	let kept = known.get(item);
	if (kept?.sku !== sku) known.set(item, (kept = { sku, key: collationKey(sku) }));
	return kept.key;
}

const second = (at: number): number => Math.floor(at / 1000) * 1000;

/**
 * A time with its own zone is turned into the shop's time, one without is taken as the shop's time; with
 * dates_are_gmt the result is held against UTC all the same (woocommerce sheet, section 10, last point).
 */
function bound(shop: Shop, query: URLSearchParams, text: string): number {
	const { at, zoned } = parseTime(text) ?? { at: 0, zoned: true };
	const zone = shop.zone * 3_600_000;
	const local = zoned ? at + zone : at;
	return ['true', '1'].includes(query.get('dates_are_gmt') ?? '') ? local : local - zone;
}

function sorted(shop: Shop, items: Item[], query: URLSearchParams): Item[] {
	const by = query.get('orderby') ?? 'date';
	if (by === 'include') {
		const asked = (query.get('include') ?? '').split(',').map(Number);
		return items.sort((a, b) => asked.indexOf(a.id) - asked.indexOf(b.id));
	}
	const value = (item: Item): number | string => {
		if (by === 'date') return second(item.created);
		if (by === 'modified') return second(item.modified);
		if (by === 'price') return Number(item.price);
		return by === 'id' ? item.id : by === 'slug' ? item.slug : item.name.toLowerCase();
	};
	const turn = query.get('order') === 'asc' ? 1 : -1;
	// Among equals the order is not stable from one request to the next (sheet, section 3).
	return items
		.map((item) => ({ item, value: value(item), luck: shop.world.random() }))
		.sort((a, b) => (a.value === b.value ? a.luck - b.luck : a.value < b.value ? -turn : turn))
		.map(({ item }) => item);
}

export function list(
	shop: Shop,
	query: URLSearchParams,
	path: string,
	among: (item: Item) => boolean,
	view: (shop: Shop, item: Item) => Record<string, unknown>,
): FakeAnswer {
	const keep = filters(shop, query);
	const hits = [...shop.items.values()].filter(
		(item) => among(item) && keep.every((filter) => filter(item)),
	);
	const perPage = Number(query.get('per_page') ?? 10);
	const page = Number(query.get('page') ?? 1);
	const from = Number(query.get('offset') ?? (page - 1) * perPage);
	const pages = Math.ceil(hits.length / perPage);
	const rows = sorted(shop, hits, query)
		.slice(from, from + perPage)
		.map((item) => trimmed(view(shop, item), query.get('_fields')));
	const link = (to: number, rel: string): string => {
		const other = new URLSearchParams(query);
		other.set('page', String(to));
		return `<${shop.url}/wp-json/wc/v3${path}?${other}>; rel="${rel}"`;
	};
	const links = [
		...(page > 1 ? [link(Math.min(page - 1, Math.max(pages, 1)), 'prev')] : []),
		...(page < pages ? [link(page + 1, 'next')] : []),
	];
	return json(200, rows, {
		'x-wp-total': String(hits.length),
		'x-wp-totalpages': String(pages),
		...(links.length > 0 && { link: links.join(', ') }),
	});
}
