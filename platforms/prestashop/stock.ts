import { asText } from '../../http/answer';
import type { Decision, StopRequest } from '../platform';
import type { PrestaListing, PrestaState } from './listings';

/** Quantity 0 alone sells on where orders are accepted at zero, so that is refused too (sheet, section 1). */
export function stop(
	{ state, native }: PrestaListing,
	{ zero, hide }: StopRequest,
): Decision<PrestaState> {
	if (zero && asText(native.row.depends_on_stock) === '1')
		return {
			problem: {
				kind: 'refused',
				message:
					'The stock of this product is kept in the advanced stock management and cannot be set from outside.',
				nextStep:
					"Choose 'Hide the Product (Inactive)' in the PrestaShop options, or set the stock in PrestaShop.",
			},
		};
	return {
		set: {
			...(zero ? { quantity: Math.min(0, state.quantity), out_of_stock: 0 } : {}),
			...(hide ? { active: false } : {}),
		},
	};
}

/** `out_of_stock` stays as it is: 1 must never be the default (sheet, section 6). */
export function supply(_listing: PrestaListing, quantity: number): Decision<PrestaState> {
	return { set: { quantity } };
}
