import type { Platform } from '../platform';
import { levels } from './levels';
import { readBySku, type MagentoNative, type MagentoState } from './listings';
import { service } from './service';
import { sources } from './sources';
import { stop, supply } from './stock';
import { webhook } from './webhook';
import { compose } from './write';

export const magento = {
	id: 'magento',
	name: 'Magento / Adobe Commerce',
	aliases: ['magento', 'magento open source', 'adobe commerce', 'magento 2'],
	service,
	// Our own bound: pages hold 300 at most, and 250 SKUs of usual length fit into one address (sheet, section 3).
	sizes: { read: 250, readBack: 250 },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description:
				"Quantity 0 and 'Out of Stock' at every source, which stops backorders too; the page stays",
		},
		{
			id: 'hide',
			name: 'Disable the Product',
			description:
				'Nobody finds or opens the product in any store view; a variant disappears from its configurable product',
			hides: 'listing',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Disable',
			description: 'Both at once',
			hides: 'listing',
		},
	],
	options: [
		{
			displayName: 'Keep Source Quantities',
			name: 'keepQuantities',
			type: 'boolean',
			default: false,
			description:
				"Whether to only mark the sources 'Out of Stock' and keep their quantities, so that open orders can still be shipped from them",
		},
		{
			displayName: 'Source Names or IDs',
			name: 'sources',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'magento.sources' },
			default: [],
			description:
				'Only these inventory sources are changed; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	lists: { sources, locations: sources },
	settle: { waitsMs: [0, 2_000, 5_000], lags: false },
	read: async (call, skus) => await readBySku(call, skus),
	stop,
	supply,
	compose,
	webhook,
	levels,
} satisfies Platform<MagentoState, MagentoNative>;
