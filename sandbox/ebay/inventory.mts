import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { ApiError, entry, invalidSku, noEntity, skuNotFound } from './errors.mts';
import type { Entry } from './errors.mts';
import { endWhatIsEmpty, isPublished, offersOf } from './shop.mts';
import type { Distribution, Item, Shop } from './shop.mts';
import { itemBody, offerBody } from './views.mts';

const MOST_ITEMS = 25;
const MOST_REVISIONS = 250;
/** How long a write holds its SKU and its group. */
const WRITE_MS = 200;

interface ShipTo {
	quantity?: number;
	availabilityDistributions?: Distribution[];
}

interface PriceQuantity {
	sku?: string;
	shipToLocationAvailability?: ShipTo;
	offers?: { offerId?: string; availableQuantity?: number }[];
}

interface Node {
	statusCode: number;
	sku?: string;
	offerId?: string;
	errors?: Entry[];
}

export class Inventory {
	readonly #world: World;
	readonly #shop: Shop;
	readonly #busy = new Set<string>();
	/** By listing and day. */
	readonly #revisions = new Map<string, number>();

	constructor(world: World, shop: Shop) {
		this.#world = world;
		this.#shop = shop;
	}

	/** @param path below `/sell/inventory/v1` */
	async handle(path: string, request: FakeRequest): Promise<FakeAnswer> {
		const language = request.headers['accept-language'];
		if (language !== undefined && !/^[a-z]{2}-[A-Z]{2}$/.test(language))
			throw new ApiError(400, entry(25709, 'Invalid value for header Accept-Language.'));
		const [first = '', second] = path.split('/').slice(1).map(decodeURIComponent);
		switch (`${request.method} ${first}${second === undefined ? '' : '/{id}'}`) {
			case 'POST bulk_get_inventory_item':
				return bulk(this.#bulkGet(requestsOf(request)));
			case 'POST bulk_update_price_quantity':
				return bulk(await this.#bulkUpdate(requestsOf(request)));
			case 'GET inventory_item':
				return { status: 200, body: this.#list(request.query) };
			case 'GET inventory_item/{id}': {
				const item = this.#shop.items.get(second ?? '');
				if (!item) throw new ApiError(404, noEntity());
				return { status: 200, body: itemBody(item) };
			}
			case 'GET offer':
				return { status: 200, body: this.#offers(request.query) };
			case 'GET offer/{id}': {
				const offer = this.#shop.offers.find(({ offerId }) => offerId === second);
				if (!offer) throw new ApiError(404, offerGone(second ?? ''));
				return { status: 200, body: offerBody(this.#shop, offer) };
			}
		}
		throw new ApiError(404, noEntity());
	}

	#bulkGet(requests: Record<string, unknown>[]): (Node & { inventoryItem?: object })[] {
		const skus = requests.map(({ sku }) => String(sku ?? ''));
		if (new Set(skus).size < skus.length)
			throw new ApiError(400, entry(25734, 'Duplicate SKUs are not allowed in a request.'));
		return skus.map((sku) => {
			const item = this.#shop.items.get(sku);
			if (item)
				return { statusCode: 200, sku, inventoryItem: itemBody(item), errors: [], warnings: [] };
			const isSku = sku !== '' && sku.length <= 50;
			return {
				statusCode: isSku ? 404 : 400,
				sku,
				errors: [isSku ? skuNotFound(sku) : invalidSku()],
				warnings: [],
			};
		});
	}

	async #bulkUpdate(requests: PriceQuantity[]): Promise<Node[]> {
		const skus = requests.map(({ sku }) => String(sku ?? ''));
		if (new Set(skus).size < skus.length)
			throw new ApiError(400, entry(25734, 'Duplicate SKUs are not allowed in a request.'));
		const places = [...new Set(skus.map((sku) => this.#shop.items.get(sku)?.group ?? sku))];
		if (places.some((place) => this.#busy.has(place)))
			throw new ApiError(
				500,
				entry(
					25025,
					'Concurrent access of inventory or inventory item group is not allowed. Please try again.',
				),
			);
		for (const place of places) this.#busy.add(place);
		try {
			await this.#world.clock.sleep(WRITE_MS * this.#world.delayFactor);
			return requests.flatMap((one) => this.#update(one));
		} finally {
			for (const place of places) this.#busy.delete(place);
		}
	}

	#update({ sku = '', shipToLocationAvailability: ship, offers = [] }: PriceQuantity): Node[] {
		const item = this.#shop.items.get(sku);
		if (!item) return [{ statusCode: 404, sku, errors: [skuNotFound(sku)] }];
		const fail = (error: Entry, offerId?: string): Node => ({
			statusCode: 400,
			sku,
			...(offerId !== undefined && { offerId }),
			errors: [error],
		});
		const nodes: Node[] = [];
		if (ship) {
			const refusal = this.#whyNot(item, ship.quantity) ?? this.#revise(item);
			if (!refusal) {
				item.quantity = ship.quantity ?? 0;
				// A container that is written takes the place of the old one whole.
				item.distributions = structuredClone(ship.availabilityDistributions ?? []);
			}
			nodes.push(refusal ? fail(refusal) : { statusCode: 200, sku });
		}
		for (const { offerId = '', availableQuantity } of offers) {
			const offer = offersOf(this.#shop, sku).find(
				(one) => one.offerId === offerId && isPublished(one),
			);
			const refusal = offer ? this.#whyNot(item, availableQuantity) : offerGone(offerId);
			if (offer && !refusal) offer.availableQuantity = availableQuantity;
			nodes.push(refusal ? fail(refusal, offerId) : { statusCode: 200, sku, offerId });
		}
		endWhatIsEmpty(this.#shop);
		return nodes;
	}

	#whyNot(item: Item, quantity: number | undefined): Entry | undefined {
		if (this.#world.befalls?.('ebay', 'itemRefused'))
			return entry(25001, 'A system error has occurred. The item was not updated.');
		if (quantity !== undefined && (!Number.isInteger(quantity) || quantity < 0))
			return entry(25002, 'A user error has occurred. The quantity is not valid.');
		const isListed = offersOf(this.#shop, item.sku).some(isPublished);
		if (!quantity && isListed && !this.#shop.outOfStockControl)
			return entry(
				25004,
				'Quantity is not valid. The quantity must be a valid number greater than 0.',
			);
		return undefined;
	}

	#revise(item: Item): Entry | undefined {
		const day = Math.floor(this.#world.clock.now() / 86_400_000);
		for (const { listingId } of offersOf(this.#shop, item.sku).filter(isPublished)) {
			const key = `${listingId} ${day}`;
			const count = this.#revisions.get(key) ?? 0;
			if (count >= MOST_REVISIONS)
				return entry(25002, 'A user error has occurred. The listing was revised too often today.');
			this.#revisions.set(key, count + 1);
		}
		return undefined;
	}

	#list(query: URLSearchParams): object {
		const limit = pageSize(query, 25, 200);
		const offset = Number(query.get('offset') ?? 0);
		const all = [...this.#shop.items.values()];
		const page = all.slice(offset * limit, (offset + 1) * limit);
		const href = `/sell/inventory/v1/inventory_item?limit=${limit}&offset=${offset}`;
		const hasMore = (offset + 1) * limit < all.length;
		return {
			total: all.length,
			size: page.length,
			href,
			...(hasMore && {
				next: `/sell/inventory/v1/inventory_item?limit=${limit}&offset=${offset + 1}`,
			}),
			limit,
			inventoryItems: page.map(itemBody),
		};
	}

	#offers(query: URLSearchParams): object {
		const sku = query.get('sku') ?? '';
		if (sku === '' || sku.length > 50) throw new ApiError(400, invalidSku());
		const limit = pageSize(query, 25, 100);
		const offers = offersOf(this.#shop, sku);
		if (offers.length === 0) throw new ApiError(404, entry(25713, 'This Offer is not available.'));
		const page = offers.slice(0, limit);
		return {
			total: offers.length,
			size: page.length,
			href: `/sell/inventory/v1/offer?sku=${encodeURIComponent(sku)}&limit=${limit}`,
			limit,
			offers: page.map((offer) => offerBody(this.#shop, offer)),
		};
	}
}

const offerGone = (offerId: string): Entry =>
	entry(25713, `This Offer is not available : ${offerId}.`);

function requestsOf({ headers, body }: FakeRequest): PriceQuantity[] & Record<string, unknown>[] {
	if (!(headers['content-type'] ?? '').startsWith('application/json'))
		throw new ApiError(400, entry(25709, 'Invalid value for header Content-Type.'));
	let requests: unknown;
	try {
		requests = (JSON.parse(body.toString()) as { requests?: unknown }).requests;
	} catch {
		throw new ApiError(
			400,
			entry(25002, 'A user error has occurred. Could not serialize the request.'),
		);
	}
	if (!Array.isArray(requests) || requests.length === 0)
		throw new ApiError(400, entry(25709, 'Invalid value for requests.'));
	if (requests.length > MOST_ITEMS)
		throw new ApiError(
			400,
			entry(25727, `The number of requests exceeds the limit of ${MOST_ITEMS}.`),
		);
	return requests as PriceQuantity[] & Record<string, unknown>[];
}

const bulk = (responses: Node[]): FakeAnswer => ({
	status: responses.every(({ statusCode }) => statusCode < 300) ? 200 : 207,
	body: { responses },
});

function pageSize(query: URLSearchParams, usual: number, most: number): number {
	const limit = Number(query.get('limit') ?? usual);
	if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
	throw new ApiError(400, entry(25709, 'Invalid value for limit.'));
}
