import type { Platform } from '../platform';
import { readListings, type AmazonNative, type AmazonState } from './listings';
import { levels } from './levels';
import { preview } from './patch';
import { service } from './service';
import { stop, supply } from './stock';
import { compose } from './write';

export const amazon = {
	id: 'amazon',
	name: 'Amazon',
	aliases: ['amazon seller central', 'sp-api', 'fba'],
	service,
	// Identifiers per search (sheet, section 3).
	sizes: { read: 20, readBack: 20 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				'For goods you ship yourself; the listing stays, is not buyable, and comes back with a quantity. FBA goods are refused.',
		},
	],
	options: [],
	// Accepted changes show after some minutes at worst (sheet, section 4).
	settle: { waitsMs: [2_000, 3_000, 5_000, 10_000, 15_000, 25_000, 30_000, 30_000], lags: true },
	read: readListings,
	stop,
	supply,
	compose,
	preview,
	levels,
} satisfies Platform<AmazonState, AmazonNative>;
