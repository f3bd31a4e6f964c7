import { noItem, refusal } from './errors.mts';
import { accounts, available, locations, total, type Item, type Shop } from './shop.mts';

type Json = Record<string, unknown>;

const mostRows = 200;

/** Times as Zoho writes them: seconds, numeric zone. */
export const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+0000`;

/** Figures by location are texts, those of the whole item are numbers. */
function places(shop: Shop, item: Item): Json {
	if (shop.places === 'none') return {};
	const rows = locations
		.filter(({ location_id }, i) => i === 0 || item.stock.has(location_id))
		.map(({ location_id, location_name, status }, i) => {
			const stock = item.stock.get(location_id) ?? { onHand: 0, committed: 0 };
			const fields = {
				id: location_id,
				name: location_name,
				stock_on_hand: String(stock.onHand),
				available_stock: String(available(stock)),
				actual_available_stock: String(available(stock)),
			};
			const prefix = shop.places === 'warehouses' ? 'warehouse' : 'location';
			const named = Object.entries(fields).map(([name, value]) => [`${prefix}_${name}`, value]);
			return { ...Object.fromEntries(named), status, is_primary: i === 0 };
		});
	return { [shop.places]: rows };
}

function common(item: Item): Json {
	const counts = item.item_type === 'inventory' ? total(item) : '';
	const onHand = [...item.stock.values()].reduce((sum, stock) => sum + stock.onHand, 0);
	return {
		item_id: item.item_id,
		name: item.name,
		status: item.status,
		item_type: item.item_type,
		product_type: 'goods',
		description: '',
		rate: item.rate,
		is_taxable: true,
		sku: item.sku,
		track_batch_number: item.track_batch_number,
		track_serial_number: false,
		...(item.item_type === 'inventory'
			? { stock_on_hand: onHand, available_stock: counts, actual_available_stock: counts }
			: {}),
	};
}

export function listRow(shop: Shop, item: Item): Json {
	return {
		...common(item),
		is_combo_product: item.is_combo_product,
		source: 'user',
		created_time: time(item.created),
		last_modified_time: time(item.modified),
		...(shop.placesInLists ? places(shop, item) : {}),
	};
}

/** What single items tell, and lists don't; `is_combo_product` is not among it. */
export function detail(shop: Shop, item: Item): Json {
	const [{ id, name } = { id: '', name: '' }] = accounts;
	return {
		...common(item),
		unit: 'pcs',
		purchase_account_id: item.item_type === 'inventory' ? id : '',
		purchase_account_name: item.item_type === 'inventory' ? name : '',
		inventory_account_id: '4815000000035020',
		...places(shop, item),
	};
}

export function list(shop: Shop, query: URLSearchParams): Json {
	const page = Number(query.get('page') ?? 1);
	const perPage = Math.min(mostRows, Number(query.get('per_page') ?? mostRows));
	const filter = query.get('filter_by') ?? 'Status.Active';
	const sku = query.get('sku');
	const since = query.get('last_modified_time');
	const rows = shop.items
		.filter(({ modified }) => since === null || time(modified) > since)
		.filter(({ status }) => filter === 'Status.All' || `status.${status}` === filter.toLowerCase())
		.filter((item) => sku === null || item.sku === sku);
	if (query.get('sort_column') === 'created_time') rows.sort((a, b) => a.created - b.created);
	else rows.sort((a, b) => a.name.localeCompare(b.name));
	if (query.get('sort_order') === 'D') rows.reverse();
	const start = (page - 1) * perPage;
	return {
		items: rows.slice(start, start + perPage).map((item) => listRow(shop, item)),
		page_context: {
			page,
			per_page: perPage,
			has_more_page: start + perPage < rows.length,
			report_name: 'Items',
			applied_filter: filter,
			sort_column: query.get('sort_column') ?? 'name',
			sort_order: query.get('sort_order') ?? 'A',
		},
	};
}

export function byIds(shop: Shop, text: string | null): Item[] {
	const ids = (text ?? '').split(',').filter(Boolean);
	if (ids.length === 0) throw refusal('Invalid value passed for item_ids');
	return ids.map((id) => {
		const item = shop.items.find(({ item_id }) => item_id === id);
		if (!item) throw noItem();
		return item;
	});
}

/** All of them or none; what is so already is no fault. */
export function mark(shop: Shop, items: readonly Item[], status: Item['status']): void {
	if (status === 'inactive' && items.some(({ locked }) => locked))
		throw refusal('Items that are part of a composite item cannot be marked so.');
	for (const item of items) {
		item.status = status;
		shop.touch(item);
	}
}
