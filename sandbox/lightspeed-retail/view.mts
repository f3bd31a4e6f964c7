import type { FakeRequest } from '../fake.mts';
import { refused } from './errors.mts';
import { counted, sum, type Item, type Shop } from './shop.mts';

export type Json = Record<string, unknown>;

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;

/** Every value is a text; one row comes as an object (lightspeed-retail sheet, section 3). */
export function itemView(item: Item, relations: boolean): Json {
	const stamp = time(item.timeStamp);
	const row = (itemShopID: number, shopID: number, qoh: number): Json => ({
		itemShopID: String(itemShopID),
		qoh: String(qoh),
		sellable: String(Math.max(0, qoh)),
		backorder: '0',
		componentQoh: '0',
		componentBackorder: '0',
		reorderPoint: '0',
		reorderLevel: '0',
		timeStamp: stamp,
		itemID: String(item.itemID),
		shopID: String(shopID),
	});
	const all = [
		...item.rows.map(({ itemShopID, shopID, qoh }) => row(itemShopID, shopID, qoh)),
		row(item.sumID, 0, sum(item)),
	];
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
		...(relations && hasRows(item) ? { ItemShops: { ItemShop: all } } : {}),
		Prices: { ItemPrice: { amount: item.price, useTypeID: '1', useType: 'Default' } },
	};
}

/** What is archived shows no rows any more (recorded). */
const hasRows = (item: Item): boolean => !item.archived && (counted(item) || item.rows.length > 0);

const OPERATOR = /^(><|>=|<=|!=|!~|>|<|~|IN),(.*)$/is;
const MOST_IN = 100;

function matches(field: string, wanted: string): (view: Json) => boolean {
	const [, operator, operand = ''] = OPERATOR.exec(wanted) ?? [];
	const text = (view: Json): string => String(view[field] ?? '').toLowerCase();
	if (operator === undefined) return (view) => text(view) === wanted.toLowerCase();
	if (operator.toUpperCase() === 'IN') {
		const values = operand.replace(/^\[|\]$/g, '').split(',');
		if (values.length > MOST_IN) throw refused(400, `Too many values for ${field}.`);
		return (view) => values.includes(text(view));
	}
	if (operator === '~' || operator === '!~') {
		const like = new RegExp(
			`^${operand
				.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
				.replaceAll('%', '.*')
				.replaceAll('_', '.')}$`,
			'is',
		);
		return (view) => like.test(text(view)) === (operator === '~');
	}
	if (operator === '!=') return (view) => text(view) !== operand.toLowerCase();
	throw refused(400, `${field} cannot be compared so.`);
}

const FIELDS = ['itemID', 'systemSku', 'customSku', 'manufacturerSku', 'upc', 'ean'];
const MOST = 100;

/** `GET Item.json`. */
export function listItems(shop: Shop, { query, path }: FakeRequest, base: string): Json {
	const archived = query.get('archived') ?? 'false';
	const relations = relationsOf(query).includes('ItemShops');
	const limit = Number(query.get('limit') ?? MOST);
	if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
		throw refused(400, `limit must be between 1 and ${MOST}.`);
	if (query.has('offset')) throw refused(400, 'offset is not supported.');
	const fields = FIELDS.filter((field) => query.has(field));
	const tests = fields.map((field) => matches(field, query.get(field) ?? ''));
	const or = query.get('or');
	if (or !== null) {
		const parts = or.split('|').map((part) => {
			const [field = '', ...value] = part.split('=');
			if (!FIELDS.includes(field)) throw refused(400, `Unknown field '${field}' in or.`);
			// Read once more than the address itself.
			return matches(field, decoded(value.join('=')));
		});
		tests.push((view) => parts.some((part) => part(view)));
	}
	const after = Number(Buffer.from(query.get('after') ?? '', 'base64url').toString() || 0);
	const found = shop.items
		.filter((item) => (archived === 'only' ? item.archived : archived === 'true' || !item.archived))
		.filter(({ itemID }) => itemID > after)
		.map((item) => itemView(item, relations))
		.filter((view) => tests.every((test) => test(view)))
		// A parent without relation rows may be left out.
		.filter((view) => !relations || view.ItemShops);
	const page = found.slice(0, limit);
	const last = page.at(-1);
	const next = new URLSearchParams(query);
	if (last) next.set('after', Buffer.from(String(last.itemID)).toString('base64url'));
	return {
		'@attributes': {
			next: found.length > limit ? `${base}${path}?${next.toString()}` : '',
			previous: '',
		},
		...(page.length === 0 ? {} : { Item: page.length === 1 ? page[0] : page }),
	};
}

export function relationsOf(query: URLSearchParams): string[] {
	const text = query.get('load_relations');
	if (text === null) return [];
	try {
		return JSON.parse(text) as string[];
	} catch {
		throw refused(400, 'load_relations must be a JSON list.');
	}
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw refused(400, 'or is not well encoded.');
	}
}
