import type { Platform } from '../platform';
import { levels } from './levels';
import type { WixNative, WixState } from './listing';
import { read, readBack } from './listings';
import { locations } from './locations';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const wix = {
	id: 'wix',
	name: 'Wix',
	aliases: ['wix stores', 'wix ecommerce'],
	service,
	// A page of the inventory holds 1,000 (sheet, section 3); 200 by SKU are one read-back request.
	sizes: { read: 1_000, readBack: 200 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				'Or mark as out of stock where Wix does not track the quantity; the page stays. Variants that can be pre-ordered are refused.',
		},
		{
			id: 'hide',
			name: 'Hide the Product',
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
			typeOptions: { loadOptionsMethod: 'wix.locations' },
			default: [],
			description:
				'Only these locations are changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { locations },
	// The query may lag behind a write (sheet, section 7).
	settle: { waitsMs: [0, 1_000, 2_000, 4_000, 8_000], lags: true },
	read,
	readBack,
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<WixState, WixNative>;
