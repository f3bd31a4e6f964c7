import type { World } from '../fake.mts';
import type { Product } from './shop.mts';

export interface Sold {
	product: Product;
	quantity: number;
	/** Of a bundle: pieces of each component. */
	components: ReadonlyArray<{ product: Product; quantity: number }>;
}

/**
 * Orders go out to the addresses that were entered by hand in the developer console; nothing else does (channeladvisor sheet, section 10).
 * No signature and no second try are documented, so there are none: a password may stand in the address.
 */
export class Webhooks {
	readonly #world: World;
	readonly #secret: string;
	readonly #urls = new Set<string>();
	#lastOrder = 187_400;
	#lastItem = 512_900;

	constructor(world: World, secret: string) {
		this.#world = world;
		this.#secret = secret;
	}

	enter(url: string): void {
		const address = new URL(url);
		const local = ['127.0.0.1', 'localhost'].includes(address.hostname);
		if (address.protocol !== 'https:' && !(local && this.#world.allowLocalWebhooks))
			throw new Error(`A webhook needs an https address, not ${url}.`);
		address.searchParams.set('secret', this.#secret);
		this.#urls.add(address.href);
	}

	/** A new order whose payment has cleared, as the API shows orders. */
	ordered(sold: Sold): void {
		if (this.#urls.size === 0) return;
		const body = JSON.stringify(this.#order(sold));
		for (const url of this.#urls)
			void this.#world.deliver({
				url,
				method: 'POST',
				headers: { 'content-type': 'application/json; charset=utf-8' },
				body,
			});
	}

	#order({ product, quantity, components }: Sold): object {
		const OrderID = ++this.#lastOrder;
		const { ProfileID } = product;
		const time = new Date(this.#world.clock.now()).toISOString();
		const item = {
			ID: ++this.#lastItem,
			ProfileID,
			OrderID,
			ProductID: product.ID,
			Sku: product.Sku,
			Title: product.Title,
			Quantity: quantity,
		};
		return {
			ID: OrderID,
			ProfileID,
			SiteName: 'Amazon Seller Central - US',
			SiteOrderID: `114-${OrderID}`,
			CreatedDateUtc: time,
			PaymentStatus: 'Cleared',
			PaymentDateUtc: time,
			ShippingStatus: 'Unshipped',
			Items: [
				{
					...item,
					BundleComponents: components.map((part) => ({
						OrderItemID: item.ID,
						ProductID: part.product.ID,
						BundleSku: product.Sku,
						Sku: part.product.Sku,
						Quantity: part.quantity,
					})),
				},
			],
		};
	}
}
