import type { StockReading } from '../../../events/stockEvent';
import type { Call } from '../../../http/answer';
import type { Account } from '../../../http/client';
import { chunk, type Listing, type Platform } from '../../../platforms/platform';
import type { Reader } from './reader';

/** Named SKUs, in the platform's largest look-ups. */
export function lookUpReader(
	platform: Platform,
	skus: readonly string[],
	call: Call,
	account: Account,
): Omit<Reader, 'of'> {
	const chunks = chunk(skus, platform.sizes.read);
	const wanted = new Set(skus);
	return {
		async page({ from = '0' }) {
			const index = Number(from);
			const listings = await platform.read(call, chunks[index] ?? [], { account });
			return {
				// A platform may bring other spellings along; they are other SKUs.
				readings: listings.filter(({ sku }) => wanted.has(sku)).map(toReading),
				next: index + 1 < chunks.length ? String(index + 1) : undefined,
			};
		},
	};
}

function toReading({ sku, id, title, quantity, visible, buyable, product }: Listing): StockReading {
	const count = quantity === null ? 'not counted' : `quantity ${quantity}`;
	const closed = visible === false ? 'hidden' : 'not for sale';
	return {
		sku,
		title,
		quantity,
		available: buyable === false ? false : undefined,
		reason: buyable === false && (quantity ?? 1) > 0 ? `${count}, ${closed}` : count,
		productId: product?.id ?? id,
		...(product ? { variantId: id } : {}),
		key: id,
		keyIsGuessed: true,
	};
}
