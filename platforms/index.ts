import { amazon } from './amazon';
import { bigcommerce } from './bigcommerce';
import { magento } from './magento';
import { netsuite } from './netsuite';
import type { Platform } from './platform';
import { practiceStore } from './practice-store';
import { prestashop } from './prestashop';
import { shopify } from './shopify';
import { square } from './square';
import { squarespace } from './squarespace';
import { walmart } from './walmart';
import { woocommerce } from './woocommerce';
import { zohoInventory } from './zoho-inventory';

/** Every channel, one line each; the order is that of the dropdowns (by name). */
export const platforms: readonly Platform[] = [
	amazon,
	bigcommerce,
	magento,
	netsuite,
	practiceStore,
	prestashop,
	shopify,
	square,
	squarespace,
	walmart,
	woocommerce,
	zohoInventory,
];

export function platformById(id: string): Platform | undefined {
	return platforms.find((platform) => platform.id === id);
}
