import type { Platform } from '../platform';
import { levels } from './levels';
import { readBack, readListings, type WalmartNative, type WalmartState } from './listings';
import { service } from './service';
import { shipNodes } from './shipNodes';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

/** Stock is listed for the whole account and by one reader at a time, so all SKUs of a run are looked up together. */
const TOGETHER = 100_000;

export const walmart = {
	id: 'walmart',
	name: 'Walmart Marketplace',
	aliases: ['walmart', 'walmart.com', 'wfs'],
	service,
	sizes: { read: TOGETHER, readBack: TOGETHER },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				'At every ship node of yours; the item page stays and shows it as out of stock. Goods in Walmart warehouses (WFS) are refused.',
		},
	],
	options: [
		{
			displayName: 'Ship Node Names or IDs',
			name: 'shipNodes',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'walmart.shipNodes' },
			default: [],
			description:
				'United States only: only these fulfillment centers are changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	// The triggers know them as locations.
	lists: { shipNodes, locations: shipNodes },
	// Reads may lag some minutes behind (sheet, section 7).
	settle: { waitsMs: [2_000, 3_000, 5_000, 10_000, 15_000, 25_000, 30_000, 30_000], lags: true },
	read: readListings,
	readBack,
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<WalmartState, WalmartNative>;
