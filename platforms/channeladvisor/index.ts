import type { Platform } from '../platform';
import { distributionCenters } from './centers';
import {
	readBack,
	readBySku,
	type ChannelAdvisorNative,
	type ChannelAdvisorState,
} from './listings';
import { levels } from './levels';
import { service } from './service';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

/** The distribution centers of the account are read once a run, so all SKUs of it are looked up together. */
const TOGETHER = 100_000;

export const channeladvisor = {
	id: 'channeladvisor',
	name: 'ChannelAdvisor (Rithum)',
	aliases: ['channeladvisor', 'rithum', 'channel advisor'],
	service,
	sizes: { read: TOGETHER, readBack: TOGETHER },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				'At every distribution center of yours; ChannelAdvisor passes it on to all marketplaces',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Block',
			description:
				'Also blocks the product, so that ChannelAdvisor does not list it on any marketplace again',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Also Block Externally Managed Stock',
			name: 'blockExternal',
			type: 'boolean',
			default: false,
			description:
				'Whether stock at externally managed distribution centers, such as FBA, is kept from being sold too',
		},
		{
			displayName: 'Distribution Center Names or IDs',
			name: 'distributionCenters',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'channeladvisor.distributionCenters' },
			default: [],
			description:
				'Only these distribution centers are changed; all of yours if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { distributionCenters, locations: distributionCenters },
	// Totals are reckoned and may follow a moment later (sheet, section 7).
	settle: { waitsMs: [0, 2_000, 5_000, 10_000], lags: false },
	read: readBySku,
	readBack,
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<ChannelAdvisorState, ChannelAdvisorNative>;
