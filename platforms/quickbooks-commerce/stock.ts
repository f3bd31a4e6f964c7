import { asText } from '../../http/answer';
import type { Problem } from '../../http/problem';
import type { ChannelOptions, Decision, StopRequest } from '../platform';
import type { QuickbooksListing, QuickbooksState } from './items';

/** Nothing is ever hidden with stock unless somebody said so: QuickBooks then writes the stock off by itself (sheet, section 4). */
export function stop(
	{ state: { QtyOnHand } }: QuickbooksListing,
	{ zero, hide }: StopRequest,
	options: ChannelOptions,
): Decision<QuickbooksState> {
	const inStock = QtyOnHand !== null && QtyOnHand !== 0;
	const set: Partial<QuickbooksState> = hide ? { Active: false } : {};
	if (!inStock) return { set };
	if (zero)
		return hasAccount(options) ? { set: { ...set, QtyOnHand: 0 } } : { problem: noAccount() };
	return options.inactivateInStock === true ? { set } : { problem: hasStock(QtyOnHand) };
}

export function supply(
	{ state: { QtyOnHand } }: QuickbooksListing,
	quantity: number,
	options: ChannelOptions,
): Decision<QuickbooksState> {
	if (QtyOnHand === null)
		return {
			set: {},
			warnings: ['The quantity was not set: QuickBooks keeps no count of this item.'],
		};
	// QuickBooks is the book of stock itself: what arrives gets into it by a bill.
	if (options.stop !== 'both')
		return {
			set: {},
			warnings: [
				'The quantity was not set: QuickBooks keeps its own count, which grows when the goods are entered there.',
			],
		};
	return hasAccount(options) ? { set: { QtyOnHand: quantity } } : { problem: noAccount() };
}

const hasAccount = ({ adjustmentAccount }: ChannelOptions): boolean =>
	asText(adjustmentAccount) !== '';

export const noAccount = (): Problem => ({
	kind: 'refused',
	message:
		'Setting a quantity posts to the books of QuickBooks, and no adjustment account is chosen.',
	nextStep: "Choose 'Adjustment Account Name or ID' in the QuickBooks options.",
});

const hasStock = (quantity: number): Problem => ({
	kind: 'refused',
	message: `QuickBooks still counts ${quantity} of this item, and would write them off in the books if it were made inactive. It was not touched.`,
	nextStep:
		"Correct the count in QuickBooks, or choose 'Adjust Quantity to Zero and Make Inactive (Posts to the Books)' in the QuickBooks options.",
});
