import type { Platform } from '../platform';
import { levels } from './levels';
import { readListings, type WooNative, type WooState } from './listings';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const woocommerce = {
	id: 'woocommerce',
	name: 'WooCommerce',
	aliases: ['wordpress', 'woo'],
	service,
	// No documented count; 50 SKUs keep the address short enough for common web servers (sheet, section 3).
	sizes: { read: 50, readBack: 50 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description: 'The page stays and shows it as out of stock; backorders are switched off',
		},
		{
			id: 'hide',
			name: 'Hide (Set to Draft)',
			description: 'Customers cannot open the page; a variation is disabled instead',
			hides: 'listing',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Hide',
			description: 'Both at once',
			hides: 'listing',
		},
	],
	options: [],
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: async (call, skus) => await readListings(call, skus),
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<WooState, WooNative>;
