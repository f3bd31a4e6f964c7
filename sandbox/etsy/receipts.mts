import { ids } from './access.mts';
import { invalid, notFound } from './errors.mts';
import type { Json, Listing, Product, Shop } from './shop.mts';
import { money, seconds } from './views.mts';

interface Receipt {
	id: number;
	at: number;
	listing: Pick<Listing, 'listing_id' | 'title'>;
	product: Pick<Product, 'product_id' | 'sku' | 'price'>;
	quantity: number;
	canceled: boolean;
}

/** Orders of customers (etsy sheet, section 10). */
export class Receipts {
	readonly #shop: Shop;
	readonly #all: Receipt[] = [];

	constructor(shop: Shop) {
		this.#shop = shop;
	}

	add({ listing_id, title }: Listing, product: Product, quantity: number): number {
		const { product_id, sku, price } = product;
		const id = 3_000_000_000 + this.#shop.nextId();
		this.#all.push({
			id,
			at: this.#shop.world.clock.now(),
			listing: { listing_id, title },
			product: { product_id, sku, price },
			quantity,
			canceled: false,
		});
		return id;
	}

	cancel(id: number): void {
		const receipt = this.#all.find((one) => one.id === id);
		if (!receipt) throw notFound();
		Object.assign(receipt, { canceled: true, at: this.#shop.world.clock.now() });
	}

	one(id: string): Json {
		const receipt = this.#all.find((one) => String(one.id) === id);
		if (!receipt) throw notFound();
		return view(receipt);
	}

	page(query: URLSearchParams): Json {
		const limit = Number(query.get('limit') ?? 25);
		const offset = Number(query.get('offset') ?? 0);
		const since = Number(query.get('min_last_modified') ?? 0);
		if (!(limit >= 1 && limit <= 100)) throw invalid('limit must be between 1 and 100');
		const found = this.#all.filter(({ at }) => seconds(at) >= since);
		if (query.get('sort_order') !== 'asc') found.reverse();
		return { count: found.length, results: found.slice(offset, offset + limit).map(view) };
	}
}

function view({ id, at, listing, product, quantity, canceled }: Receipt): Json {
	const time = {
		create_timestamp: seconds(at),
		created_timestamp: seconds(at),
	};
	return {
		receipt_id: id,
		receipt_type: 0,
		seller_user_id: ids.user,
		buyer_user_id: 87_654_321,
		name: 'A Customer',
		status: canceled ? 'canceled' : 'paid',
		country_iso: 'US',
		payment_method: 'cc',
		is_paid: true,
		is_shipped: false,
		...time,
		update_timestamp: seconds(at),
		updated_timestamp: seconds(at),
		is_gift: false,
		gift_message: '',
		gift_sender: '',
		grandtotal: money(product.price * quantity),
		shipments: [],
		transactions: [
			{
				transaction_id: id + 1_000_000,
				title: listing.title,
				seller_user_id: ids.user,
				buyer_user_id: 87_654_321,
				...time,
				paid_timestamp: seconds(at),
				quantity,
				receipt_id: id,
				is_digital: false,
				file_data: '',
				listing_id: listing.listing_id,
				transaction_type: 'listing',
				product_id: product.product_id,
				sku: product.sku,
				price: money(product.price),
				variations: [],
				product_data: [],
			},
		],
		refunds: [],
	};
}
