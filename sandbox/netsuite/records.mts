import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { NetsuiteError, nonexistent, userError } from './errors.mts';
import { accounts, locations, subsidiaries } from './shop.mts';
import type { Adjustment, Item, Shop } from './shop.mts';

type Values = Record<string, unknown>;

export const itemTypes = new Set([
	'inventoryItem',
	'lotNumberedInventoryItem',
	'serializedInventoryItem',
	'assemblyItem',
	'lotNumberedAssemblyItem',
	'serializedAssemblyItem',
	'kitItem',
	'nonInventorySaleItem',
	'nonInventoryResaleItem',
	'serviceSaleItem',
]);

/** Balances and keys: taken without a word, and never written. */
const readOnly = new Set([
	'id',
	'links',
	'quantityOnHand',
	'quantityAvailable',
	'lastModifiedDate',
	'createdDate',
]);
const behaviors = ['DISABLE', 'ENABLENMSG', 'REMOVE', 'ENABLE', 'DEFAULT'] as const;

export function findItem(shop: Shop, type: string, id: string): Item {
	const item = shop.items.get(id);
	// A lot-numbered item is not an inventoryItem to the record service.
	if (!item || item.recordType !== type) throw nonexistent();
	return item;
}

export function viewItem(item: Item, world: World, fields: string | null): Values {
	const base = `${world.baseUrl('netsuite')}/services/rest/record/v1/${item.recordType}/${item.id}`;
	const places = [...item.stock.values()];
	const whole: Values = {
		itemId: item.itemid,
		displayName: item.displayName,
		upcCode: item.upcCode,
		isOnline: item.isOnline,
		isInactive: item.isInactive,
		outOfStockBehavior: { id: item.outOfStockBehavior, refName: item.outOfStockBehavior },
		quantityOnHand: places.reduce((sum, { onHand }) => sum + onHand, 0),
		quantityAvailable: places.reduce((sum, { onHand, committed }) => sum + onHand - committed, 0),
	};
	const wanted = fields?.split(',');
	const shown = Object.entries(whole).filter(([name]) => !wanted || wanted.includes(name));
	return { links: [{ rel: 'self', href: base }], id: item.id, ...Object.fromEntries(shown) };
}

/** @throws NetsuiteError before anything is changed */
export function changeItem(
	shop: Shop,
	item: Item,
	given: Values,
	validation: string | undefined,
): void {
	const changes: (() => void)[] = [];
	for (const [name, value] of Object.entries(given)) {
		if (name === 'isOnline' || name === 'isInactive') {
			if (typeof value !== 'boolean') throw badValue(name);
			changes.push(() => (item[name] = value));
		} else if (name === 'outOfStockBehavior') {
			const id = (value as { id?: unknown } | null)?.id;
			const behavior = behaviors.find((one) => one === id);
			if (!behavior) throw badValue(name);
			changes.push(() => (item.outOfStockBehavior = behavior));
		} else if (!readOnly.has(name)) {
			checkName(name, validation);
		}
	}
	shop.edit(item, () => {
		for (const change of changes) change();
	});
}

/** The default is Warning: a misspelt field is passed over with 204 (netsuite sheet, section 4). */
function checkName(name: string, validation: string | undefined): void {
	if (validation?.toLowerCase() !== 'error') return;
	throw new NetsuiteError(
		400,
		'INVALID_CONTENT',
		`Error while accessing a resource. Unknown reference or field: ${name}.`,
		{ 'o:errorPath': name },
	);
}

const badValue = (name: string): NetsuiteError =>
	new NetsuiteError(
		400,
		'INVALID_CONTENT',
		`Invalid content in the request body. Invalid value of ${name}.`,
		{ 'o:errorPath': name },
	);

const idOf = (value: unknown): string => String((value as { id?: unknown } | undefined)?.id ?? '');

/** `POST inventoryAdjustment`, and `PUT inventoryAdjustment/eid:..` (netsuite sheet, section 4). */
export function adjust(
	shop: Shop,
	world: World,
	request: FakeRequest,
	given: Values,
	{ externalId, oneWorld }: { externalId?: string; oneWorld: boolean },
): FakeAnswer {
	const validation = request.headers['x-netsuite-propertynamevalidation'];
	const known = ['subsidiary', 'account', 'memo', 'tranDate', 'inventory', 'adjLocation'];
	for (const name of Object.keys(given)) if (!known.includes(name)) checkName(name, validation);
	const account = idOf(given['account']);
	const subsidiary = idOf(given['subsidiary']);
	if (account === '') throw userError('Please enter value(s) for: Adjustment Account.');
	if (!accounts.some(({ id }) => id === account)) throw badReference('account', account);
	if (oneWorld && subsidiary === '') throw userError('Please enter value(s) for: Subsidiary.');
	if (subsidiary && !subsidiaries.some(({ id }) => id === subsidiary)) {
		throw badReference('subsidiary', subsidiary);
	}
	const lines = linesOf(shop, given);
	const before = externalId && shop.adjustments.find((one) => one.externalId === externalId);
	if (before) {
		// Lines without a key are further lines, unless the list is to be replaced.
		const replaced = request.query.get('replace')?.split(',').includes('inventory');
		shop.repost(before, replaced ? lines : [...before.lines, ...lines]);
		return { status: 204, headers: { location: addressOf(world, before.id) } };
	}
	const posted = shop.post({
		account,
		memo: String(given['memo'] ?? ''),
		lines,
		...(subsidiary && { subsidiary }),
		...(externalId && { externalId }),
	});
	return { status: 204, headers: { location: addressOf(world, posted.id) } };
}

const addressOf = (world: World, id: string): string =>
	`${world.baseUrl('netsuite')}/services/rest/record/v1/inventoryAdjustment/${id}`;

function linesOf(shop: Shop, given: Values): Adjustment['lines'] {
	const items = (given['inventory'] as { items?: Values[] } | undefined)?.items ?? [];
	if (items.length === 0)
		throw userError('You must enter at least one line item for this transaction.');
	return items.map((line, i) => {
		const path = `inventory.items[${i}]`;
		const item = shop.items.get(idOf(line['item']));
		const location = idOf(line['location']);
		const by = Number(line['adjustQtyBy']);
		if (!item) throw badReference(`${path}.item`, idOf(line['item']));
		if (item.isInactive) throw badReference(`${path}.item`, item.id);
		if (location === '') throw userError('Please enter value(s) for: Location', path);
		if (!locations.some(({ id, isinactive }) => id === location && !isinactive)) {
			throw badReference(`${path}.location`, location);
		}
		if (!Number.isFinite(by) || by === 0) {
			throw userError('Please enter value(s) for: Adjust Qty. By', path);
		}
		if (/^(lotNumbered|serialized)/.test(item.recordType) && !line['inventoryDetail']) {
			throw userError('Please configure the inventory detail for this line.', path);
		}
		return { item: item.id, location, by };
	});
}

const badReference = (path: string, id: string): NetsuiteError =>
	new NetsuiteError(400, 'INVALID_KEY_OR_REF', `Invalid reference key ${id}.`, {
		'o:errorPath': path,
	});
