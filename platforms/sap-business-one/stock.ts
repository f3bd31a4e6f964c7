import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import { offValue, userField } from './fields';
import type { SapListing, SapState } from './listings';

/** `FrozenRemarks` takes 30 characters. */
const REMARK = 'Taken off sale by n8n';

export function stop(
	listing: SapListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<SapState> {
	const set: Partial<SapState> = {};
	const warnings: string[] = [];
	if (hide) {
		const off = switchOff(options);
		if ('problem' in off) return off;
		Object.assign(set, off.set);
	}
	if (zero) {
		const problem = cannotPost(listing);
		if (problem && !hide) return { problem };
		if (problem) warnings.push(`The stock was not counted to zero: ${problem.message}`);
		else Object.assign(set, countAway(listing, options));
		if (!hide)
			warnings.push(
				'SAP Business One itself still takes orders at zero; only shops that read its stock stop.',
			);
	}
	return { set, warnings };
}

function switchOff(options: ChannelOptions): Decision<SapState> {
	if (options.offBy === 'inactive')
		return {
			// The ranges go too: within one the item would be active or inactive for some days only.
			set: {
				Valid: 'tNO',
				ValidFrom: null,
				ValidTo: null,
				Frozen: 'tYES',
				FrozenFrom: null,
				FrozenTo: null,
				FrozenRemarks: REMARK,
			},
			warnings: [],
		};
	if (options.offBy !== 'userField') return { set: { SalesItem: 'tNO' } };
	const field = userField(options);
	return field === undefined ? { problem: noField() } : { set: { [field]: offValue(options) } };
}

/** What customers have bought already stays in stock, or it could not be delivered (sheet, section 4). */
function countAway({ state, native }: SapListing, options: ChannelOptions): Partial<SapState> {
	const over = chosen(state, options).filter(
		(warehouse) => state.InStock[warehouse] > sold(native.committed, warehouse),
	);
	if (over.length === 0) return {};
	return {
		InStock: Object.fromEntries(
			over.map((warehouse) => [warehouse, sold(native.committed, warehouse)]),
		),
	};
}

const sold = (committed: Readonly<Record<string, number>>, warehouse: string): number =>
	Math.max(0, committed[warehouse] ?? 0);

/** The whole quantity in one warehouse: the first chosen one, else that of the item, else the one that holds most. */
export function supply(
	listing: SapListing,
	quantity: number,
	options: ChannelOptions,
): Decision<SapState> {
	// Goods get into SAP Business One by being received; counting them in posts to the ledger (sheet, section 6).
	if (options.stop !== 'zero' && options.stop !== 'both')
		return {
			set: {},
			warnings: [
				'The quantity was not set: SAP Business One keeps its own count, which grows when the goods are received there.',
			],
		};
	const problem = cannotPost(listing);
	// Switched off by 'both', such an item still has to come back.
	if (problem && options.stop === 'both')
		return { set: {}, warnings: [`The quantity was not set: ${problem.message}`] };
	if (problem) return { problem };
	const { state, native } = listing;
	const candidates = chosen(state, options);
	if (candidates.length === 0) return { problem: noWarehouse() };
	const main = isChosen(options)
		? candidates[0]
		: candidates.includes(native.defaultWarehouse)
			? native.defaultWarehouse
			: candidates.reduce((best, warehouse) =>
					state.InStock[warehouse] > state.InStock[best] ? warehouse : best,
				);
	const elsewhere = (listing.quantity ?? 0) - (state.InStock[main] - sold(native.committed, main));
	return {
		set: { InStock: { [main]: Math.max(0, quantity - elsewhere) + sold(native.committed, main) } },
		warnings: [
			`The quantity was counted in warehouse '${main}'; transfer stock in SAP Business One if it belongs elsewhere.`,
		],
	};
}

const isChosen = ({ warehouses }: ChannelOptions): boolean =>
	Array.isArray(warehouses) && warehouses.length > 0;

function chosen({ InStock }: SapState, options: ChannelOptions): string[] {
	const known = Object.keys(InStock);
	return isChosen(options)
		? (options.warehouses as unknown[]).map(String).filter((warehouse) => known.includes(warehouse))
		: known;
}

function cannotPost({ native }: SapListing): Problem | undefined {
	const refused = (message: string): Problem => ({
		kind: 'refused',
		message,
		nextStep: "Choose 'Switch Off' as the way to stop sales in the SAP Business One options.",
	});
	if (!native.counted) return refused('SAP Business One keeps no stock of this item.');
	if (native.managedBy)
		return refused(
			`This item is managed by ${native.managedBy}, which only a person can count in SAP Business One.`,
		);
	return undefined;
}

const noField = (): Problem => ({
	kind: 'refused',
	message: 'No user-defined field is chosen to take the item off sale with.',
	nextStep: "Choose 'User-Defined Field Name or ID' in the SAP Business One options.",
});

const noWarehouse = (): Problem => ({
	kind: 'refused',
	message: 'The item is assigned to none of the warehouses in question.',
	nextStep:
		'Choose other warehouses in the SAP Business One options, or assign the item to one in SAP Business One.',
});
