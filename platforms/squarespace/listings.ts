import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { clock } from '../../http/clock';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { Change, Listing } from '../platform';
import { nextQuery } from './pages';

export type SquarespaceState = {
	/** One field, since Squarespace switches both together: half of it restored would undo what a seller did with the other half. */
	quantity: number | 'unlimited';
	/** Of the whole product. */
	isVisible: boolean;
};

export interface SquarespaceNative {
	productId: string;
}

export type SquarespaceListing = Listing<SquarespaceState, SquarespaceNative>;

const PRODUCTS = '/v2/commerce/products';
/** Only these have stock (sheet, section 3). */
const TYPES = 'PHYSICAL,SERVICE';
/** How far n8n's clock and Squarespace's may be apart. */
const SKEW_MS = 300_000;

/**
 * There is no search by SKU, so all products are read. Their list tells stock and visibility at once, and is never longer than that
 * of the inventory, which tells the stock only (sheet, section 3).
 */
export async function readBySku(
	call: Call,
	skus: readonly string[],
): Promise<SquarespaceListing[]> {
	const wanted = new Set(skus.map((sku) => sku.toLowerCase()));
	const found = new Map<string, SquarespaceListing>();
	const add = (products: readonly IDataObject[]): void => {
		for (const listing of products.flatMap(toListings))
			if (wanted.has(listing.sku.toLowerCase())) found.set(listing.id, listing);
	};
	const missesSome = (): boolean => {
		const have = new Set([...found.values()].map(({ sku }) => sku.toLowerCase()));
		return [...wanted].some((sku) => !have.has(sku));
	};
	const begun = clock.now();
	const all = { type: TYPES };
	const pages = await eachPage(call, all, add);
	// Pages run over the live list: a product that was changed meanwhile moves, and another may slip between two pages.
	if (pages > 1 && missesSome()) {
		let moved = 0;
		await eachPage(call, { ...all, ...between(begun - SKEW_MS, clock.now()) }, (products) => {
			moved += products.length;
			add(products);
		});
		if (moved > 0 && missesSome()) await eachPage(call, all, add);
	}
	return [...found.values()];
}

/** Both ends must be given (sheet, section 3). */
function between(from: number, to: number) {
	return {
		modifiedAfter: new Date(from).toISOString(),
		modifiedBefore: new Date(to).toISOString(),
	};
}

/** @returns how many pages there were */
async function eachPage(
	call: Call,
	filter: Readonly<Record<string, string>>,
	take: (products: IDataObject[]) => void,
): Promise<number> {
	const ask = forward(call, 'Squarespace');
	let pages = 0;
	let query: Readonly<Record<string, string>> | undefined = filter;
	while (query) {
		const body = asObject((await ask({ method: 'GET', path: PRODUCTS, query })).body);
		take(asList(body.products));
		pages += 1;
		query = nextQuery(body);
	}
	return pages;
}

/** Up to 50 products in one request; never more than the listings asked for. */
export async function readById(
	call: Call,
	changes: ReadonlyArray<Pick<Change<SquarespaceState, SquarespaceNative>, 'listing'>>,
): Promise<SquarespaceListing[]> {
	const ids = [...new Set(changes.map(({ listing }) => listing.native.productId))];
	const wanted = new Set(changes.map(({ listing }) => listing.id));
	const listings = (await products(call, ids)).flatMap(toListings);
	return listings.filter(({ id }) => wanted.has(id));
}

/** One unknown id and nothing is told of the others (sheet, section 7): then the halves are asked. */
async function products(call: Call, ids: readonly string[]): Promise<IDataObject[]> {
	try {
		const answer = await call({ method: 'GET', path: `${PRODUCTS}/${ids.join(',')}` });
		return asList(asObject(answer.body).products);
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.problem.kind !== 'notFound')
			return rethrow(error);
		if (ids.length === 1) return [];
		const half = Math.ceil(ids.length / 2);
		return [
			...(await products(call, ids.slice(0, half))),
			...(await products(call, ids.slice(half))),
		];
	}
}

function toListings(product: IDataObject): SquarespaceListing[] {
	const isVisible = product.isVisible === true;
	const productId = asText(product.id);
	const variants = asList(product.variants).map((variant) => ({
		variant,
		quantity: quantityOf(variant),
	}));
	const inStock = variants.filter(({ quantity }) => quantity === 'unlimited' || quantity > 0);
	return variants.map(({ variant, quantity }) => {
		const id = asText(variant.id);
		const others = inStock.map((one) => asText(one.variant.id)).filter((other) => other !== id);
		return {
			sku: asText(variant.sku),
			id,
			title:
				[product.name, ...Object.values(asObject(variant.attributes))]
					.map(asText)
					.filter(Boolean)
					.join(' - ') || undefined,
			quantity: quantity === 'unlimited' ? null : quantity,
			visible: isVisible,
			buyable: isVisible && (quantity === 'unlimited' || quantity > 0),
			state: { quantity, isVisible },
			native: { productId },
			product: { id: productId, othersBuyable: isVisible ? others : [] },
		};
	});
}

function quantityOf(variant: IDataObject): number | 'unlimited' {
	const { quantity, unlimited } = asObject(variant.stock);
	return unlimited === true ? 'unlimited' : (asNumber(quantity) ?? 0);
}
