import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import type { VendListing, VendState } from './listings';

export function stop(
	{ state, native }: VendListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<VendState> {
	const set: Partial<VendState> = hide ? { is_active: false } : {};
	const warnings: string[] = [];
	if (zero) {
		if (native.counts === 'parts') return { problem: composite() };
		if (!hide && Object.keys(state.current_amount).length === 0) return { problem: noCount() };
		if (native.counts === 'none')
			warnings.push(
				'Lightspeed X-Series does not track the stock of this product, so it was only made inactive; look whether a connected online shop still offers it.',
			);
		// Below zero stays as it is: those pieces are owed to somebody.
		const inStock = chosen(state, options).filter((outlet) => state.current_amount[outlet] > 0);
		if (inStock.length > 0)
			set.current_amount = Object.fromEntries(inStock.map((outlet) => [outlet, 0]));
	}
	return { set, warnings };
}

/** The whole quantity at one outlet: the first chosen one, else the one that holds most. */
export function supply(
	{ state, native }: VendListing,
	quantity: number,
	options: ChannelOptions,
): Decision<VendState> {
	if (native.counts === 'parts') return { problem: composite() };
	if (native.counts === 'none')
		return {
			set: {},
			warnings: [
				'Lightspeed X-Series does not track the stock of this product, so no quantity was set.',
			],
		};
	const outlets = chosen(state, options);
	if (outlets.length === 0)
		return {
			problem: {
				kind: 'refused',
				message: 'This product has never been stocked at any of the outlets in question.',
				nextStep:
					'Receive it at an outlet in Lightspeed X-Series once, or choose other outlets in the channel options.',
			},
		};
	const main = outlets.reduce((best, outlet) =>
		state.current_amount[outlet] > state.current_amount[best] ? outlet : best,
	);
	const elsewhere = Object.entries(state.current_amount)
		.filter(([outlet]) => outlet !== main)
		.reduce((sum, [, level]) => sum + Math.max(0, level), 0);
	return {
		set: { current_amount: { [main]: Math.max(0, quantity - elsewhere) } },
		warnings:
			outlets.length > 1
				? [
						'The quantity was put at one outlet; move stock in Lightspeed X-Series if it belongs elsewhere.',
					]
				: [],
	};
}

/** Outlets that have a row, of those the seller chose. */
function chosen({ current_amount }: VendState, { outlets }: ChannelOptions): string[] {
	const wanted = Array.isArray(outlets) ? outlets.map(String) : [];
	return Object.keys(current_amount).filter(
		(outlet) => wanted.length === 0 || wanted.includes(outlet),
	);
}

const composite = (): Problem => ({
	kind: 'refused',
	message: 'This is a composite product: its stock is that of its parts, so it cannot be set.',
	nextStep: "Take the parts off sale, or set 'How to Stop Sales' to Make Inactive.",
});

const noCount = (): Problem => ({
	kind: 'refused',
	message:
		'Lightspeed X-Series keeps no count of this product, so there is nothing to set to zero.',
	nextStep: "Set 'How to Stop Sales' to one that makes it inactive.",
});
