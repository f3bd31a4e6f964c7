import type { Call } from '../../http/answer';
import type { Change, ChannelOptions, Listing } from '../platform';
import { isUs } from './hosts';
import { itemsOf, offSale, wfsStock, type Item } from './items';
import { MOST_SINGLE, stockOf, type Stock } from './stockRows';

/** What the seller entered, by ship node. */
export type WalmartState = { amounts: { [shipNode: string]: number } };

export interface WalmartNative extends Item {
	/** Pieces in Walmart's own warehouses; null where not told. */
	wfs: number | null;
}

export type WalmartListing = Listing<WalmartState, WalmartNative>;

export async function readListings(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<WalmartListing[]> {
	const askable = skus.filter(isAskable);
	const { stock, items } =
		askable.length > MOST_SINGLE
			? await lookMany(call, askable, options)
			: await lookFew(call, askable, options);
	const known = askable.filter((sku) => items.has(sku) || stock.has(sku));
	return await Promise.all(
		known.map(async (sku) => {
			const own = stock.get(sku);
			const item = items.get(sku) ?? { live: null };
			// Only where our own stock does not already say that it can be bought.
			const asks = isUs(options.account) && item.live !== false && !own?.available;
			return toListing(sku, own, { ...item, wfs: asks ? await wfsStock(call, sku) : null });
		}),
	);
}

/** What Walmart knows of the item besides its stock has just been read, and a change of stock doesn't alter it. */
export async function readBack(
	call: Call,
	changes: ReadonlyArray<Pick<Change<WalmartState, WalmartNative>, 'listing' | 'set'>>,
	options: ChannelOptions,
): Promise<WalmartListing[]> {
	const stock = await stockOf(
		call,
		changes.map(({ listing }) => listing.sku),
		options,
	);
	return changes.map(({ listing }) =>
		toListing(listing.sku, stock.get(listing.sku), listing.native),
	);
}

interface Look {
	stock: ReadonlyMap<string, Stock>;
	items: ReadonlyMap<string, Item>;
}

async function lookFew(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<Look> {
	const [stock, items] = await Promise.all([stockOf(call, skus, options), itemsOf(call, skus)]);
	return { stock, items };
}

/** What has stock and is in no list of items off sale is on sale; only SKUs without stock of their own are asked for by name. */
async function lookMany(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<Look> {
	const [stock, off] = await Promise.all([
		stockOf(call, skus, options),
		offSale(call, skus.length),
	]);
	if (!off) return { stock, items: await itemsOf(call, skus) };
	const others = await itemsOf(
		call,
		skus.filter((sku) => !stock.has(sku) && !off.has(sku)),
	);
	const onSale = skus
		.filter((sku) => stock.has(sku) && !off.has(sku))
		.map((sku): [string, Item] => [sku, { live: true }]);
	return { stock, items: new Map([...onSale, ...others, ...off]) };
}

/** These two are directions in an address, however they are written: asking for them would ask for something else. */
const isAskable = (sku: string): boolean => sku !== '.' && sku !== '..';

function toListing(sku: string, own: Stock | undefined, native: WalmartNative): WalmartListing {
	const amounts = own?.amounts ?? {};
	const counted = Object.keys(amounts).length > 0 || native.wfs !== null;
	const quantity = (own?.available ?? 0) + (native.wfs ?? 0);
	return {
		sku,
		id: sku,
		title: native.title,
		quantity: counted ? quantity : null,
		visible: native.live,
		buyable: native.live === false ? false : counted ? quantity > 0 : null,
		state: { amounts },
		native,
	};
}
