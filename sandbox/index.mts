import type { MakeFake } from './fake.mts';
import { make as amazon } from './amazon/index.mts';
import { make as bigcommerce } from './bigcommerce/index.mts';
import { make as channeladvisor } from './channeladvisor/index.mts';
import { make as ebay } from './ebay/index.mts';
import { make as etsy } from './etsy/index.mts';
import { make as googleMerchant } from './google-merchant/index.mts';
import { make as lightspeedRetail } from './lightspeed-retail/index.mts';
import { make as linnworks } from './linnworks/index.mts';
import { make as magento } from './magento/index.mts';
import { make as netsuite } from './netsuite/index.mts';
import { make as prestashop } from './prestashop/index.mts';
import { make as quickbooksCommerce } from './quickbooks-commerce/index.mts';
import { make as sapBusinessOne } from './sap-business-one/index.mts';
import { make as shopify } from './shopify/index.mts';
import { make as square } from './square/index.mts';
import { make as squarespace } from './squarespace/index.mts';
import { make as vend } from './vend/index.mts';
import { make as walmart } from './walmart/index.mts';
import { make as wix } from './wix/index.mts';
import { make as woocommerce } from './woocommerce/index.mts';
import { make as zohoInventory } from './zoho-inventory/index.mts';

/** The platforms in the order in which the storefronts stand side by side. */
export const makers: readonly MakeFake[] = [
	shopify,
	woocommerce,
	amazon,
	prestashop,
	bigcommerce,
	channeladvisor,
	ebay,
	etsy,
	googleMerchant,
	lightspeedRetail,
	linnworks,
	magento,
	netsuite,
	quickbooksCommerce,
	sapBusinessOne,
	square,
	squarespace,
	vend,
	walmart,
	wix,
	zohoInventory,
];
