import type { ApiRequest, Call } from '../../http/answer';
import { accepted, failed, type WriteResult } from '../platform';
import { inOneOrSingly } from './singly';
import type { EbayChange } from './state';
import { refusalOf, trade, tradingRequest } from './trading';
import { all, element, escapeText, textAt } from './xml';

/** InventoryStatus nodes per call (sheet, section 4). */
export const MOST_NODES = 4;

export function reviseRequest(changes: readonly EbayChange[]): ApiRequest {
	return tradingRequest('ReviseInventoryStatus', changes.map(node).join(''));
}

/** The item number names a single listing; a variation needs its SKU besides (sheet, section 4). */
function node({ listing, set }: EbayChange): string {
	const { native, sku, state } = listing;
	const itemId = native.model === 'trading' ? native.itemId : '';
	const isVariation = native.model === 'trading' && native.isVariation;
	return element(
		'InventoryStatus',
		element('ItemID', itemId) +
			(isVariation ? element('SKU', escapeText(sku)) : '') +
			element('Quantity', (set.quantity as number | undefined) ?? state.quantity),
	);
}

export async function sendRevise(
	call: Call,
	changes: readonly EbayChange[],
): Promise<WriteResult[]> {
	return await inOneOrSingly(changes, async (part) => {
		const answer = await trade(call, reviseRequest(part));
		if (textAt(answer, 'Ack') === 'PartialFailure') {
			// Which of them failed is not told in so many words (sheet, section 12).
			return part.length > 1 ? 'unclear' : [failed(refusalOf(answer))];
		}
		const warnings = all(answer, 'Errors').map(
			(error) => `eBay notes: ${textAt(error, 'LongMessage')}`,
		);
		return part.map(() => (warnings.length > 0 ? { ...accepted, warnings } : accepted));
	});
}
