import type { Platform } from '../platform';
import { MOST_ITEMS } from './inventory';
import { levels } from './levels';
import { readBack, readListings } from './listings';
import { service } from './service';
import type { EbayNative, EbayState } from './state';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose, preview } from './write';

export const ebay = {
	id: 'ebay',
	name: 'eBay',
	aliases: ['ebay inventory api', 'ebay trading api'],
	service,
	sizes: { read: MOST_ITEMS, readBack: MOST_ITEMS },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				"The listing stays, hidden from search, and comes back with a quantity; only done while your account's out-of-stock option is on",
		},
	],
	options: [
		{
			displayName: 'Listing Model',
			name: 'listingModel',
			type: 'options',
			options: [
				{ name: 'Both (Inventory API First)', value: 'auto' },
				{ name: 'Inventory API', value: 'inventoryApi' },
				{ name: 'Trading API (Made on eBay or by a Listing Tool)', value: 'trading' },
			],
			default: 'inventoryApi',
			description:
				'How your listings were made: eBay keeps those of its own pages and of most listing tools apart from those of the Inventory API',
		},
	],
	settle: { waitsMs: [0, 1_000, 3_000, 6_000], lags: false },
	read: readListings,
	readBack,
	stop,
	supply,
	compose,
	preview,
	webhook,
	levels,
} satisfies Platform<EbayState, EbayNative>;
