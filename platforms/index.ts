import { amazon } from './amazon';
import { bigcommerce } from './bigcommerce';
import { channeladvisor } from './channeladvisor';
import { ebay } from './ebay';
import { etsy } from './etsy';
import { googleMerchant } from './google-merchant';
import { lightspeedRetail } from './lightspeed-retail';
import { linnworks } from './linnworks';
import { magento } from './magento';
import { netsuite } from './netsuite';
import type { Platform } from './platform';
import { practiceStore } from './practice-store';
import { prestashop } from './prestashop';
import { quickbooksCommerce } from './quickbooks-commerce';
import { sapBusinessOne } from './sap-business-one';
import { shopify } from './shopify';
import { square } from './square';
import { squarespace } from './squarespace';
import { vend } from './vend';
import { walmart } from './walmart';
import { wix } from './wix';
import { woocommerce } from './woocommerce';
import { zohoInventory } from './zoho-inventory';

/** Every channel, one line each; the order is that of the dropdowns (by name). */
export const platforms: readonly Platform[] = [
	amazon,
	bigcommerce,
	channeladvisor,
	ebay,
	etsy,
	googleMerchant,
	lightspeedRetail,
	linnworks,
	magento,
	netsuite,
	practiceStore,
	prestashop,
	quickbooksCommerce,
	sapBusinessOne,
	shopify,
	square,
	squarespace,
	vend,
	walmart,
	wix,
	woocommerce,
	zohoInventory,
];

export function platformById(id: string): Platform | undefined {
	return platforms.find((platform) => platform.id === id);
}
