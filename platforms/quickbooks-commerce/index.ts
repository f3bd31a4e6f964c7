import type { Platform } from '../platform';
import { adjustmentAccounts } from './accounts';
import type { QuickbooksNative, QuickbooksState } from './items';
import { levels } from './levels';
import { MOST_IDS, readById, readBySku } from './listings';
import { purchaseOrders } from './purchaseOrders';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const quickbooksCommerce = {
	id: 'quickbooks-commerce',
	name: 'QuickBooks Commerce (QuickBooks Online)',
	aliases: ['tradegecko', 'intuit', 'qbo', 'accounting'],
	service,
	// Our own bound for the length of the address.
	sizes: { read: 50, readBack: MOST_IDS },
	stops: [
		{
			id: 'hide',
			name: 'Make Inactive',
			description:
				'Takes the item off the sales forms if its count is zero; an item in stock is reported and left alone, so nothing is posted to the books',
			hides: 'listing',
		},
		{
			id: 'both',
			name: 'Adjust Quantity to Zero and Make Inactive (Posts to the Books)',
			description:
				'Writes the stock off by an inventory adjustment first. Only for goods that are really gone; needs QuickBooks Online Plus or Advanced in the US.',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Adjustment Account Name or ID',
			name: 'adjustmentAccount',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'quickbooks-commerce.adjustmentAccounts' },
			default: '',
			description:
				'The account that inventory adjustments are posted against; needed only where a quantity is set. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Also Items in Stock',
			name: 'inactivateInStock',
			type: 'boolean',
			default: false,
			description:
				"Whether 'Make Inactive' also takes items that QuickBooks still counts. QuickBooks may then write their stock off in the books by itself.",
		},
	],
	lists: { adjustmentAccounts },
	settle: { waitsMs: [0, 1_000, 3_000], lags: false },
	read: async (call, skus) => await readBySku(call, skus),
	readBack: async (call, changes) => await readById(call, changes),
	stop,
	supply,
	compose,
	webhook,
	levels,
	purchaseOrders,
} satisfies Platform<QuickbooksState, QuickbooksNative>;
