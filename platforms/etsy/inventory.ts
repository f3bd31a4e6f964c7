import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type ApiRequest } from '../../http/answer';

/** One product of a listing's inventory; a listing without variations has one. */
export interface Variation {
	/** By its values, since a write may give products new ids. */
	key: string;
	sku: string;
	/** Products with the same one share one quantity. */
	pool: string;
	quantity: number;
	isEnabled: boolean;
}

export interface Edit {
	quantity?: number;
	is_enabled?: boolean;
}

const WITHOUT_VARIATIONS = 'listing';

export const inventoryPath = (listingId: string): string =>
	`/v3/application/listings/${listingId}/inventory`;

export function variationsOf(inventory: IDataObject): Variation[] {
	const counted = new Set(idsOf(inventory.quantity_on_property));
	return productsOf(inventory).map((product) => {
		const [offering] = offeringsOf(product);
		return {
			key: keyOf(product),
			sku: asText(product.sku),
			pool: nameOf(valuesOf(product).filter((value) => counted.has(asText(value.property_id)))),
			quantity: asNumber(offering?.quantity) ?? 0,
			isEnabled: offering?.is_enabled === true,
		};
	});
}

/** The whole inventory goes out each time: whatever is left out is deleted (sheet, section 4). */
export function putInventory(
	listingId: string,
	inventory: IDataObject,
	edits: ReadonlyMap<string, Edit>,
): ApiRequest {
	const products = productsOf(inventory);
	const used = new Set(products.flatMap(valuesOf).map((value) => asText(value.property_id)));
	const onProperty = (name: string) => ({
		[name]: idsOf(inventory[name])
			.filter((id) => used.has(id))
			.map(Number),
	});
	const mostValues = Math.max(0, ...products.map((product) => valuesOf(product).length));
	return {
		method: 'PUT',
		path: inventoryPath(listingId),
		...(mostValues > 2 ? { query: { max_variations_supported: '3' } } : {}),
		body: {
			products: products.map((product) => ({
				sku: asText(product.sku),
				property_values: valuesOf(product).map(toValue),
				offerings: offeringsOf(product).map((offering) =>
					toOffering(offering, edits.get(keyOf(product))),
				),
			})),
			...onProperty('price_on_property'),
			...onProperty('quantity_on_property'),
			...onProperty('sku_on_property'),
			...onProperty('readiness_state_on_property'),
		},
		// A repeated write could bring back pieces that were sold meanwhile.
		repeatable: false,
	};
}

const toValue = ({ property_id, value_ids, scale_id, property_name, values }: IDataObject) => ({
	property_id,
	value_ids,
	scale_id: scale_id ?? null,
	...(property_name ? { property_name } : {}),
	values,
});

function toOffering(
	{ price, quantity, is_enabled, readiness_state_id }: IDataObject,
	edit: Edit = {},
) {
	const { amount, divisor } = asObject(price);
	return {
		price: (asNumber(amount) ?? 0) / (asNumber(divisor) ?? 1),
		quantity: asNumber(quantity) ?? 0,
		is_enabled: is_enabled === true,
		readiness_state_id: asNumber(readiness_state_id),
		...edit,
	};
}

const isLive = ({ is_deleted }: IDataObject): boolean => is_deleted !== true;
const productsOf = ({ products }: IDataObject): IDataObject[] => asList(products).filter(isLive);
/** One of each product, so far. */
const offeringsOf = ({ offerings }: IDataObject): IDataObject[] => asList(offerings).filter(isLive);
const valuesOf = ({ property_values }: IDataObject): IDataObject[] => asList(property_values);
const keyOf = (product: IDataObject): string => nameOf(valuesOf(product)) || WITHOUT_VARIATIONS;
const idsOf = (ids: unknown): string[] => (Array.isArray(ids) ? ids.map(asText) : []);

const nameOf = (values: readonly IDataObject[]): string =>
	values.map((value) => (Array.isArray(value.values) ? value.values.join(', ') : '')).join(' / ');
