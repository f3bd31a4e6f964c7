import { accepted, oneRequest, type Batch, type Change } from '../platform';
import type { LightspeedNative, LightspeedState } from './listings';

type LightspeedChange = Change<LightspeedState, LightspeedNative>;

/** Each nested row costs half a drip (sheet, section 8). */
const ROW_WEIGHT = 0.5;

/** Items have no bulk form: one PUT each, all its shops in one (sheet, section 5). */
export function compose(
	changes: readonly LightspeedChange[],
): Array<Batch<LightspeedState, LightspeedNative>> {
	return changes.map((change) => {
		const { qoh = {}, publishToEcom } = change.set as Partial<LightspeedState>;
		const shopRows = Object.entries(qoh).map(([itemShopID, count]) => ({
			itemShopID,
			qoh: String(count),
		}));
		return oneRequest(
			[change],
			{
				method: 'PUT',
				path: `${change.listing.native.account}/Item/${change.listing.id}.json`,
				body: {
					...(shopRows.length > 0 ? { ItemShops: { ItemShop: shopRows } } : {}),
					...(publishToEcom === undefined ? {} : { publishToEcom: String(publishToEcom) }),
				},
				weight: 1 + ROW_WEIGHT * shopRows.length,
				// Absolute numbers: sent twice they do no more than once (sheet, section 4).
				repeatable: true,
			},
			() => [accepted],
		);
	});
}
