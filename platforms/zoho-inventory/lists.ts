import type { INodePropertyOptions } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { details, MOST_IDS } from './listings';

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number =>
	a.name.localeCompare(b.name);

export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	const { body } = await call({ method: 'GET', path: '/locations' });
	return asList(asObject(body).locations)
		.map((one) => ({ name: asText(one.location_name), value: asText(one.location_id) }))
		.sort(byName);
}

/**
 * Zoho Inventory documents no chart of accounts. The accounts that the newest items are bought on are the ones an adjustment is
 * usually posted against: cost of goods sold.
 */
export async function adjustmentAccounts(call: Call): Promise<INodePropertyOptions[]> {
	const newest = { sort_column: 'created_time', sort_order: 'D', per_page: String(MOST_IDS) };
	const list = await call({ method: 'GET', path: '/items', query: newest });
	const ids = asList(asObject(list.body).items).map(({ item_id }) => asText(item_id));
	const names = new Map(
		(await details(call, ids)).map((item) => [
			asText(item.purchase_account_id),
			asText(item.purchase_account_name),
		]),
	);
	names.delete('');
	return [...names].map(([value, name]) => ({ name: name || value, value })).sort(byName);
}
