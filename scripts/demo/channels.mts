import type { Sandbox } from '../../sandbox/sandbox.mts';

/**
 * Parameters of Acrylic Delist for every channel that has a fake. One channel takes goods in stock off sale only by posting to its
 * books, which is never the default: here it is chosen, as a seller would.
 */
export function everyChannel({
	fakes,
}: Pick<Sandbox, 'fakes'>): Record<string, unknown> & { channels: string[] } {
	return {
		channels: [...fakes.keys()].sort(),
		quickbooksCommerceOptions: { stop: 'both', adjustmentAccount: '82' },
	};
}
