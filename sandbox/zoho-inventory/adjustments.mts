import type { FakeRequest } from '../fake.mts';
import { noItem, refusal, ZohoError } from './errors.mts';
import { accounts, locations, main, type Adjustment, type Shop } from './shop.mts';

interface Given {
	date?: unknown;
	reason?: unknown;
	description?: unknown;
	reference_number?: unknown;
	adjustment_type?: unknown;
	location_id?: unknown;
	line_items?: Array<{
		item_id?: unknown;
		quantity_adjusted?: unknown;
		location_id?: unknown;
		adjustment_account_id?: unknown;
	}>;
}

function readBody({ body }: FakeRequest): Given {
	try {
		return JSON.parse(body.toString()) as Given;
	} catch {
		throw new ZohoError(400, 1038, 'JSON is not well formed');
	}
}

/** Moves stock by differences and posts them; all lines or none. Sent twice, it is posted twice. */
export function adjust(shop: Shop, request: FakeRequest) {
	const given = readBody(request);
	const { date, reason, line_items: lines = [] } = given;
	if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date))
		throw refusal('Invalid value passed for date');
	if (typeof reason !== 'string' || reason === '') throw refusal('Please enter a reason.');
	if (given.adjustment_type !== 'quantity')
		throw refusal('Invalid value passed for adjustment_type');
	if (lines.length === 0) throw refusal('Please add at least one line item.');
	const location = placeOf(shop, given.location_id);
	const checked = lines.map((line) => {
		const item = shop.items.find(({ item_id }) => item_id === line.item_id);
		if (!item) throw noItem();
		if (item.status === 'inactive')
			throw refusal('Inactive items cannot be used in a transaction.');
		if (item.is_combo_product || item.item_type !== 'inventory')
			throw refusal('Only items with tracking can be adjusted.');
		if (item.track_batch_number) throw refusal('Please enter the batches of the item.');
		const by = line.quantity_adjusted;
		if (typeof by !== 'number' || by === 0)
			throw refusal('Invalid value passed for quantity_adjusted');
		if (line.location_id !== undefined && line.location_id !== given.location_id)
			throw refusal('The location of a line differs from that of the adjustment.');
		const account = line.adjustment_account_id ?? accounts[0]?.id;
		if (!accounts.some(({ id }) => id === account)) throw refusal('The account does not exist.');
		return { item, by, account: String(account) };
	});
	const adjustment: Adjustment = {
		id: String(4_815_000_000_099_001 + shop.adjustments.length),
		date,
		reason,
		reference_number: String(given.reference_number ?? ''),
		description: String(given.description ?? ''),
		location_id: location,
		draft: shop.approval,
		lines: checked.map(({ item, by, account }) => ({ item_id: item.item_id, by, account })),
	};
	shop.adjustments.push(adjustment);
	if (!shop.approval) for (const { item, by } of checked) shop.move(item, location, by);
	return view(adjustment);
}

/** Organizations without locations take none. */
function placeOf(shop: Shop, given: unknown): string {
	if (given === undefined) return main;
	const known = locations.find(({ location_id }) => location_id === given);
	if (shop.places === 'none' || known?.status !== 'active')
		throw refusal('The location does not exist or is switched off.');
	return known.location_id;
}

const view = (adjustment: Adjustment) => ({
	inventory_adjustment_id: adjustment.id,
	date: adjustment.date,
	reason: adjustment.reason,
	description: adjustment.description,
	reference_number: adjustment.reference_number,
	adjustment_type: 'quantity',
	location_id: adjustment.location_id,
	line_items: adjustment.lines.map(({ item_id, by, account }, i) => ({
		item_id,
		line_item_id: `${adjustment.id}${i}`,
		quantity_adjusted: by,
		adjustment_account_id: account,
		location_id: adjustment.location_id,
	})),
});
