import type { Platform } from '../platform';
import { readById, readBySku, type SquarespaceNative, type SquarespaceState } from './listings';
import { levels } from './levels';
import { service } from './service';
import { stop, supply } from './stock';
import { compose } from './write';

export const squarespace = {
	id: 'squarespace',
	name: 'Squarespace',
	aliases: ['squarespace commerce'],
	service,
	// One look-up reads all products, however many SKUs are asked for; read-back is by 50 ids (sheet, sections 3 and 7).
	sizes: { read: 1_000_000, readBack: 50 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description: 'The page stays and shows the variant as sold out; unlimited stock is ended',
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
	options: [],
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: async (call, skus) => await readBySku(call, skus),
	readBack: async (call, changes) => await readById(call, changes),
	stop,
	supply,
	compose,
	levels,
} satisfies Platform<SquarespaceState, SquarespaceNative>;
