import type { MakeFake } from './fake.mts';
import { make as amazon } from './amazon/index.mts';
import { make as bigcommerce } from './bigcommerce/index.mts';
import { make as channeladvisor } from './channeladvisor/index.mts';
import { make as magento } from './magento/index.mts';
import { make as netsuite } from './netsuite/index.mts';
import { make as prestashop } from './prestashop/index.mts';
import { make as sapBusinessOne } from './sap-business-one/index.mts';
import { make as shopify } from './shopify/index.mts';
import { make as square } from './square/index.mts';
import { make as squarespace } from './squarespace/index.mts';
import { make as vend } from './vend/index.mts';
import { make as walmart } from './walmart/index.mts';
import { make as woocommerce } from './woocommerce/index.mts';

/** The platforms in the order in which the storefronts stand side by side. */
export const makers: readonly MakeFake[] = [
	shopify,
	woocommerce,
	amazon,
	prestashop,
	bigcommerce,
	channeladvisor,
	magento,
	netsuite,
	sapBusinessOne,
	square,
	squarespace,
	vend,
	walmart,
];
