import { asList, asObject, asText, type Call } from '../../http/answer';
import type { LevelPage, LevelRequest, LevelSource } from '../levelSource';
import { MOST_OBJECTS, searchPage } from './catalog';
import type { SquareListing } from './listings';
import { counted, placesOf, readingOf, readVariations } from './readings';

export const levels: LevelSource = {
	// News are usually out within a minute (sheet, section 10); how far the filters are behind is not told.
	changesOverlapMs: 120_000,
	async page(call, request) {
		if (request.since === undefined) return await wholePage(call, request);
		const { phase, cursor } = placeOf(request.from);
		return phase === 'counts'
			? await countsPage(call, request, request.since, cursor)
			: await catalogPage(call, request, request.since, cursor);
	},
};

/** All variations, a page of the item library at a time. */
async function wholePage(call: Call, { from = '', scope }: LevelRequest): Promise<LevelPage> {
	const [places, page] = await Promise.all([
		placesOf(call, scope),
		searchPage(call, { object_types: ['ITEM_VARIATION'], include_related_objects: true }, from),
	]);
	const listings = await counted(call, page, places, scope);
	return { readings: readings(listings), ...(page.cursor ? { next: page.cursor } : {}) };
}

type Phase = 'counts' | 'catalog';

/** First what was counted or sold since, then what was archived, taken away or changed otherwise; no one request tells both. */
function placeOf(from = 'counts:'): { phase: Phase; cursor: string } {
	const [phase, ...rest] = from.split(':');
	return { phase: phase === 'catalog' ? 'catalog' : 'counts', cursor: rest.join(':') };
}

async function countsPage(
	call: Call,
	{ scope }: LevelRequest,
	since: string,
	cursor: string,
): Promise<LevelPage> {
	const answer = await call({
		method: 'POST',
		path: '/v2/inventory/counts/batch-retrieve',
		body: {
			states: ['IN_STOCK'],
			updated_after: since,
			limit: MOST_OBJECTS,
			...(cursor ? { cursor } : {}),
		},
		repeatable: true,
	});
	const { counts, cursor: next } = asObject(answer.body);
	const ids = asList(counts).map(({ catalog_object_id }) => asText(catalog_object_id));
	const listings = await readVariations(call, ids, scope);
	return {
		readings: readings(listings),
		next: asText(next) ? `counts:${asText(next)}` : 'catalog:',
	};
}

async function catalogPage(
	call: Call,
	{ scope }: LevelRequest,
	since: string,
	cursor: string,
): Promise<LevelPage> {
	const what = { object_types: ['ITEM', 'ITEM_VARIATION'], begin_time: since };
	const { variations: objects, cursor: next } = await searchPage(call, what, cursor);
	const ids = objects.flatMap(({ type, id, item_data }) =>
		type === 'ITEM'
			? asList(asObject(item_data).variations).map((one) => asText(one.id))
			: [asText(id)],
	);
	const listings = await readVariations(call, ids, scope);
	return { readings: readings(listings), ...(next ? { next: `catalog:${next}` } : {}) };
}

/** No time goes with a variation's total, so its counts and whether it sells stand for the moment. */
const readings = (listings: readonly SquareListing[]) =>
	listings
		.filter(({ sku }) => sku !== '')
		.map((listing) => ({
			...readingOf(listing, {
				key: JSON.stringify([listing.id, listing.state.quantity, listing.buyable]),
			}),
			keyIsGuessed: true,
		}));
