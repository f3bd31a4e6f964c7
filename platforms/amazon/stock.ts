import type { Problem } from '../../http/problem';
import type { Decision } from '../platform';
import type { AmazonListing, AmazonState } from './listings';

/** Every merchant-fulfilled code to 0. Sending a quantity for an FBA SKU would add a second offer beside Amazon's (sheet, section 4). */
export function stop({ state, native }: AmazonListing): Decision<AmazonState> {
	const codes = Object.keys(state.quantities);
	if (native.fbaCodes.length > 0) return { problem: shippedByAmazon() };
	if (codes.length === 0) return { problem: noCode() };
	return { set: { quantities: Object.fromEntries(codes.map((code) => [code, 0])) } };
}

export function supply({ state, native }: AmazonListing, quantity: number): Decision<AmazonState> {
	if (native.fbaCodes.length > 0) return { problem: shippedByAmazon() };
	const codes = Object.keys(state.quantities);
	if (codes.length === 0) return { problem: noCode() };
	const main = codes.includes('DEFAULT') ? 'DEFAULT' : codes[0];
	return {
		set: { quantities: { [main]: quantity } },
		warnings: codes.length > 1 ? [`The quantity was put on your stock record '${main}'.`] : [],
	};
}

const shippedByAmazon = (): Problem => ({
	kind: 'refused',
	message:
		'Amazon ships this SKU from its own warehouse (FBA), so its quantity is not yours to set; it is still on sale there.',
	nextStep:
		'Close the offer in Seller Central, or create a removal order, if it has to stop selling.',
});

const noCode = (): Problem => ({
	kind: 'refused',
	message: 'This listing has no stock of your own in it, so there is no quantity to set.',
	nextStep: 'Complete the offer in Seller Central.',
});
