import { createHash } from 'node:crypto';
import type { Product, Seller, ShelfItem, World } from '../fake.mts';

export type Json = Record<string, unknown>;

export interface Override extends Json {
	location_id: string;
	track_inventory?: boolean;
}

export interface CatalogObject extends Json {
	type: 'ITEM' | 'ITEM_VARIATION';
	id: string;
	created_at: string;
	updated_at: string;
	version: number;
	is_deleted: boolean;
	present_at_all_locations: boolean;
	present_at_location_ids?: string[];
	absent_at_location_ids?: string[];
	item_data?: Json & { name: string; is_archived: boolean };
	item_variation_data?: VariationData;
}

export interface VariationData extends Json {
	item_id: string;
	name: string;
	sku?: string;
	track_inventory?: boolean;
	location_overrides?: Override[];
	sellable: boolean;
	stockable: boolean;
}

export interface Location {
	id: string;
	name: string;
	status: 'ACTIVE' | 'INACTIVE';
}

export interface Count {
	quantity: number;
	occurredAt: number;
	calculatedAt: string;
	/** The quantity of the last physical count; sales don't change it. */
	counted: number | undefined;
}

/** `variation/location`. */
const key = (variation: string, location: string): string => `${variation}/${location}`;

export class Shop {
	readonly objects = new Map<string, CatalogObject>();
	readonly counts = new Map<string, Count>();
	/** Marked by the seller's hand, `variation/location`. */
	readonly soldOutByHand = new Set<string>();
	readonly locations: Location[] = [
		{ id: 'LSHOP1EXAMPLE', name: 'Art Supplies Shop', status: 'ACTIVE' },
		{ id: 'LSTUDIO2EXAMPLE', name: 'Studio', status: 'ACTIVE' },
		{ id: 'LOLD3EXAMPLE', name: 'Old Market Stall', status: 'INACTIVE' },
	];
	readonly world: World;
	/** To the webhooks. */
	counted: (counts: readonly Json[]) => void = () => undefined;
	catalogChanged: () => void = () => undefined;

	constructor(world: World) {
		this.world = world;
	}

	now = (): string => new Date(this.world.clock.now()).toISOString();

	count(variation: string, location: string): Count | undefined {
		return this.counts.get(key(variation, location));
	}

	/** A count examined earlier than the last one changes nothing: the latest `occurred_at` wins. */
	setCount(variation: string, location: string, quantity: number, occurredAt: number): void {
		const known = this.count(variation, location);
		if (known && known.occurredAt > occurredAt) return;
		this.counts.set(key(variation, location), {
			quantity,
			occurredAt,
			calculatedAt: this.now(),
			counted: quantity,
		});
	}

	/** As the API shows it; what was never counted has none. */
	countRow(variation: string, location: string): Json[] {
		const count = this.count(variation, location);
		if (!count) return [];
		return [
			{
				catalog_object_id: variation,
				catalog_object_type: 'ITEM_VARIATION',
				state: 'IN_STOCK',
				location_id: location,
				quantity: String(count.quantity),
				calculated_at: count.calculatedAt,
			},
		];
	}

	item(id: unknown): CatalogObject | undefined {
		const object = this.objects.get(String(id));
		return object?.type === 'ITEM' && !object.is_deleted ? object : undefined;
	}

	variation(id: unknown): CatalogObject | undefined {
		const object = this.objects.get(String(id));
		return object?.type === 'ITEM_VARIATION' && !object.is_deleted ? object : undefined;
	}

	variations(): CatalogObject[] {
		return [...this.objects.values()].filter((one) => this.variation(one.id) === one);
	}

	variationsOf(item: CatalogObject): CatalogObject[] {
		return this.variations().filter(
			({ item_variation_data }) => item_variation_data?.item_id === item.id,
		);
	}

	isTracked({ item_variation_data: data }: CatalogObject, location: string): boolean {
		const override = data?.location_overrides?.find((one) => one.location_id === location);
		return (override?.track_inventory ?? data?.track_inventory) === true;
	}

	isSoldOut(variation: CatalogObject, location: string): boolean {
		if (this.soldOutByHand.has(key(variation.id, location))) return true;
		const count = this.count(variation.id, location);
		return this.isTracked(variation, location) && count !== undefined && count.quantity <= 0;
	}

	markSoldOut(sku: string, location: string): void {
		this.soldOutByHand.add(key(this.find(sku).id, location));
	}

	find(sku: string): CatalogObject {
		const found = this.variations().find(
			({ item_variation_data }) => item_variation_data?.sku === sku,
		);
		if (!found) throw new Error(`No variation with the SKU ${sku}`);
		return found;
	}

	/** Active locations where customers find it. */
	places(variation: CatalogObject): string[] {
		const item = this.item(variation.item_variation_data?.item_id);
		return this.locations
			.filter(({ status }) => status === 'ACTIVE')
			.map(({ id }) => id)
			.filter((id) => isPresent(variation, id) && item !== undefined && isPresent(item, id));
	}

	shelf(): ShelfItem[] {
		return this.variations().map((variation) => this.#shelfItem(variation));
	}

	#shelfItem(variation: CatalogObject): ShelfItem {
		const { sku = '', name } = variation.item_variation_data as VariationData;
		const item = this.item(variation.item_variation_data?.item_id);
		const title = [item?.item_data?.name, name === 'Regular' ? '' : name]
			.filter(Boolean)
			.join(' - ');
		const places = this.places(variation);
		const tracked = places.filter((place) => this.isTracked(variation, place));
		const counts = tracked.map((place) => this.count(variation.id, place)?.quantity ?? 0);
		const quantity = tracked.length ? counts.reduce((sum, one) => sum + one, 0) : null;
		const line = { sku, title, quantity };
		if (item?.item_data?.is_archived) return { ...line, state: 'hidden', note: 'archived' };
		if (places.length === 0) return { ...line, state: 'hidden', note: 'at no location' };
		const sells = places.some(
			(place) =>
				!this.isSoldOut(variation, place) &&
				(!this.isTracked(variation, place) || (this.count(variation.id, place)?.quantity ?? 1) > 0),
		);
		return {
			...line,
			state: sells ? 'onSale' : 'soldOut',
			...(quantity === null ? { note: 'stock not tracked' } : {}),
		};
	}

	seller(): Seller {
		return {
			sell: (sku, quantity) => {
				const { id } = this.find(sku);
				const place = this.places(this.find(sku)).find(
					(one) => (this.count(id, one)?.quantity ?? 0) > 0,
				);
				const count = place === undefined ? undefined : this.count(id, place);
				if (count) {
					count.quantity -= quantity;
					count.calculatedAt = this.now();
					this.counted(this.countRow(id, String(place)));
				}
			},
			setQuantity: (sku, quantity) => {
				const variation = this.find(sku);
				const [first, ...others] = this.places(variation);
				if (first === undefined) return;
				const at = this.world.clock.now();
				for (const place of others)
					if (this.count(variation.id, place)) this.setCount(variation.id, place, 0, at);
				this.setCount(variation.id, first, quantity, at);
				this.counted([...others, first].flatMap((place) => this.countRow(variation.id, place)));
			},
			setHidden: (sku, hidden) => {
				const item = this.item(this.find(sku).item_variation_data?.item_id);
				if (item?.item_data) item.item_data.is_archived = hidden;
				if (item) this.touch(item);
			},
			remove: (sku) => this.#remove(this.find(sku)),
		};
	}

	/** A deleted object keeps its id and is shown only to those who ask for deleted ones; the last variation takes its item along. */
	#remove(variation: CatalogObject): void {
		const item = this.item(variation.item_variation_data?.item_id);
		variation.is_deleted = true;
		this.touch(variation);
		for (const { id } of this.locations) this.counts.delete(key(variation.id, id));
		if (!item) return;
		if (this.variationsOf(item).length === 0) item.is_deleted = true;
		this.touch(item);
	}

	touch(object: CatalogObject): void {
		object.version = Math.max(object.version + 1, this.world.clock.now());
		object.updated_at = this.now();
		this.catalogChanged();
	}
}

export function isPresent(object: CatalogObject, location: string): boolean {
	return object.present_at_all_locations
		? !object.absent_at_location_ids?.includes(location)
		: object.present_at_location_ids?.includes(location) === true;
}

export const newId = (seed: string): string =>
	createHash('sha1').update(seed).digest('hex').toUpperCase().slice(0, 24);

export function openShop(world: World): Shop {
	const shop = new Shop(world);
	const [{ id: main }, { id: studio }] = shop.locations as [Location, Location, Location];
	world.catalogue.forEach((product, i) => addItem(shop, product, `item ${i}`, main));
	for (const title of ['Palette Knife No. 4', 'Palette Knife No. 4 (old packaging)'])
		addItem(
			shop,
			{ title, variants: [{ sku: 'ACR-DUP-1', title: '', quantity: 3, price: '6.50' }] },
			title,
			main,
		);

	const special = (sku: string): CatalogObject | undefined =>
		shop.variations().find(({ item_variation_data }) => item_variation_data?.sku === sku);
	// Sold in the studio as well, part of the stock lies there.
	for (const sku of ['ACR-HB-TWHT-60', 'ACR-HB-TWHT-120', 'ACR-HB-TWHT-250', 'ACR-SHT-CLR-A3']) {
		const variation = special(sku);
		if (!variation) continue;
		everywhere(shop, variation);
		// The sheets were never counted in the studio, and are tracked in the shop only.
		if (sku === 'ACR-SHT-CLR-A3') continue;
		const all = shop.count(variation.id, main)?.quantity ?? 0;
		shop.setCount(variation.id, main, all - 2, 0);
		shop.setCount(variation.id, studio, 2, 0);
	}
	const untracked = special('ACR-GES-WHT-1000')?.item_variation_data;
	if (untracked) {
		delete untracked.track_inventory;
		delete untracked.location_overrides;
	}
	const archived = shop.item(special('ACR-VAR-GLOS-250')?.item_variation_data?.item_id)?.item_data;
	if (archived) archived.is_archived = true;
	return shop;
}

function everywhere(shop: Shop, variation: CatalogObject): void {
	for (const object of [variation, shop.item(variation.item_variation_data?.item_id)]) {
		if (!object) continue;
		object.present_at_all_locations = true;
		delete object.present_at_location_ids;
	}
}

function addItem(shop: Shop, { title, variants }: Product, seed: string, location: string): void {
	const at = shop.now();
	const version = shop.world.clock.now();
	const object = (type: CatalogObject['type'], id: string): CatalogObject => ({
		type,
		id,
		updated_at: at,
		created_at: at,
		version,
		is_deleted: false,
		present_at_all_locations: false,
		present_at_location_ids: [location],
	});
	const itemId = newId(seed);
	shop.objects.set(itemId, {
		...object('ITEM', itemId),
		item_data: {
			name: title,
			description: `${title}, for artists.`,
			description_html: `<p>${title}, for artists.</p>`,
			description_plaintext: `${title}, for artists.`,
			is_taxable: true,
			product_type: 'REGULAR',
			is_archived: false,
		},
	});
	variants.forEach(({ sku, title: name, quantity, price }, ordinal) => {
		const id = newId(`${seed} ${sku}`);
		shop.objects.set(id, {
			...object('ITEM_VARIATION', id),
			item_variation_data: {
				item_id: itemId,
				name: name || 'Regular',
				sku,
				ordinal,
				pricing_type: 'FIXED_PRICING',
				price_money: { amount: Math.round(Number(price) * 100), currency: 'USD' },
				track_inventory: true,
				location_overrides: [{ location_id: location, track_inventory: true }],
				sellable: true,
				stockable: true,
			},
		});
		shop.setCount(id, location, quantity, 0);
	});
}
