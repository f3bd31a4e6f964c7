import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import {
	sellsAtZero,
	type BigListing,
	type BigNative,
	type BigPlace,
	type BigState,
} from './listings';

/** A level stops the sale only of what has a level of its own (sheet, section 4). */
export function stop(
	{ state, native }: BigListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<BigState> {
	const set: Partial<BigState> = {};
	const warnings: string[] = [];
	if (zero) {
		if (isSumOfVariants(native)) return { problem: askForVariants() };
		const places = chosen(native, options);
		const counted = hasOwnLevel(native);
		const inUse = places.filter(({ onHand }) => onHand > 0);
		if (counted && inUse.length > 0)
			set.total_inventory_onhand = Object.fromEntries(inUse.map(({ id }) => [id, 0]));
		if (!counted || sellsAtZero(state.availability, places)) Object.assign(set, switchOff(native));
		if (counted && native.places.some((place) => stillSells(place) && !places.includes(place)))
			warnings.push(
				'It is still sold from locations that are not chosen in the BigCommerce options.',
			);
		if (native.complex && native.variantId === null)
			warnings.push('This stops every variant of the product.');
	}
	if (hide) set.is_visible = false;
	return { set, warnings };
}

/** The whole quantity at one location: the one that holds most. Safety stock comes on top, since it is not sold. */
export function supply(
	{ native }: BigListing,
	quantity: number,
	options: ChannelOptions,
): Decision<BigState> {
	if (isSumOfVariants(native)) return { problem: askForVariants() };
	if (native.tracking === 'none')
		return {
			set: {},
			warnings: ['BigCommerce does not track the stock of this product, so no quantity was set.'],
		};
	if (!hasOwnLevel(native)) return { problem: sharedStock() };
	const [first, ...others] = chosen(native, options);
	if (!first) return { problem: noPlace() };
	const main = others.reduce((best, place) => (place.onHand > best.onHand ? place : best), first);
	const elsewhere = native.places
		.filter((place) => place.sells && place.id !== main.id)
		.reduce((sum, { available }) => sum + Math.max(0, available), 0);
	const onHand = Math.max(0, quantity - elsewhere) + main.safetyStock;
	return {
		set: { total_inventory_onhand: { [main.id]: onHand } },
		warnings:
			others.length > 0
				? [
						'The quantity was put at one location; move stock in BigCommerce if it belongs elsewhere.',
					]
				: [],
	};
}

/** Variants of a product that is tracked as a whole share its level. */
function hasOwnLevel({ tracking, variantId, complex }: BigNative): boolean {
	if (tracking === 'variant') return variantId !== null;
	return tracking === 'product' && (!complex || variantId === null);
}

const isSumOfVariants = ({ tracking, variantId }: BigNative): boolean =>
	tracking === 'variant' && variantId === null;

const stillSells = ({ sells, available, backorders }: BigPlace): boolean =>
	sells && (available > 0 || backorders);

/** Availability belongs to the product, so a variant among others has a switch of its own. */
function switchOff({ complex, variantId }: BigNative): Partial<BigState> {
	return complex && variantId !== null
		? { purchasing_disabled: true }
		: { availability: 'disabled' };
}

/** Where nothing is sold from, the count is left alone. */
function chosen({ places }: BigNative, { locations }: ChannelOptions): BigPlace[] {
	const wanted = Array.isArray(locations) ? locations.map(String) : [];
	return places.filter(({ id, sells }) => sells && (wanted.length === 0 || wanted.includes(id)));
}

const askForVariants = (): Problem => ({
	kind: 'refused',
	message: 'This SKU stands for a product whose variants keep their own stock.',
	nextStep: 'Use the SKUs of the variants.',
});

const sharedStock = (): Problem => ({
	kind: 'refused',
	message:
		'The variants of this product share one stock, so this variant has no quantity of its own.',
	nextStep: "Put back the product's own SKU, or use the restore data of the take-off.",
});

const noPlace = (): Problem => ({
	kind: 'refused',
	message: 'This SKU is not sold from any of the locations in question.',
	nextStep:
		'Stock it at an active location in BigCommerce, or choose other locations in the BigCommerce options.',
});
