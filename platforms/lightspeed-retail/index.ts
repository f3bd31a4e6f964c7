import type { Platform } from '../platform';
import { shops } from './account';
import { readById, readBySku, type LightspeedNative, type LightspeedState } from './listings';
import { levels } from './levels';
import { purchaseOrders } from './purchaseOrders';
import { service } from './service';
import { stop, supply } from './stock';
import { compose } from './write';

export const lightspeedRetail = {
	id: 'lightspeed-retail',
	name: 'Lightspeed Retail (R-Series)',
	aliases: ['lightspeed pos', 'merchantos', 'lightspeed r-series'],
	service,
	// 50 SKUs keep the address short; ids may come by 100 (sheet, section 3).
	sizes: { read: 50, readBack: 100 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description: 'In every shop; web shops stop selling, staff at the till still can',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Unpublish',
			description:
				'And takes the item off the Lightspeed eCom shop; staff at the till can still sell it',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Shop Names or IDs',
			name: 'shops',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'lightspeed-retail.shops' },
			default: [],
			description:
				'Only these shops are changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'SKU Field',
			name: 'skuField',
			type: 'options',
			options: [
				{ name: 'Custom SKU', value: 'customSku' },
				{ name: 'EAN', value: 'ean' },
				{ name: 'Manufacturer SKU', value: 'manufacturerSku' },
				{ name: 'System ID', value: 'systemSku' },
				{ name: 'UPC', value: 'upc' },
			],
			default: 'customSku',
			description: 'The field of the item that holds the SKU',
		},
	],
	lists: { shops, locations: shops },
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: readBySku,
	readBack: async (call, changes) => await readById(call, changes),
	stop,
	supply,
	compose,
	levels,
	purchaseOrders,
} satisfies Platform<LightspeedState, LightspeedNative>;
