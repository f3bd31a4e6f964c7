import type { Platform } from '../platform';
import type { NetsuiteNative, NetsuiteState } from './items';
import { readById, readBySku } from './listings';
import { levels } from './levels';
import { adjustmentAccounts, locations, subsidiaries } from './lists';
import { purchaseOrders } from './purchaseOrders';
import { service } from './service';
import { stop, supply } from './stock';
import { PAGE } from './suiteql';
import { webhook } from './webhook';
import { compose } from './write';

const FROM_LIST =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.';

export const netsuite = {
	id: 'netsuite',
	name: 'Oracle NetSuite',
	aliases: ['suitecommerce', 'suitetalk', 'erp'],
	service,
	sizes: { read: PAGE, readBack: PAGE },
	stops: [
		{
			id: 'hide',
			name: 'Hide From the Web Store',
			description: "Switches 'Display in Web Store' off; nothing is posted to the books",
			hides: 'listing',
		},
		{
			id: 'zero',
			name: 'Set Quantity to Zero (Posts to the Books)',
			description:
				'Writes the available stock off by an inventory adjustment. Only for items that the web store does not sell at zero.',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Hide (Posts to the Books)',
			description: "Inventory adjustment to zero, and 'Display in Web Store' off",
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Adjustment Account Name or ID',
			name: 'adjustmentAccount',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'netsuite.adjustmentAccounts' },
			default: '',
			description: `The account that inventory adjustments are posted against; needed only where a quantity is set. ${FROM_LIST}`,
		},
		{
			displayName: 'Also Make Inactive',
			name: 'makeInactive',
			type: 'boolean',
			default: false,
			description:
				'Whether to make the item inactive too when it is hidden. It then cannot be used on new transactions, purchase orders and receipts included.',
		},
		{
			displayName: 'Location Names or IDs',
			name: 'locations',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'netsuite.locations' },
			default: [],
			description:
				'Only stock at these locations is adjusted; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'SKU Field',
			name: 'skuField',
			type: 'string',
			default: 'itemid',
			placeholder: 'e.g. upccode',
			description: 'ID of the item field that holds the SKU; the item name unless you change it',
		},
		{
			displayName: 'Subsidiary Name or ID',
			name: 'subsidiary',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'netsuite.subsidiaries' },
			default: '',
			description: `The subsidiary that inventory adjustments belong to; needed only in OneWorld accounts where a quantity is set. ${FROM_LIST}`,
		},
	],
	lists: { adjustmentAccounts, locations, subsidiaries },
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: readBySku,
	readBack: readById,
	stop,
	supply,
	compose,
	webhook,
	levels,
	purchaseOrders,
} satisfies Platform<NetsuiteState, NetsuiteNative>;
