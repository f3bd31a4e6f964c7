import type { Platform } from '../platform';
import { readListings, type SapNative, type SapState } from './listings';
import { levels } from './levels';
import { locations, skuFields, userFields } from './lists';
import { service } from './service';
import { purchaseOrders } from './purchaseOrders';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

const FROM_LIST =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.';

export const sapBusinessOne = {
	id: 'sap-business-one',
	name: 'SAP Business One',
	aliases: ['sap b1', 'sbo', 'service layer', 'erp'],
	service,
	// Conditions that fit into one address (sheet, section 3).
	sizes: { read: 30, readBack: 30 },
	stops: [
		{
			id: 'hide',
			name: 'Switch Off',
			description:
				"Switches 'Sales Item' off, so that no new sales document takes the item; purchasing goes on, and nothing is posted to the books",
			hides: 'listing',
		},
		{
			id: 'zero',
			name: 'Count Stock to Zero (Posts to the Books)',
			description:
				'An inventory posting writes the available stock off. SAP Business One itself still takes orders at zero; only shops that read its stock stop.',
		},
		{
			id: 'both',
			name: 'Count Stock to Zero and Switch Off (Posts to the Books)',
			description: 'Both at once',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'SKU Field Name or ID',
			name: 'skuField',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'sap-business-one.skuFields' },
			default: '',
			description: `The field of the item that holds the SKU; the item number unless you choose another. ${FROM_LIST}`,
		},
		{
			displayName: 'Switch',
			name: 'offBy',
			type: 'options',
			options: [
				{
					name: 'Inactive',
					value: 'inactive',
					description:
						'No new document takes the item, purchase orders and goods receipts included',
				},
				{
					name: 'Sales Item',
					value: 'salesItem',
					description: 'No new sales document takes the item; purchasing goes on',
				},
				{
					name: 'User-Defined Field',
					value: 'userField',
					description:
						'Only shops that read this field stop; SAP Business One itself goes on selling',
				},
			],
			default: 'salesItem',
			description: 'What is switched off on the item',
		},
		{
			displayName: 'User-Defined Field Name or ID',
			name: 'userField',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'sap-business-one.userFields' },
			default: '',
			description: `For the switch 'User-Defined Field': the field your shop connector reads. ${FROM_LIST}`,
		},
		{
			displayName: 'User-Defined Field Value',
			name: 'offValue',
			type: 'string',
			default: 'N',
			description: "For the switch 'User-Defined Field': the value that means off sale",
		},
		{
			displayName: 'Warehouse Names or IDs',
			name: 'warehouses',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'sap-business-one.locations' },
			default: [],
			description:
				'Only stock in these warehouses is counted away or in; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { locations, skuFields, userFields },
	settle: { waitsMs: [0, 1_000, 3_000], lags: false },
	read: readListings,
	stop,
	supply,
	compose,
	webhook,
	levels,
	purchaseOrders,
} satisfies Platform<SapState, SapNative>;
