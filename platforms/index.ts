import { amazon } from './amazon';
import { bigcommerce } from './bigcommerce';
import { channeladvisor } from './channeladvisor';
import { magento } from './magento';
import { netsuite } from './netsuite';
import type { Platform } from './platform';
import { practiceStore } from './practice-store';
import { prestashop } from './prestashop';
import { sapBusinessOne } from './sap-business-one';
import { shopify } from './shopify';
import { square } from './square';
import { squarespace } from './squarespace';
import { vend } from './vend';
import { walmart } from './walmart';
import { woocommerce } from './woocommerce';

/** Every channel, one line each; the order is that of the dropdowns (by name). */
export const platforms: readonly Platform[] = [
	amazon,
	bigcommerce,
	channeladvisor,
	magento,
	netsuite,
	practiceStore,
	prestashop,
	sapBusinessOne,
	shopify,
	square,
	squarespace,
	vend,
	walmart,
	woocommerce,
];

export function platformById(id: string): Platform | undefined {
	return platforms.find((platform) => platform.id === id);
}
