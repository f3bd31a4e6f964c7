import type { IDataObject } from 'n8n-workflow';

import {
	asList,
	asNumber,
	asObject,
	asText,
	type Answer,
	type ApiRequest,
	type Call,
} from '../../http/answer';
import type { Problem } from '../../http/problem';
import { accepted, failed, type State, type WriteResult } from '../platform';
import { restProblem } from './errors';
import { INVENTORY } from './hosts';
import { inOneOrSingly } from './singly';
import type { EbayChange, EbayState } from './state';

export function inventoryRequest(changes: readonly EbayChange[]): ApiRequest {
	return {
		method: 'POST',
		path: `${INVENTORY}/bulk_update_price_quantity`,
		body: { requests: changes.map(row) },
		// Absolute numbers.
		repeatable: true,
	};
}

export async function sendInventory(
	call: Call,
	changes: readonly EbayChange[],
): Promise<WriteResult[]> {
	return await inOneOrSingly(changes, async (part) =>
		results(part, await call(inventoryRequest(part))),
	);
}

const setOf = ({ set }: EbayChange) => set as Partial<EbayState>;

function row(change: EbayChange): IDataObject {
	const { listing } = change;
	const { quantity, availabilityDistributions, offers } = setOf(change);
	const isItem = quantity !== undefined || availabilityDistributions !== undefined;
	return {
		sku: listing.sku,
		...(isItem
			? { shipToLocationAvailability: shipTo(change, quantity ?? listing.state.quantity) }
			: {}),
		...(offers
			? {
					offers: Object.entries(offers).map(([offerId, availableQuantity]) => ({
						offerId,
						availableQuantity,
					})),
				}
			: {}),
	};
}

/** Every warehouse of the item, changed or not: what is left out is lost (sheet, section 4). */
function shipTo(change: EbayChange, quantity: number): IDataObject {
	const { state, native } = change.listing;
	const distributions = native.model === 'inventoryApi' ? native.distributions : [];
	if (distributions.length === 0) return { quantity };
	const counts = { ...state.availabilityDistributions, ...setOf(change).availabilityDistributions };
	return {
		quantity,
		availabilityDistributions: distributions.map((place) => ({
			...place,
			quantity: counts[asText(place.merchantLocationKey)] ?? 0,
		})),
	};
}

/** One node per offer, and one without offerId for the item (sheet, section 5). */
function results(changes: readonly EbayChange[], { body }: Answer): WriteResult[] {
	const nodesOf = Map.groupBy(asList(asObject(body).responses), ({ sku }) => asText(sku));
	return changes.map((change) => {
		const nodes = nodesOf.get(change.listing.sku) ?? [];
		const bad = nodes.find(isBad);
		if (bad) return failed(problemOf(bad), writtenOf(change, nodes));
		const warnings = nodes
			.flatMap((node) => asList(node.warnings))
			.map(({ message }) => `eBay notes: ${asText(message)}`);
		return warnings.length > 0 ? { ...accepted, warnings } : accepted;
	});
}

const statusOf = (node: IDataObject): number => asNumber(node.statusCode) ?? 200;
const isBad = (node: IDataObject): boolean => statusOf(node) >= 400;

function problemOf(node: IDataObject): Problem {
	const [error = {}] = asList(node.errors);
	const problem = restProblem(statusOf(node), error);
	// Refused for what went on at the same moment: read again and sent again by the run.
	return problem.code === '25025' ? { ...problem, kind: 'conflict' } : problem;
}

function writtenOf(change: EbayChange, nodes: readonly IDataObject[]): State {
	const { offers, ...item } = setOf(change);
	const refused = new Set(nodes.filter(isBad).map(({ offerId }) => asText(offerId)));
	const told = new Set(nodes.map(({ offerId }) => asText(offerId)));
	const written = Object.entries(offers ?? {}).filter(([id]) => told.has(id) && !refused.has(id));
	return {
		...(told.has('') && !refused.has('') ? item : {}),
		...(written.length > 0 ? { offers: Object.fromEntries(written) } : {}),
	};
}
