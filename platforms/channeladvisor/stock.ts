import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import { OUR_COMMENT, type ChannelAdvisorListing, type ChannelAdvisorState } from './listings';

/** Zero in every own distribution center is what stops sales; blocking comes on top (sheet, section 4). */
export function stop(
	{ state, native }: ChannelAdvisorListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<ChannelAdvisorState> {
	if (zero && native.kind === 'parent') return { problem: parent() };
	if (zero && native.kind === 'bundle') return { problem: bundle() };
	const set: Partial<ChannelAdvisorState> = hide
		? { IsBlocked: true, BlockComment: OUR_COMMENT }
		: {};
	const external = state.IsExternalQuantityBlocked ? 0 : native.external;
	let elsewhere = 0;
	if (zero) {
		const { AvailableQuantity: stock } = state;
		const inStock = Object.keys(stock).filter((center) => stock[center] > 0);
		const emptied = inStock.filter((center) => isChosen(center, options));
		if (emptied.length > 0)
			set.AvailableQuantity = Object.fromEntries(emptied.map((center) => [center, 0]));
		elsewhere = inStock
			.filter((center) => !emptied.includes(center))
			.reduce((sum, center) => sum + stock[center], 0);
		if (external > 0 && options.blockExternal === true) set.IsExternalQuantityBlocked = true;
	}
	const left = zero && options.blockExternal !== true ? external : 0;
	if (Object.keys(set).length === 0 && left > 0) return { problem: onlyExternal(left) };
	if (Object.keys(set).length === 0 && elsewhere > 0) return { problem: notChosen(elsewhere) };
	return {
		set,
		warnings: [
			...(elsewhere > 0
				? [
						`${elsewhere} pieces stay at distribution centers that are not chosen, and can be sold from there.`,
					]
				: []),
			...(left > 0
				? [
						`${left} pieces stay at externally managed distribution centers, such as FBA, and can be sold from there.`,
					]
				: []),
		],
	};
}

/** The whole quantity at one distribution center: of those that are chosen, or else have the product, the one that holds most. */
export function supply(
	{ state, native }: ChannelAdvisorListing,
	quantity: number,
	options: ChannelOptions,
): Decision<ChannelAdvisorState> {
	if (native.kind === 'parent') return { problem: parent() };
	if (native.kind === 'bundle') return { problem: bundle() };
	const { AvailableQuantity: stock } = state;
	const stocked = Object.keys(stock).filter((center) => isChosen(center, options));
	const others = [...native.centers.entries()]
		.filter(([center, kind]) => kind === 'own' && isChosen(center, options))
		.map(([center]) => center);
	const candidates = stocked.length > 0 ? stocked : others;
	// Where a product was never stocked nothing says which of several it belongs to.
	if (candidates.length === 0 || (stocked.length === 0 && candidates.length > 1))
		return { problem: noCenter() };
	const main = candidates.reduce((best, center) =>
		(stock[center] ?? 0) > (stock[best] ?? 0) ? center : best,
	);
	const elsewhere = Object.entries(stock)
		.filter(([center]) => center !== main)
		.reduce((sum, [, count]) => sum + Math.max(0, count), 0);
	return {
		set: { AvailableQuantity: { [main]: Math.max(0, quantity - elsewhere) } },
		warnings:
			candidates.length > 1
				? [
						'The quantity was put at one distribution center; move stock in ChannelAdvisor if it belongs elsewhere.',
					]
				: [],
	};
}

function isChosen(center: string, { distributionCenters }: ChannelOptions): boolean {
	const wanted = Array.isArray(distributionCenters) ? distributionCenters.map(String) : [];
	return wanted.length === 0 || wanted.includes(center);
}

const parent = (): Problem => ({
	kind: 'refused',
	message: 'This is a parent product: it has no stock of its own.',
	nextStep: 'Use the SKUs of its child products.',
});

const bundle = (): Problem => ({
	kind: 'refused',
	message:
		'This is a bundle: ChannelAdvisor reckons its stock from its components, so it cannot be set.',
	nextStep: 'Take the components off sale, or block the bundle in ChannelAdvisor.',
});

const onlyExternal = (left: number): Problem => ({
	kind: 'refused',
	message: `The ${left} pieces on sale are at externally managed distribution centers, such as FBA, where ChannelAdvisor cannot set the quantity.`,
	nextStep:
		"Turn on 'Also Block Externally Managed Stock' in the channel options if they have to stop selling.",
});

const notChosen = (elsewhere: number): Problem => ({
	kind: 'refused',
	message: `The ${elsewhere} pieces on sale are at distribution centers that are not chosen.`,
	nextStep: 'Choose other distribution centers in the channel options, or none for all of them.',
});

const noCenter = (): Problem => ({
	kind: 'refused',
	message: 'This product has never been stocked at any of the distribution centers in question.',
	nextStep:
		'Choose the one distribution center it belongs to in the channel options, or stock it in ChannelAdvisor once.',
});
