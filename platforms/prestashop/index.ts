import type { Platform } from '../platform';
import { levels } from './levels';
import { readBySku, readByRow, type PrestaNative, type PrestaState } from './listings';
import { service } from './service';
import { stop, supply } from './stock';
import { compose } from './write';

export const prestashop = {
	id: 'prestashop',
	name: 'PrestaShop',
	aliases: ['presta shop'],
	service,
	// 50 references keep the address short enough for common web servers (sheet, section 3).
	sizes: { read: 50, readBack: 50 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description: 'And refuse orders when out of stock; the page stays',
		},
		{
			id: 'hide',
			name: 'Hide the Product (Inactive)',
			description: 'Hides the product with all its combinations, only when all of them are out',
			hides: 'product',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Hide',
			description: 'Quantity of the combination, and the product once all its combinations are out',
			hides: 'product',
		},
	],
	options: [],
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: readBySku,
	readBack: readByRow,
	stop,
	supply,
	compose,
	levels,
} satisfies Platform<PrestaState, PrestaNative>;
