import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import type { WalmartListing, WalmartState } from './listings';

/** Every own node to 0: stock left at one of them keeps the item buyable (sheet, section 4). */
export function stop(
	{ state, native }: WalmartListing,
	_: StopRequest,
	options: ChannelOptions,
): Decision<WalmartState> {
	if (native.wfs) return { problem: shippedByWalmart() };
	const nodes = chosen(state, options);
	if (nodes.length === 0) return { problem: noStock(state) };
	const elsewhere = amountBeside(nodes, state);
	return {
		set: { amounts: Object.fromEntries(nodes.map((node) => [node, 0])) },
		warnings:
			elsewhere > 0
				? [
						`${elsewhere} pieces stay at ship nodes that are not chosen, so Walmart goes on selling the item from there.`,
					]
				: [],
	};
}

/** The whole quantity at one node, the one that holds most. */
export function supply(
	{ state, native }: WalmartListing,
	quantity: number,
	options: ChannelOptions,
): Decision<WalmartState> {
	if (native.wfs) return { problem: shippedByWalmart() };
	const nodes = chosen(state, options);
	if (nodes.length === 0) return { problem: noStock(state) };
	const main = nodes.reduce((best, node) =>
		state.amounts[node] > state.amounts[best] ? node : best,
	);
	const elsewhere = amountBeside([main], state);
	return {
		set: { amounts: { [main]: Math.max(0, quantity - elsewhere) } },
		warnings:
			nodes.length > 1
				? [
						`The quantity was put at one ship node, ${main}; move it in Seller Center if it lies elsewhere.`,
					]
				: [],
	};
}

function chosen({ amounts }: WalmartState, options: ChannelOptions): string[] {
	const wanted = Array.isArray(options.shipNodes) ? options.shipNodes.map(String) : [];
	const nodes = Object.keys(amounts);
	return wanted.length === 0 ? nodes : nodes.filter((node) => wanted.includes(node));
}

const amountBeside = (nodes: readonly string[], { amounts }: WalmartState): number =>
	Object.entries(amounts)
		.filter(([node]) => !nodes.includes(node))
		.reduce((sum, [, amount]) => sum + amount, 0);

const shippedByWalmart = (): Problem => ({
	kind: 'refused',
	message:
		'Walmart ships this SKU from its own warehouse (WFS), so its quantity is not yours to set; it is still on sale there.',
	nextStep: 'Create a removal order in Seller Center, if it has to stop selling.',
});

const noStock = ({ amounts }: WalmartState): Problem =>
	Object.keys(amounts).length > 0
		? {
				kind: 'refused',
				message: 'This item has no stock at any of the ship nodes in question.',
				nextStep:
					'Choose other ship nodes in the Walmart Marketplace options, or none for all of them.',
			}
		: {
				kind: 'refused',
				message:
					'Walmart shows no stock of your own for this item, so there is no quantity to set.',
				nextStep:
					'Look in Seller Center whether Walmart ships it (WFS), or enter its stock there for the first time.',
			};
