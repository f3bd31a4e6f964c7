import { ChannelProblem } from '../../http/problem';
import type { LevelSource } from '../levelSource';
import { variantsPage, type ShopifyListing } from './listings';
import { readingOf } from './readings';

/** Shopify pages no deeper than 25,000 objects (sheet, section 3); then a new list begins behind the last id. */
const DEEPEST = 100;
const VARIANT = 'gid://shopify/ProductVariant/';

/**
 * All variants, 250 at a time. There is no asking for changes: whether `updated_at` moves with the stock is not known, and a stock-out
 * must not be missed (sheet, section 10).
 */
export const levels: LevelSource = {
	async page(call, { from, scope }) {
		const { depth, behind, cursor } = placeOf(from);
		const page = await variantsPage(call, behind ? `id:>${behind}` : '', cursor || null);
		const [first] = page.listings;
		// An unknown filter is ignored there, and the list would begin anew for ever.
		if (behind && first && numberOf(first) <= BigInt(behind)) throw new ChannelProblem(ignored());
		const last = page.listings.at(-1);
		const next =
			page.after === null || !last
				? undefined
				: depth + 1 < DEEPEST
					? `${depth + 1} ${behind} ${page.after}`
					: `0 ${numberOf(last)} `;
		return {
			readings: page.listings
				.filter(({ sku }) => sku !== '')
				.flatMap((listing) => readingOf(listing, scope, { key: keyOf(listing) }))
				.map((reading) => ({ ...reading, keyIsGuessed: true })),
			...(next === undefined ? {} : { next }),
		};
	},
};

function placeOf(from = '0  '): { depth: number; behind: string; cursor: string } {
	const [depth = '0', behind = '', cursor = ''] = from.split(' ');
	return { depth: Number(depth), behind, cursor };
}

const numberOf = ({ id }: ShopifyListing): bigint => BigInt(id.replace(VARIANT, '') || 0);

/** No time goes with a total, so the levels and the status stand for the moment. */
const keyOf = ({ id, state }: ShopifyListing): string =>
	JSON.stringify([id, state.tracked, state.status, state.available]);

const ignored = () => ({
	kind: 'unknown' as const,
	message: 'Shopify gave the same variants again, so the pass was ended.',
	nextStep: 'Report this message.',
});
