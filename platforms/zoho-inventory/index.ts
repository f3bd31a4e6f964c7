import type { Platform } from '../platform';
import type { ZohoNative, ZohoState } from './items';
import { levels } from './levels';
import { MOST_IDS, readById, readBySku } from './listings';
import { adjustmentAccounts, locations } from './lists';
import { purchaseOrders } from './purchaseOrders';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const zohoInventory = {
	id: 'zoho-inventory',
	name: 'Zoho Inventory',
	aliases: ['zoho', 'zoho books', 'zoho commerce'],
	service,
	// One look-up pages through the catalogue, however many SKUs are asked for (sheet, section 3).
	sizes: { read: 1_000_000, readBack: MOST_IDS },
	stops: [
		{
			id: 'hide',
			name: 'Mark as Inactive',
			description:
				'Stops new orders in Zoho and posts nothing to the books. Connected marketplaces may go on selling while there is stock.',
			hides: 'listing',
		},
		{
			id: 'zero',
			name: 'Set Quantity to Zero (Posts to the Books)',
			description:
				'Writes the available stock off by an inventory adjustment, which also stops connected marketplaces. Zoho itself may take orders at zero.',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Mark as Inactive (Posts to the Books)',
			description: 'Inventory adjustment to zero, then the item is marked as inactive',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Adjustment Account Name or ID',
			name: 'adjustmentAccount',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'zoho-inventory.adjustmentAccounts' },
			default: '',
			description:
				'The account that inventory adjustments are posted against; needed only where a quantity is set. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Adjustment Reason',
			name: 'adjustmentReason',
			type: 'string',
			default: 'Out of stock',
			description: 'What Zoho shows as the reason of an inventory adjustment',
		},
		{
			displayName: 'Location Names or IDs',
			name: 'locations',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'zoho-inventory.locations' },
			default: [],
			description:
				'Only stock at these locations is adjusted; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { adjustmentAccounts, locations },
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: readBySku,
	readBack: readById,
	stop,
	supply,
	compose,
	webhook,
	levels,
	purchaseOrders,
} satisfies Platform<ZohoState, ZohoNative>;
