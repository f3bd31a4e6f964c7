import type { Change, Listing } from '../platform';
import type { Catalog } from './catalog';

/**
 * By location id; a location has a `quantity` where Wix tracks it, else `inStock`. Catalog V1 knows no locations: there is the one
 * key SITE. `visible` is the product's, null where Wix did not hand the product out.
 */
export type WixState = {
	quantity: { [location: string]: number };
	inStock: { [location: string]: boolean };
	visible: boolean | null;
};

export const SITE = 'site';

export interface WixNative {
	catalog: Catalog;
	productId: string;
	variantId: string;
	/** V3: the inventory item of each location. */
	items: { [location: string]: { id: string; revision: string } };
	variantVisible: boolean;
	/** Can be ordered at zero as well. */
	preorder: boolean;
	/** V1: pages of the whole catalog, which has no look-up by SKU. */
	pages: number;
}

export type WixListing = Listing<WixState, WixNative>;
export type WixChange = Change<WixState, WixNative>;
export type ToReadBack = ReadonlyArray<Pick<WixChange, 'listing' | 'set'>>;

/** A variant id alone is not unique (sheet, section 3). */
export const listingId = (productId: string, variantId: string): string =>
	`${productId}.${variantId}`;

/** What a customer can do with it; null where that hangs on a product Wix did not hand out. */
export function shownAndSold(
	sells: boolean,
	variantVisible: boolean,
	productVisible: boolean | null,
): Pick<WixListing, 'visible' | 'buyable'> {
	const visible = variantVisible ? productVisible : false;
	return { visible, buyable: sells ? visible : false };
}

/** The change of `visible` hangs on the product, not on the count. */
export const hides = ({ set }: Pick<WixChange, 'set'>): boolean => set.visible !== undefined;
