import type { ApiRequest, Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem, rethrow } from '../../http/problem';
import { accepted, failed, type Batch, type State, type WriteResult } from '../platform';
import { hides, SITE, type WixChange, type WixNative, type WixState } from './listing';

type Group = readonly WixChange[];

/** No bulk here: one request for the counts of a product, one for its visibility (sheet, section 5). */
export function composeV1(changes: Group): Array<Batch<WixState, WixNative>> {
	const products = Map.groupBy(changes, ({ listing }) => listing.native.productId);
	return [...products.values()].map((group) => ({
		changes: group,
		requests: [...stockRequests(group), ...visibleRequests(group)],
		send: async (call) => await send(call, group),
	}));
}

async function send(call: Call, group: Group): Promise<WriteResult[]> {
	for (const request of stockRequests(group)) await call(request);
	try {
		for (const request of visibleRequests(group)) await call(request);
		return group.map(() => accepted);
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		return group.map((change) =>
			hides(change) ? failed(error.problem, countsOf(change)) : accepted,
		);
	}
}

const countsOf = ({ set }: WixChange): State =>
	Object.fromEntries(Object.entries(set).filter(([field]) => field !== 'visible'));

function stockRequests(group: Group): ApiRequest[] {
	const counted = group.filter((change) => Object.keys(countsOf(change)).length > 0);
	if (counted.length === 0) return [];
	const [{ listing }] = counted;
	const variants = counted.map(({ listing: { native }, set }) => {
		const { quantity, inStock } = set as Partial<WixState>;
		return {
			variantId: native.variantId,
			...(quantity ? { quantity: quantity[SITE] } : {}),
			...(inStock ? { inStock: inStock[SITE] } : {}),
		};
	});
	return [
		{
			method: 'PATCH',
			path: `/stores/v2/inventoryItems/product/${strictEncode(listing.native.productId)}`,
			// Must come every time and holds for the whole product, so it goes out as it was read (sheet, section 4).
			body: { inventoryItem: { trackQuantity: SITE in listing.state.quantity, variants } },
			repeatable: true,
		},
	];
}

function visibleRequests(group: Group): ApiRequest[] {
	const change = group.find(hides);
	if (!change) return [];
	return [
		{
			method: 'PATCH',
			path: `/stores/v1/products/${strictEncode(change.listing.native.productId)}`,
			body: { product: { visible: change.set.visible === true } },
			repeatable: true,
		},
	];
}
