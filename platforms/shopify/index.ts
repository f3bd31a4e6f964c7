import type { Platform } from '../platform';
import { levels } from './levels';
import { readByIds, readBySku, type ShopifyNative, type ShopifyState } from './listings';
import { locations } from './locations';
import { purchaseOrders } from './purchaseOrders';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const shopify = {
	id: 'shopify',
	name: 'Shopify',
	aliases: ['shopify plus'],
	service,
	// The page maximum and the maximum of every input list (sheet, sections 3 and 5).
	sizes: { read: 250, readBack: 250 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				"Available 0 at every location; 'continue selling' is switched off and tracking on where needed",
		},
		{
			id: 'hide',
			name: 'Hide the Product (Draft)',
			description: 'Hides the product with all its variants, only when all of them are out',
			hides: 'product',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Hide',
			description: 'Quantity of the variant, and the product once all its variants are out',
			hides: 'product',
		},
	],
	options: [
		{
			displayName: 'Location Names or IDs',
			name: 'locations',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'shopify.locations' },
			default: [],
			description:
				'Only these locations are changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { locations },
	settle: { waitsMs: [0, 1_000, 3_000], lags: false },
	read: readBySku,
	readBack: readByIds,
	stop,
	supply,
	compose,
	webhook,
	levels,
	purchaseOrders,
} satisfies Platform<ShopifyState, ShopifyNative>;
