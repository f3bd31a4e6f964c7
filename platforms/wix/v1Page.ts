import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import type { IDataObject } from 'n8n-workflow';
import { ONLY_VARIANT, PAGE, page, PRODUCTS, toListing, variantsOf } from './v1';
import type { WixListing } from './listing';

/** A page of the catalog with what it says about the stock itself; `changed` is when the product was last saved. */
export async function onPage(call: Call, offset: number) {
	const answer = await page(call, `${PRODUCTS}/query`, offset, {
		includeVariants: true,
		includeHiddenProducts: true,
	});
	const products = asList(answer.products);
	const listings = products.flatMap((product) =>
		variantsOf(product, 0).map((variant): { listing: WixListing; changed: string } => ({
			listing: toListing(variant, stockOf(product)),
			changed: asText(product.lastUpdated),
		})),
	);
	const more = products.length > 0 && offset + PAGE < (asNumber(answer.totalResults) ?? 0);
	return { listings, next: more ? offset + PAGE : undefined };
}

/** In the form in which the inventory tells it; a product without managed variants keeps its count itself. */
function stockOf({ id, manageVariants, stock, variants }: IDataObject): IDataObject {
	const own = asObject(stock);
	const rows = asList(variants);
	const ofVariants = rows.map((row) => {
		const { trackQuantity, quantity, inStock } = asObject(row.stock);
		return { variantId: row.id, trackQuantity, quantity, inStock };
	});
	if (manageVariants === true)
		return {
			productId: id,
			trackQuantity: ofVariants.some(({ trackQuantity }) => trackQuantity === true),
			variants: ofVariants,
		};
	const only = {
		variantId: ONLY_VARIANT,
		quantity: own.quantity,
		inStock: own.inventoryStatus !== 'OUT_OF_STOCK',
	};
	return { productId: id, trackQuantity: own.trackInventory === true, variants: [only] };
}
