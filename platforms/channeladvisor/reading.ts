import type { IDataObject } from 'n8n-workflow';

import type { StockReading } from '../../events/stockEvent';
import { asNumber, asText, asTime } from '../../http/answer';
import type { Scope } from '../webhookSource';
import type { CenterKind } from './centers';
import { SELECT, toListing, type ChannelAdvisorListing } from './listings';

/** With the times that tell one stock-out from the next (sheet, section 7). */
export const READING_SELECT = `${SELECT},UpdateDateUtc,QuantityUpdateDateUtc`;

/** What a row says to a trigger; undefined for parents, which have no stock and are not sold (sheet, section 4). */
export function readingOf(
	row: IDataObject,
	centers: ReadonlyMap<string, CenterKind>,
	scope: Scope,
): StockReading | undefined {
	const listing = toListing(row, centers);
	if (listing.native.kind === 'parent' || listing.sku === '') return undefined;
	const quantity = quantityOf(listing, row, scope);
	const occurredAt = asTime(row.QuantityUpdateDateUtc) ?? asTime(row.UpdateDateUtc);
	const blocked = listing.visible === false;
	return {
		sku: listing.sku,
		title: listing.title,
		quantity,
		...(blocked ? { available: false } : {}),
		reason: `${quantity} available${blocked ? `, blocked: ${listing.state.BlockComment || 'without comment'}` : ''}`,
		productId: listing.id,
		...(occurredAt === undefined ? {} : { occurredAt }),
		key: [listing.id, row.QuantityUpdateDateUtc, row.UpdateDateUtc, quantity, blocked]
			.map(asText)
			.join('|'),
	};
}

/** Nothing stocked is nothing to sell. Bundles tell their total only, whatever the places. */
function quantityOf(
	{ quantity, state, native }: ChannelAdvisorListing,
	row: IDataObject,
	{ locations }: Scope,
): number {
	if (native.kind === 'bundle') return asNumber(row.TotalAvailableQuantity) ?? 0;
	if (locations.length === 0) return quantity ?? 0;
	return locations.reduce((sum, center) => sum + (state.AvailableQuantity[center] ?? 0), 0);
}
