import type { StockReading } from '../../events/stockEvent';
import type { Call } from '../../http/answer';
import type { Scope, StockReference } from '../webhookSource';
import { readProducts } from './listings';
import { productIdsOf } from './lookUp';
import { cannotBeOrdered, readingOf } from './readings';

type About = 'stock' | 'status';

/** What a delivery is about, in one text: `stock product 206 variant 509`. */
export const referenceTo = (about: About, product: string, variant: string): string =>
	[about, product && `product ${product}`, variant && `variant ${variant}`]
		.filter(Boolean)
		.join(' ');

interface Wanted {
	reference: StockReference;
	about: About;
	product: string;
	variant: string;
}

/** Products with all their variants in two requests, whatever the number of references. */
export async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const wanted = await named(call, references.map(read));
	const listings = await readProducts(call, [...new Set(wanted.map(({ product }) => product))]);
	return wanted.flatMap(({ reference, about, product, variant }) =>
		listings
			.filter(
				({ id, native }) => String(native.productId) === product && (!variant || id === variant),
			)
			.map((listing) => readingOf(listing, scope, reference))
			.filter((reading) => about === 'stock' || tellsStatus(reading)),
	);
}

/** Every change of stock may be a change of the product as well; that it ran out is told by the news about stock alone. */
const tellsStatus = (reading: StockReading): boolean =>
	cannotBeOrdered(reading) || reading.quantity === null || reading.quantity > 0;

function read(reference: StockReference): Wanted {
	const [about] = reference.id.split(' ');
	return {
		reference,
		about: about === 'status' ? 'status' : 'stock',
		product: /product (\d+)/.exec(reference.id)?.[1] ?? '',
		variant: /variant (\d+)/.exec(reference.id)?.[1] ?? '',
	};
}

/** A delivery about a variant may leave out its product. */
async function named(call: Call, wanted: readonly Wanted[]): Promise<Wanted[]> {
	const unnamed = wanted.filter(({ product }) => product === '');
	if (unnamed.length === 0) return [...wanted];
	const products = await productIdsOf(
		call,
		unnamed.map(({ variant }) => variant),
	);
	return wanted.flatMap((one) => {
		const product = one.product || products.get(one.variant);
		return product ? [{ ...one, product }] : [];
	});
}
