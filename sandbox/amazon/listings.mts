import { createHash } from 'node:crypto';
import type { Seller, ShelfItem, World } from '../fake.mts';

export const marketplaceId = 'ATVPDKIKX0DER';
export const productType = 'ART_CRAFT_SUPPLY';
/** The second warehouse of this seller, a supply source of Multi-Location Inventory. */
export const supplySource = '5e7c1d2a-93b4-4f0e-8a61-d27c90b3f458';

export type Values = Record<string, unknown>;
export type Attributes = Record<string, Values[]>;

export interface Listing {
	sku: string;
	asin: string;
	attributes: Attributes;
	/** What Amazon has of it in its own warehouses; the seller cannot set it. */
	fbaQuantity: number;
	/** Closed by hand; the API shows it as any listing that is out of stock (amazon sheet, section 7). */
	closed: { quantity: number } | undefined;
	created: number;
	updated: number;
	/** Accepted changes that reads don't show yet. */
	pending: { at: number; change: (listing: Listing) => void }[];
	deleted: boolean;
}

/** From acceptance to the moment reads show it; nobody publishes a figure, minutes at worst (section 4). */
const readLag = 30_000;

export class Listings {
	readonly #world: World;
	readonly #bySku = new Map<string, Listing>();

	constructor(world: World) {
		this.#world = world;
		for (const product of world.catalogue) {
			for (const { sku, title, quantity, price } of product.variants) {
				this.#add(sku, [product.title, title].filter(Boolean).join(', '), quantity, price);
			}
		}
		const gesso = this.#bySku.get('ACR-GES-WHT-1000');
		if (gesso) {
			gesso.fbaQuantity = totalQuantity(gesso);
			gesso.attributes['fulfillment_availability'] = [
				{ fulfillment_channel_code: 'AMAZON_NA', marketplace_id: marketplaceId },
			];
		}
		const gel = this.#bySku.get('ACR-GEL-MATT-500');
		if (gel) {
			const rest = Math.floor(totalQuantity(gel) / 3);
			setChannels(gel, { DEFAULT: totalQuantity(gel) - rest, [supplySource]: rest });
		}
		const varnish = this.#bySku.get('ACR-VAR-GLOS-250');
		if (varnish) close(varnish);
	}

	#add(sku: string, title: string, quantity: number, price: string): void {
		const now = this.#world.clock.now();
		const market = { marketplace_id: marketplaceId };
		const schedule = [{ value_with_tax: Number(price) }];
		this.#bySku.set(sku, {
			sku,
			asin: `B0${createHash('sha1').update(sku).digest('hex').slice(0, 8).toUpperCase()}`,
			attributes: {
				item_name: [{ value: title, language_tag: 'en_US', ...market }],
				condition_type: [{ value: 'new_new', ...market }],
				fulfillment_availability: [
					{
						fulfillment_channel_code: 'DEFAULT',
						quantity,
						lead_time_to_ship_max_days: 2,
						...market,
					},
				],
				purchasable_offer: [
					{ currency: 'USD', audience: 'ALL', our_price: [{ schedule }], ...market },
				],
			},
			fbaQuantity: 0,
			closed: undefined,
			// Entered one after the other.
			created: now - 86_400_000 * 400 + this.#bySku.size * 60_000,
			updated: now - 86_400_000,
			pending: [],
			deleted: false,
		});
	}

	/** As reads show it now. */
	get(sku: string): Listing | undefined {
		const listing = this.#bySku.get(sku);
		if (listing) this.#settle(listing);
		return listing?.deleted ? undefined : listing;
	}

	all(): Listing[] {
		return [...this.#bySku.keys()].flatMap((sku) => this.get(sku) ?? []);
	}

	/** Shows in reads, and in the shop, after the lag. */
	change(listing: Listing, from: number, change: (listing: Listing) => void): void {
		listing.pending.push({ at: from + readLag * this.#world.delayFactor, change });
		listing.pending.sort((a, b) => a.at - b.at);
	}

	#settle(listing: Listing): void {
		for (;;) {
			const [next] = listing.pending;
			if (!next || next.at > this.#world.clock.now()) return;
			listing.pending.shift();
			next.change(listing);
			if (totalQuantity(listing) > 0 && !isFba(listing)) listing.closed = undefined;
			listing.updated = next.at;
		}
	}

	statusOf(listing: Listing): string[] {
		const quantity = totalQuantity(listing) + listing.fbaQuantity;
		const buyable = quantity > 0 && !listing.closed && offerRuns(listing, this.#world.clock.now());
		return buyable ? ['BUYABLE', 'DISCOVERABLE'] : ['DISCOVERABLE'];
	}

	shelf(): ShelfItem[] {
		return this.all().map((listing) => {
			const quantity = totalQuantity(listing) + listing.fbaQuantity;
			const buyable = this.statusOf(listing).includes('BUYABLE');
			const state = buyable ? 'onSale' : listing.closed ? 'hidden' : 'soldOut';
			const notes = [
				listing.closed && 'closed',
				isFba(listing) && 'FBA',
				!offerRuns(listing, this.#world.clock.now()) && 'offer ended',
				channels(listing).length > 1 && channels(listing).map(codeOf).join(' + '),
			].filter(Boolean);
			const title = String(listing.attributes['item_name']?.[0]?.['value'] ?? '');
			const note = notes.join(', ');
			return { sku: listing.sku, title, quantity, state, ...(note && { note }) };
		});
	}

	get seller(): Seller {
		const wanted = (sku: string): Listing => {
			const listing = this.get(sku);
			if (!listing) throw new Error(`No listing with the SKU ${sku}`);
			listing.updated = this.#world.clock.now();
			return listing;
		};
		return {
			sell(sku, quantity) {
				const listing = wanted(sku);
				let left = quantity - Math.min(quantity, listing.fbaQuantity);
				listing.fbaQuantity -= quantity - left;
				for (const record of ownChannels(listing)) {
					const taken = Math.min(left, quantityOf(record));
					record['quantity'] = quantityOf(record) - taken;
					left -= taken;
				}
			},
			setQuantity(sku, quantity) {
				const listing = wanted(sku);
				if (isFba(listing)) listing.fbaQuantity = quantity;
				else setChannels(listing, { DEFAULT: quantity });
				if (quantity > 0) listing.closed = undefined;
			},
			setHidden(sku, hidden) {
				const listing = wanted(sku);
				if (hidden) {
					if (!listing.closed) close(listing);
				} else if (listing.closed) {
					if (!isFba(listing)) setChannels(listing, { DEFAULT: listing.closed.quantity });
					listing.closed = undefined;
				}
			},
			remove(sku) {
				wanted(sku).deleted = true;
			},
		};
	}
}

export const channels = (listing: Listing): Values[] =>
	listing.attributes['fulfillment_availability'] ?? [];

export const codeOf = (record: Values): string => String(record['fulfillment_channel_code']);

const quantityOf = (record: Values): number => Number(record['quantity'] ?? 0);

export const isAmazons = (record: Values): boolean => codeOf(record).startsWith('AMAZON_');

export const isFba = (listing: Listing): boolean => channels(listing).some(isAmazons);

const ownChannels = (listing: Listing): Values[] =>
	channels(listing).filter((record) => !isAmazons(record));

const totalQuantity = (listing: Listing): number =>
	ownChannels(listing).reduce((sum, record) => sum + quantityOf(record), 0);

function setChannels(listing: Listing, quantities: Record<string, number>): void {
	const records = channels(listing).map((record) => ({ ...record, quantity: 0 as number }));
	for (const [code, quantity] of Object.entries(quantities)) {
		const record = records.find((one) => codeOf(one) === code);
		if (record) record.quantity = quantity;
		else {
			const added = { fulfillment_channel_code: code, quantity, marketplace_id: marketplaceId };
			records.push(added);
		}
	}
	listing.attributes['fulfillment_availability'] = records;
}

function close(listing: Listing): void {
	listing.closed = { quantity: totalQuantity(listing) };
	if (!isFba(listing)) setChannels(listing, {});
}

function offerRuns(listing: Listing, now: number): boolean {
	return (listing.attributes['purchasable_offer'] ?? []).some((offer) => {
		const end = (offer['end_at'] as { value?: string } | undefined)?.value;
		return end === undefined || Date.parse(end) > now;
	});
}
