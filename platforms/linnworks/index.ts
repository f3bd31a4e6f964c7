import type { Platform } from '../platform';
import { levels } from './levels';
import { readBySku, readLevels, type LinnworksNative, type LinnworksState } from './listings';
import { locations } from './locations';
import { purchaseOrders } from './purchaseOrders';
import { service } from './service';
import { stop, supply } from './stock';
import { compose } from './write';

export const linnworks = {
	id: 'linnworks',
	name: 'Linnworks',
	aliases: ['linnworks.net', 'linnlive'],
	service,
	// No maximum is documented; 200 is the largest page that the specification names (sheet, sections 3 and 7).
	sizes: { read: 200, readBack: 200 },
	stops: [
		{
			id: 'zero',
			name: 'Set Stock Level to Zero',
			description: 'At every location of your own; inventory sync then tells the linked channels',
		},
	],
	options: [
		{
			displayName: 'Keep Stock for Open Orders',
			name: 'keepForOrders',
			type: 'boolean',
			default: false,
			description:
				'Whether to leave as many pieces as open orders need, so that the available stock becomes 0 and not the level',
		},
		{
			displayName: 'Location Names or IDs',
			name: 'locations',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'linnworks.locations' },
			default: [],
			description:
				'Only these locations are changed; all of your own if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { locations },
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: readBySku,
	readBack: readLevels,
	stop,
	supply,
	compose,
	levels,
	purchaseOrders,
} satisfies Platform<LinnworksState, LinnworksNative>;
