import type { INodePropertyOptions } from 'n8n-workflow';

import { asList, asText, type Call } from '../../http/answer';
import { rethrow } from '../../http/problem';
import { get } from './service';

export interface Location {
	id: string;
	name: string;
	/** False where Linnworks does not let a level be set: a fulfilment centre, a managed warehouse (sheet, section 4). */
	settable: boolean;
}

/** By the `call` of a run, so that each run asks once. */
const known = new WeakMap<Call, Promise<Location[]>>();

/** The account's locations. The rows of the levels tell the kind too, but leave it out at will (specification of StockItemLevel). */
export async function locationsOf(call: Call): Promise<Location[]> {
	const asked = known.get(call) ?? ask(call);
	known.set(call, asked);
	return await asked.catch((error) => {
		known.delete(call);
		return rethrow(error);
	});
}

async function ask(call: Call): Promise<Location[]> {
	return asList(await get(call, 'Inventory/GetStockLocations')).map(
		({ StockLocationId, LocationName, IsFulfillmentCenter, IsWarehouseManaged }) => ({
			id: asText(StockLocationId),
			name: asText(LocationName),
			settable: IsFulfillmentCenter !== true && IsWarehouseManaged !== true,
		}),
	);
}

/** For the option: those whose level can be set. */
export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	return (await locationsOf(call))
		.filter(({ settable }) => settable)
		.map(({ id, name }) => ({ name, value: id }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
