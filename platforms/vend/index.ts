import type { Platform } from '../platform';
import { levels } from './levels';
import { readBack, readBySku, type VendNative, type VendState } from './listings';
import { outlets } from './outlets';
import { purchaseOrders } from './purchaseOrders';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const vend = {
	id: 'vend',
	name: 'Vend (Lightspeed X-Series)',
	aliases: ['vend', 'lightspeed retail x-series', 'lightspeed pos'],
	service,
	// As many products as one look-up of levels takes (sheet, section 7); the searches for them are shorter.
	sizes: { read: 1_000, readBack: 1_000 },
	stops: [
		{
			id: 'both',
			name: 'Set Quantity to Zero and Make Inactive',
			description:
				'At zero alone the till goes on selling, and inactive alone may leave it in a connected online shop',
			hides: 'listing',
		},
		{
			id: 'hide',
			name: 'Make Inactive',
			description:
				'The till stops selling it and the counts stay; a connected online shop may go on',
			hides: 'listing',
		},
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description: 'For stores that sell online only: the till goes on selling below zero',
		},
	],
	options: [
		{
			displayName: 'Outlet Names or IDs',
			name: 'outlets',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'vend.outlets' },
			default: [],
			description:
				'Only the stock of these outlets is changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	// The triggers ask for 'locations' on every platform.
	lists: { outlets, locations: outlets },
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: readBySku,
	readBack,
	stop,
	supply,
	compose,
	webhook,
	levels,
	purchaseOrders,
} satisfies Platform<VendState, VendNative>;
