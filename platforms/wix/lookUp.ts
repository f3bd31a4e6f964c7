import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import { asText } from '../../http/answer';
import type { Scope, StockReference } from '../webhookSource';
import { listingId, type WixListing } from './listing';
import { readingOf } from './reading';
import { inventoryOf, productsOf, toListing, variantsOf } from './v1';
import { toListings, visibility } from './v3';
import { FEW, itemsNow, itemsWhere, orNothing, productsNow } from './v3Queries';

/** What an event is about: an inventory item or a product of catalog V3, a variant of catalog V1. */
interface Subject {
	kind: 'item' | 'product' | 'variant';
	id: string;
}

export const nameOf = ({ kind, id }: Subject): string => `${kind}/${id}`;

function subjectOf(name: string): Subject {
	const [kind, ...id] = name.split('/');
	return { kind: kind as Subject['kind'], id: id.join('/') };
}

/** Always what our own site says: an app may be installed on several, and all of them call the same address. */
export async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const found = await Promise.all(
		references.map(async ({ id, occurredAt, key }) => {
			const listings = await listingsOf(call, subjectOf(id));
			return listings.flatMap((listing): StockReading[] => {
				const reading = readingOf(listing, scope);
				return reading ? [{ ...reading, occurredAt, key: `${key}|${listing.id}` }] : [];
			});
		}),
	);
	return found.flat();
}

const listingsOf = async (call: Call, { kind, id }: Subject): Promise<WixListing[]> =>
	kind === 'item'
		? await ofItem(call, id)
		: kind === 'product'
			? await ofProduct(call, id)
			: await ofVariant(call, id);

/** Queries may lag behind (sheet, section 7), so every row that counts is read by its id where they are few. */
async function ofItem(call: Call, itemId: string): Promise<WixListing[]> {
	const [item] = await itemsNow(call, [itemId], []);
	// Deleted since, or of another site.
	if (!item) return [];
	const productId = asText(item.productId);
	const [rows, products] = await Promise.all([
		itemsWhere(call, 'productId', [productId]),
		productsNow(call, [productId]),
	]);
	const elsewhere = rows.filter(
		({ id, variantId }) => id !== item.id && variantId === item.variantId,
	);
	const ids = elsewhere.map(({ id }) => asText(id));
	const others = ids.length <= FEW ? await itemsNow(call, ids, []) : elsewhere;
	return toListings([item, ...others], visibility(products));
}

async function ofProduct(call: Call, id: string): Promise<WixListing[]> {
	const [items, products] = await Promise.all([
		itemsWhere(call, 'productId', [id]),
		productsNow(call, [id]),
	]);
	return toListings(items, visibility(products));
}

async function ofVariant(call: Call, id: string): Promise<WixListing[]> {
	const [productId] = id.split('.');
	const [products, stock] = await Promise.all([
		orNothing(async () => await productsOf(call, [productId], 1)),
		inventoryOf(call, [productId], 1),
	]);
	return products
		.flatMap((product) => variantsOf(product, 1))
		.filter((variant) => listingId(variant.productId, variant.variantId) === id)
		.map((variant) => toListing(variant, stock.get(productId)));
}
