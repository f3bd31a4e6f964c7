import type { FakeRequest } from '../fake.mts';
import { refused } from './errors.mts';
import type { Item, Row, Shop } from './shop.mts';
import type { Json } from './list.mts';
import { itemView } from './view.mts';

const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null ? (value as Json) : {};

export function bodyOf({ body }: FakeRequest): Json {
	try {
		return object(JSON.parse(body.toString()));
	} catch {
		throw refused(400, 'Request body is not valid JSON.');
	}
}

/** The stock rows of a body; one may stand alone. */
export function rowsOf(body: Json): Json[] {
	const rows = object(body.ItemShops).ItemShop;
	return (Array.isArray(rows) ? (rows as unknown[]) : rows === undefined ? [] : [rows]).map(object);
}

/** `PUT Item/{id}.json`: what it does not know, it leaves out in silence. */
export function updateItem(shop: Shop, item: Item, body: Json): Json {
	if (body.description === '')
		throw refused(400, 'Item not updated. An Item must have a description.');
	const counts = rowsOf(body).map((row) => ({ row: rowFor(shop, item, row), qoh: countOf(row) }));
	if (typeof body.description === 'string') item.description = body.description;
	if (body.publishToEcom !== undefined) item.publishToEcom = String(body.publishToEcom) === 'true';
	// Archiving is a DELETE; a PUT can only end it.
	if (String(body.archived) === 'false') item.archived = false;
	for (const { row, qoh } of counts) if (qoh !== undefined) shop.count(row, qoh);
	// The item's own time does not move with its stock (lightspeed-retail sheet, section 10).
	if (Object.keys(body).some((field) => field !== 'ItemShops'))
		item.timeStamp = shop.world.clock.now();
	return { '@attributes': { count: '1' }, Item: itemView(item, true) };
}

function rowFor(shop: Shop, item: Item, { itemShopID, shopID }: Json): Row {
	if (itemShopID !== undefined) {
		const row = item.rows.find((one) => String(one.itemShopID) === String(itemShopID));
		if (!row) throw refused(400, `ItemShop ${String(itemShopID)} does not belong to this Item.`);
		return row;
	}
	if (shopID === undefined || String(shopID) === '0')
		throw refused(400, 'ItemShop must have an itemShopID or a shopID.');
	return shop.row(item, Number(shopID));
}

function countOf({ qoh }: Json): number | undefined {
	if (qoh === undefined) return undefined;
	const count = Number(qoh);
	if (!Number.isFinite(count) || String(qoh).trim() === '')
		throw refused(400, 'qoh must be a number.');
	return count;
}
