import type { FakeRequest } from '../fake.mts';
import { refused } from './errors.mts';
import { matches, page, relationsOf, time, type Json } from './list.mts';
import { counted, sum, type Item, type Shop } from './shop.mts';

/** The stock of an item, one row for each shop and one for their sum; every value is a text. */
function rowViews(item: Item): Json[] {
	const row = (itemShopID: number, shopID: number, qoh: number, at: number): Json => ({
		itemShopID: String(itemShopID),
		qoh: String(qoh),
		sellable: String(Math.max(0, qoh)),
		backorder: '0',
		componentQoh: '0',
		componentBackorder: '0',
		reorderPoint: '0',
		reorderLevel: '0',
		timeStamp: time(at),
		itemID: String(item.itemID),
		shopID: String(shopID),
	});
	const latest = Math.max(...item.rows.map(({ timeStamp }) => timeStamp), 0) || item.timeStamp;
	return [
		...item.rows.map(({ itemShopID, shopID, qoh, timeStamp }) =>
			row(itemShopID, shopID, qoh, timeStamp),
		),
		row(item.sumID, 0, sum(item), latest),
	];
}

export function itemView(item: Item, relations: boolean): Json {
	const stamp = time(item.timeStamp);
	return {
		itemID: String(item.itemID),
		systemSku: String(210_000_000_000 + item.itemID),
		defaultCost: '0',
		avgCost: '0',
		discountable: 'true',
		tax: 'true',
		archived: String(item.archived),
		itemType: item.itemType,
		serialized: String(item.serialized),
		description: item.description,
		modelYear: '0',
		upc: '',
		ean: '',
		customSku: item.customSku,
		manufacturerSku: '',
		publishToEcom: String(item.publishToEcom),
		createTime: stamp,
		timeStamp: stamp,
		categoryID: '0',
		taxClassID: '1',
		departmentID: '0',
		itemMatrixID: String(item.itemMatrixID),
		manufacturerID: '0',
		seasonID: '0',
		defaultVendorID: '0',
		...(relations && hasRows(item) ? { ItemShops: { ItemShop: rowViews(item) } } : {}),
		Prices: { ItemPrice: { amount: item.price, useTypeID: '1', useType: 'Default' } },
	};
}

/** What is archived shows no rows any more (recorded). */
const hasRows = (item: Item): boolean => !item.archived && (counted(item) || item.rows.length > 0);

const FIELDS = ['itemID', 'systemSku', 'customSku', 'manufacturerSku', 'upc', 'ean'];

/** `GET Item.json`. */
export function listItems(shop: Shop, request: FakeRequest, base: string): Json {
	const { query } = request;
	const archived = query.get('archived') ?? 'false';
	const relations = relationsOf(query).includes('ItemShops');
	const found = shop.items
		.filter((item) => (archived === 'only' ? item.archived : archived === 'true' || !item.archived))
		.map((item) => itemView(item, relations))
		.filter(anyOf(query.get('or')))
		// A parent without relation rows may be left out.
		.filter((view) => !relations || view.ItemShops);
	return page(found, request, base, {
		name: 'Item',
		id: 'itemID',
		fields: FIELDS,
		sortable: ['timeStamp', 'description'],
	});
}

/** `GET ItemShop.json`: the rows of all items, the sums among them. */
export const listStock = (shop: Shop, request: FakeRequest, base: string): Json =>
	page(shop.items.flatMap(rowViews), request, base, {
		name: 'ItemShop',
		id: 'itemShopID',
		fields: ['itemShopID', 'itemID', 'shopID', 'qoh', 'timeStamp'],
		sortable: ['timeStamp'],
	});

function anyOf(or: string | null): (view: Json) => boolean {
	if (or === null) return () => true;
	const parts = or.split('|').map((part) => {
		const [field = '', ...value] = part.split('=');
		if (!FIELDS.includes(field)) throw refused(400, `Unknown field '${field}' in or.`);
		// Read once more than the address itself.
		return matches(field, decoded(value.join('=')));
	});
	return (view) => parts.some((part) => part(view));
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw refused(400, 'or is not well encoded.');
	}
}
