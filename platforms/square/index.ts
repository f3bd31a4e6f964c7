import type { Platform } from '../platform';
import { locations } from './catalog';
import { levels } from './levels';
import { readById, readBySku, type SquareNative, type SquareState } from './listings';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const square = {
	id: 'square',
	name: 'Square',
	aliases: ['square pos', 'square online', 'weebly'],
	service,
	// Rows of one page of counts; the SKUs are searched by 250 (sheet, sections 3 and 7).
	sizes: { read: 1_000, readBack: 1_000 },
	stops: [
		{
			id: 'zero',
			name: 'Count to Zero',
			description:
				'A count of 0 at every location; Square then marks the variation as sold out by itself',
		},
		{
			id: 'hide',
			name: 'Take Away From Locations',
			description: 'The variation is offered at none of the locations any more; its count stays',
			hides: 'listing',
		},
		{
			id: 'both',
			name: 'Count to Zero and Take Away',
			description: 'Both at once',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Location Names or IDs',
			name: 'locations',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'square.locations' },
			default: [],
			description:
				'Only these locations are changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Track Stock Where Needed',
			name: 'trackUntracked',
			type: 'boolean',
			default: false,
			description:
				'Whether to switch on stock tracking for variations that Square does not track, because a count alone would not stop their sale',
		},
	],
	lists: { locations },
	settle: { waitsMs: [0, 1_000, 3_000], lags: false },
	read: async (call, skus) => await readBySku(call, skus),
	readBack: async (call, changes) => await readById(call, changes),
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<SquareState, SquareNative>;
