import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk } from '../platform';
import { restProblem } from './errors';
import { INVENTORY } from './hosts';
import type { EbayListing, EbayState } from './state';

/** Inventory items per call, look-up and write alike (sheet, sections 3 and 5). */
export const MOST_ITEMS = 25;
const LONGEST_SKU = 50;
/** Items per page of the whole inventory (sheet, section 3). */
const PAGE = 200;
/** eBay's ways to say that there is no such SKU, or that it can be none. */
const NO_SUCH_SKU = new Set(['25702', '25707', '25710']);

/** The inventory items of these SKUs, with their offers where `wantsOffers` says so: those cost a request each. */
export async function readInventory(
	call: Call,
	skus: readonly string[],
	wantsOffers: (sku: string, quantity: number) => boolean,
): Promise<EbayListing[]> {
	const askable = skus.filter((sku) => sku !== '' && sku.length <= LONGEST_SKU);
	const parts = await Promise.all(
		chunk(askable, MOST_ITEMS).map(async (part) => await lookUp(call, part)),
	);
	return await Promise.all(
		parts.flat().map(async (row) => {
			const sku = asText(row.sku);
			const offers = wantsOffers(sku, quantityOf(shipTo(row)))
				? await offersOf(call, sku)
				: undefined;
			return toListing(row, offers);
		}),
	);
}

export interface InventoryPage {
	items: EbayListing[];
	/** `offset` of the next page. */
	next?: string;
}

/** Items of one page of the whole inventory, without their offers. What `offset` counts is eBay's business (sheet, section 3). */
export async function readInventoryPage(call: Call, offset: string): Promise<InventoryPage> {
	const { body } = await call({
		method: 'GET',
		path: `${INVENTORY}/inventory_item`,
		query: { limit: String(PAGE), offset },
	});
	const { inventoryItems, next } = asObject(body);
	const following = URL.parse(asText(next), 'https://api.ebay.com')?.searchParams.get('offset');
	return {
		items: asList(inventoryItems).map((row) => toListing(row, undefined)),
		...(following && following !== offset ? { next: following } : {}),
	};
}

async function lookUp(call: Call, skus: readonly string[]): Promise<IDataObject[]> {
	try {
		const { body } = await call({
			method: 'POST',
			path: `${INVENTORY}/bulk_get_inventory_item`,
			body: { requests: skus.map((sku) => ({ sku })) },
			repeatable: true,
		});
		return asList(asObject(body).responses).flatMap(found);
	} catch (error) {
		const bySku = error instanceof ChannelProblem && NO_SUCH_SKU.has(error.problem.code ?? '');
		if (!bySku) return rethrow(error);
		// One SKU that can be none must not hide the others.
		if (skus.length === 1) return [];
		return (await Promise.all(skus.map(async (sku) => await lookUp(call, [sku])))).flat();
	}
}

function found(node: IDataObject): IDataObject[] {
	const status = asNumber(node.statusCode) ?? 200;
	if (status < 400) return [{ ...asObject(node.inventoryItem), sku: node.sku }];
	const [error = {}] = asList(node.errors);
	if (status === 404 || NO_SUCH_SKU.has(asText(error.errorId))) return [];
	throw new ChannelProblem(restProblem(status, error));
}

async function offersOf(call: Call, sku: string): Promise<IDataObject[]> {
	try {
		const { body } = await call({
			method: 'GET',
			path: `${INVENTORY}/offer`,
			query: { sku, limit: '100' },
		});
		return asList(asObject(body).offers);
	} catch (error) {
		// A SKU without offers is answered with 404 (sheet, section 3).
		if (error instanceof ChannelProblem && error.problem.kind === 'notFound') return [];
		return rethrow(error);
	}
}

const shipTo = (row: IDataObject): IDataObject =>
	asObject(asObject(row.availability).shipToLocationAvailability);

const sum = (counts: readonly number[]): number =>
	counts.reduce((total, count) => total + count, 0);

function quantityOf(ship: IDataObject): number {
	const places = asList(ship.availabilityDistributions).map(
		({ quantity }) => asNumber(quantity) ?? 0,
	);
	return asNumber(ship.quantity) ?? sum(places);
}

function toListing(row: IDataObject, offers: readonly IDataObject[] | undefined): EbayListing {
	const ship = shipTo(row);
	const distributions = asList(ship.availabilityDistributions);
	const quantity = quantityOf(ship);
	const groups = Array.isArray(row.inventoryItemGroupKeys)
		? row.inventoryItemGroupKeys.map(asText)
		: [];
	const pickup = asList(asObject(row.availability).pickupAtLocationAvailability);
	const published = (offers ?? []).filter(({ status }) => status === 'PUBLISHED');
	const live = published.filter(isLive);
	const onSale = live.map((offer) =>
		Math.min(quantity, asNumber(offer.availableQuantity) ?? quantity),
	);
	// A listing of this SKU alone that is active although nothing is left: the item's quantity has not reached it.
	const stillSells = quantity === 0 && groups.length === 0 && live.some(isActive);
	return {
		sku: asText(row.sku),
		id: asText(row.sku),
		title: asText(asObject(row.product).title) || undefined,
		quantity: onSale.length > 0 ? Math.max(...onSale) : quantity,
		visible: offers ? live.some(isActive) : null,
		buyable: offers
			? stillSells || onSale.some((count) => count > 0)
			: quantity === 0
				? false
				: null,
		state: {
			quantity,
			availabilityDistributions: counts(distributions, 'merchantLocationKey', 'quantity'),
			offers: counts(published, 'offerId', 'availableQuantity'),
		},
		native: {
			model: 'inventoryApi',
			group: groups[0] ?? '',
			isPublished: published.length > 0,
			distributions,
			pickup: pickup.some((place) => (asNumber(place.quantity) ?? 0) > 0),
		},
	};
}

function counts(rows: readonly IDataObject[], key: string, count: string): EbayState['offers'] {
	return Object.fromEntries(
		rows.flatMap((row) => {
			const value = asNumber(row[count]);
			return value === null ? [] : [[asText(row[key]), value]];
		}),
	);
}

const statusOf = (offer: IDataObject): string => asText(asObject(offer.listing).listingStatus);
const isActive = (offer: IDataObject): boolean => statusOf(offer) === 'ACTIVE';

/** Out of stock is no closed door: with a quantity the listing comes back by itself (sheet, section 4). */
const isLive = (offer: IDataObject): boolean =>
	(isActive(offer) || statusOf(offer) === 'OUT_OF_STOCK') &&
	asObject(offer.listing).listingOnHold !== true;
