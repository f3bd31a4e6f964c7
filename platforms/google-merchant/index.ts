import type { Platform } from '../platform';
import { readBack, readListings, type GoogleNative, type GoogleState } from './listings';
import { levels } from './levels';
import { service } from './service';
import { writableSupplementals } from './sources';
import { stop, supply } from './stock';
import { compose } from './write';

export const googleMerchant = {
	id: 'google-merchant',
	name: 'Google Merchant Center',
	aliases: ['google shopping', 'merchant api', 'content api for shopping'],
	service,
	// The page of a report; read-back in groups of one query (sheet, section 3).
	sizes: { read: 1_000, readBack: 200 },
	stops: [
		{
			id: 'zero',
			name: 'Set to Out of Stock',
			description:
				'The offer stays and shows as out of stock; ads for it stop by themselves. Nothing else of it is changed.',
		},
		{
			id: 'both',
			name: 'Set to Out of Stock and Pause',
			description: 'Also pauses the offer everywhere on Google; meant for about two weeks',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Feed Labels',
			name: 'feedLabels',
			type: 'string',
			default: '',
			placeholder: 'e.g. US,CA',
			description:
				'Only offers with these feed labels are changed, separated by commas; all of them if it is empty',
		},
		{
			displayName: 'Supplemental Data Source Name or ID',
			name: 'dataSource',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'google-merchant.dataSources' },
			default: '',
			description:
				'Needed where the products come from a file, a website or another tool: an API source for this workflow alone, linked to the primary one. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { dataSources: writableSupplementals },
	// Changes show after some minutes (sheet, section 7).
	settle: { waitsMs: [15_000, 15_000, 30_000, 30_000, 25_000], lags: true },
	read: readListings,
	readBack,
	stop,
	supply,
	compose,
	levels,
} satisfies Platform<GoogleState, GoogleNative>;
