import type { IDataObject } from 'n8n-workflow';

import type { ApiRequest } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { accepted, oneRequest, type Batch, type Change, type ChannelOptions } from '../platform';
import type { VendNative, VendState } from './listings';
import { versioned } from './service';

type VendChange = Change<VendState, VendNative>;

/** One product a request, there is no more; levels and the switch go together (sheet, sections 4 and 5). */
export function compose(
	changes: readonly VendChange[],
	options: ChannelOptions,
): Array<Batch<VendState, VendNative>> {
	return changes.map((change) => oneRequest([change], request(change, options), () => [accepted]));
}

/** Never `common`: it would change the whole family of variants (sheet, section 4). */
function request({ listing, set }: VendChange, options: ChannelOptions): ApiRequest {
	const { is_active, current_amount } = set as Partial<VendState>;
	const details: IDataObject = {};
	if (is_active !== undefined) details.is_active = is_active;
	if (current_amount)
		details.inventory = Object.entries(current_amount).map(([outlet_id, amount]) => ({
			outlet_id,
			current_amount: amount,
		}));
	return {
		method: 'PUT',
		path: versioned(options, `/products/${strictEncode(listing.id)}`),
		body: { details },
		// Absolute values: a second time does nothing more.
		repeatable: true,
	};
}
