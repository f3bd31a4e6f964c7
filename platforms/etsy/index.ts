import type { Platform } from '../platform';
import { levels } from './levels';
import { readById, readBySku, type EtsyNative, type EtsyState } from './listings';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const etsy = {
	id: 'etsy',
	name: 'Etsy',
	aliases: ['etsy shop', 'handmade'],
	service,
	// One look-up reads all listings, however many SKUs are asked for; read-back is by 100 ids (sheet, sections 3 and 7).
	sizes: { read: 1_000_000, readBack: 100 },
	stops: [
		{
			id: 'both',
			name: 'Hide, or Set a Variation to Zero',
			description:
				'Hides the listing once all its variations are out; as long as others are in stock, only the quantity of this variation goes to 0',
			hides: 'product',
		},
		{
			id: 'hide',
			name: 'Hide the Listing',
			description: 'Hides the listing with all its variations, only when all of them are out',
			hides: 'product',
		},
	],
	options: [
		{
			displayName: 'Disable Sold-Out Variations',
			name: 'disableVariations',
			type: 'boolean',
			default: false,
			description:
				'Whether a variation that goes to 0 is also taken out of the choices of the listing, instead of being shown as sold out',
		},
		{
			displayName: 'Renew for a Fee',
			name: 'renew',
			type: 'boolean',
			default: false,
			description:
				'Whether Put Back on Sale with a quantity may renew listings that are sold out or expired on Etsy, for which Etsy charges its listing fee each time',
		},
	],
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: async (call, skus) => await readBySku(call, skus),
	readBack: async (call, changes) => await readById(call, changes),
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<EtsyState, EtsyNative>;
