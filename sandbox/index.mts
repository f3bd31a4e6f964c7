import type { MakeFake } from './fake.mts';
import { make as amazon } from './amazon/index.mts';
import { make as googleMerchant } from './google-merchant/index.mts';
import { make as prestashop } from './prestashop/index.mts';
import { make as shopify } from './shopify/index.mts';
import { make as woocommerce } from './woocommerce/index.mts';

/** The platforms in the order in which the storefronts stand side by side. */
export const makers: readonly MakeFake[] = [
	shopify,
	woocommerce,
	amazon,
	prestashop,
	googleMerchant,
];
