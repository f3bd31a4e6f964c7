import type { World } from '../fake.mts';
import { ApiError, entry } from './errors.mts';

export interface Sale {
	sku: string;
	title: string;
	itemId: string;
	price: string;
	quantity: number;
}

interface Order extends Sale {
	orderId: string;
	at: number;
}

const MOST = 200;

/** What customers ordered, one line each (ebay sheet, section 10). */
export class Orders {
	readonly #world: World;
	readonly #all: Order[] = [];

	constructor(world: World) {
		this.#world = world;
	}

	add(sale: Sale): string {
		const count = this.#all.length + 1;
		const orderId = `14-${String(10_000 + count).padStart(5, '0')}-${String(30_000 + count * 7)}`;
		this.#all.push({ ...sale, orderId, at: this.#world.clock.now() });
		return orderId;
	}

	list(query: URLSearchParams): object {
		const limit = Number(query.get('limit') ?? 50);
		const offset = Number(query.get('offset') ?? 0);
		if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
			throw new ApiError(400, entry(30800, 'Invalid limit.'));
		const ids = query.get('orderIds')?.split(',');
		const since = /lastmodifieddate:\[([^.\]]+[^\]]*?)\.\.\]/.exec(query.get('filter') ?? '')?.[1];
		const found = this.#all.filter(
			({ orderId, at }) =>
				(ids === undefined || ids.includes(orderId)) &&
				(since === undefined || at >= Date.parse(since)),
		);
		const page = found.slice(offset, offset + limit);
		return {
			href: `/sell/fulfillment/v1/order?limit=${limit}&offset=${offset}`,
			total: found.length,
			limit,
			offset,
			orders: page.map(view),
		};
	}
}

function view({ orderId, at, sku, title, itemId, price, quantity }: Order): object {
	const time = new Date(at).toISOString();
	const total = { value: (Number(price) * quantity).toFixed(2), currency: 'USD' };
	return {
		orderId,
		creationDate: time,
		lastModifiedDate: time,
		orderFulfillmentStatus: 'NOT_STARTED',
		orderPaymentStatus: 'PAID',
		sellerId: 'acrylic-art',
		buyer: { username: 'a-customer' },
		pricingSummary: { total },
		cancelStatus: { cancelState: 'NONE_REQUESTED', cancelRequests: [] },
		lineItems: [
			{
				lineItemId: `${orderId.replace(/\D/g, '')}01`,
				legacyItemId: itemId,
				sku,
				title,
				lineItemCost: total,
				quantity,
				soldFormat: 'FIXED_PRICE',
				listingMarketplaceId: 'EBAY_US',
				purchaseMarketplaceId: 'EBAY_US',
				lineItemFulfillmentStatus: 'NOT_STARTED',
				total,
			},
		],
	};
}
