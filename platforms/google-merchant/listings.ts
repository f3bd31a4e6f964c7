import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { Change, ChannelOptions, Listing } from '../platform';
import { folded, nameOf, productPath, type OfferName } from './names';
import { findOffers, type Row } from './report';
import { onlyPrimary, readSources, routeOf, type Route } from './sources';

/** Attributes in Google's own spelling; `pause` is null where nothing is paused (sheet, section 6). */
export type GoogleState = { availability: string; pause: string | null };

export interface GoogleNative extends OfferName {
	route: Route;
}

export type GoogleListing = Listing<GoogleState, GoogleNative>;

/** So many products are read one by one, which is fresher; more of them through the report, which is one request for 200. */
const FEW = 25;

const OUT = 'OUT_OF_STOCK';

/** A listing before it is known where to write it, and the data source it comes from as far as the product told. */
interface Seen {
	listing: Omit<GoogleListing, 'native'>;
	primary?: string;
}

export async function readListings(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<GoogleListing[]> {
	const [sources, rows] = await Promise.all([
		readSources(call, options),
		findOffers(call, skus, options),
	]);
	const offers = onChosenLabels(rows, options);
	const exact = offers.length <= FEW || options.stop === 'both';
	const found = await Promise.all(
		offers.map(async (row) => {
			const only = onlyPrimary(sources, row);
			// What the report does not tell (a pause, the data source) only matters, or is only unclear, in the other cases.
			const enough =
				!exact && row.eligible && sells(row.availability) === true && only !== undefined;
			const seen = enough ? ofRow(row) : await readProduct(call, row, options);
			if (!seen) return [];
			const route = routeOf(row, seen.primary ?? only ?? '', sources, options);
			return [{ ...seen.listing, native: { ...nameIn(row), route } }];
		}),
	);
	// Google folded the blanks of the SKU; the asker knows it by the spelling it was asked for.
	const asked = Map.groupBy(skus, folded);
	return found
		.flat()
		.flatMap((listing) =>
			(asked.get(listing.sku) ?? [listing.sku]).map((sku) => ({ ...listing, sku })),
		);
}

const nameIn = ({ language, feedLabel, offerId, local }: OfferName): OfferName => ({
	language,
	feedLabel,
	offerId,
	local,
});

/** An offer of the physical shops beside the online one is not what is sold online; alone it is at least to be named. */
function onChosenLabels(rows: readonly Row[], options: ChannelOptions): Row[] {
	const labels = asText(options.feedLabels)
		.split(',')
		.map((label) => label.trim().toUpperCase())
		.filter(Boolean);
	const chosen =
		labels.length === 0 ? rows : rows.filter(({ feedLabel }) => labels.includes(feedLabel));
	const online = new Set(chosen.filter(({ local }) => !local).map(({ offerId }) => offerId));
	return chosen.filter(({ local, offerId }) => !local || !online.has(offerId));
}

function ofRow(row: Row): Seen {
	const buyable = sells(row.availability);
	return {
		listing: {
			sku: row.offerId,
			id: nameOf(row),
			title: row.title || undefined,
			quantity: null,
			visible: row.eligible || null,
			buyable: row.eligible ? buyable : buyable && null,
			state: { availability: row.availability, pause: null },
		},
	};
}

/** Undefined when the product has gone since the report was made. */
async function readProduct(
	call: Call,
	name: OfferName,
	options: ChannelOptions,
): Promise<Seen | undefined> {
	try {
		const { body } = await call({ method: 'GET', path: productPath(name, options) });
		return ofProduct(name, asObject(body));
	} catch (error) {
		if (error instanceof ChannelProblem && error.problem.kind === 'notFound') return undefined;
		return rethrow(error);
	}
}

function ofProduct(name: OfferName, product: IDataObject): Seen {
	const attributes = asObject(product.productAttributes);
	const places = asList(asObject(product.productStatus).destinationStatuses);
	const excluded =
		Array.isArray(attributes.excludedDestinations) && attributes.excludedDestinations.length > 0;
	const hidden =
		attributes.pause === 'ALL' || product.archived === true || (excluded && places.length === 0);
	const approved = places.some(
		({ approvedCountries }) => Array.isArray(approvedCountries) && approvedCountries.length > 0,
	);
	const availability = asText(attributes.availability);
	const buyable = sells(availability);
	return {
		listing: {
			sku: name.offerId,
			id: nameOf(name),
			title: asText(attributes.title) || undefined,
			// There is no stock quantity for online offers (sheet, section 1).
			quantity: null,
			// Google's own verdict may change at any hour, so it is no reason to leave an offer in stock.
			visible: hidden ? false : approved || null,
			buyable: buyable === false || hidden ? false : approved ? buyable : null,
			state: { availability, pause: asText(attributes.pause) || null },
		},
		...(asText(product.dataSource) ? { primary: asText(product.dataSource) } : {}),
	};
}

/** Preorders and backorders sell as well; null where Google does not say. */
export const sells = (availability: string): boolean | null =>
	availability === OUT ? false : availability !== '' || null;

type ReadBack = ReadonlyArray<Pick<Change<GoogleState, GoogleNative>, 'listing' | 'set'>>;

export async function readBack(
	call: Call,
	changes: ReadBack,
	options: ChannelOptions,
): Promise<GoogleListing[]> {
	// The report shows no pause.
	const exact = changes.length <= FEW || changes.some(({ set }) => 'pause' in set);
	const seen = exact
		? await Promise.all(
				changes.map(async ({ listing }) => await readProduct(call, listing.native, options)),
			)
		: (
				await findOffers(
					call,
					changes.map(({ listing }) => listing.native.offerId),
					options,
				)
			).map(ofRow);
	const byId = new Map(seen.flatMap((one) => (one ? [[one.listing.id, one.listing]] : [])));
	return changes.flatMap(({ listing: { id, sku, native } }) => {
		const now = byId.get(id);
		return now ? [{ ...now, sku, native }] : [];
	});
}
