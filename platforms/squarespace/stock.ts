import type { Decision, StopRequest } from '../platform';
import type { SquarespaceListing, SquarespaceState } from './listings';

/** A count of 0 also ends unlimited stock (sheet, section 4). */
export function stop(
	_listing: SquarespaceListing,
	{ zero, hide }: StopRequest,
): Decision<SquarespaceState> {
	return { set: { ...(zero ? { quantity: 0 } : {}), ...(hide ? { isVisible: false } : {}) } };
}

export function supply(
	{ state }: SquarespaceListing,
	quantity: number,
): Decision<SquarespaceState> {
	if (state.quantity === 'unlimited')
		return {
			set: {},
			warnings: ['The stock of this variant is unlimited in Squarespace, so no quantity was set.'],
		};
	return { set: { quantity } };
}
