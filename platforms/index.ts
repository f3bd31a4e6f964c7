import { amazon } from './amazon';
import { googleMerchant } from './google-merchant';
import type { Platform } from './platform';
import { practiceStore } from './practice-store';
import { prestashop } from './prestashop';
import { shopify } from './shopify';
import { woocommerce } from './woocommerce';

/** Every channel, one line each; the order is that of the dropdowns (by name). */
export const platforms: readonly Platform[] = [
	amazon,
	googleMerchant,
	practiceStore,
	prestashop,
	shopify,
	woocommerce,
];

export function platformById(id: string): Platform | undefined {
	return platforms.find((platform) => platform.id === id);
}
