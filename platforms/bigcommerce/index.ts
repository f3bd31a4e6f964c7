import type { Platform } from '../platform';
import { levels } from './levels';
import { readById, readBySku, type BigNative, type BigState } from './listings';
import { locations } from './locations';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const bigcommerce = {
	id: 'bigcommerce',
	name: 'BigCommerce',
	aliases: ['big commerce'],
	service,
	// The page maximum; look-ups are cut further by the length of the address (sheet, section 3).
	sizes: { read: 250, readBack: 250 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				'On hand 0 at every location; what sells without stock is made not purchasable as well',
		},
		{
			id: 'hide',
			name: 'Hide the Product (Not Visible)',
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
			typeOptions: { loadOptionsMethod: 'bigcommerce.locations' },
			default: [],
			description:
				'Only these locations are changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { locations },
	// Stock is written in the background: a read right after may show the old level (sheet, sections 4 and 7).
	settle: { waitsMs: [1_000, 2_000, 4_000, 8_000], lags: true },
	read: readBySku,
	readBack: readById,
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<BigState, BigNative>;
