import type { Decision, StopRequest } from '../platform';
import type { GoogleListing, GoogleState } from './listings';

export function stop(
	{ native }: GoogleListing,
	{ zero, hide }: StopRequest,
): Decision<GoogleState> {
	if ('problem' in native.route) return native.route;
	return {
		set: { ...(zero ? { availability: 'OUT_OF_STOCK' } : {}), ...(hide ? { pause: 'ALL' } : {}) },
		warnings: hide
			? ['Google means a pause for about two weeks; out of stock stays until it is put back.']
			: [],
	};
}

export function supply({ native }: GoogleListing): Decision<GoogleState> {
	if ('problem' in native.route) return native.route;
	return {
		set: { availability: 'IN_STOCK' },
		warnings: [
			native.route.how === 'insert'
				? "Google shows again what the product's own data source says; this node sets no quantity there."
				: 'Google keeps no quantity for online offers, so only the availability was set.',
		],
	};
}
