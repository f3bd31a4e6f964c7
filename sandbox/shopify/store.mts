import type { World } from '../fake.mts';
import type { Level, Product, Variant } from './model.mts';
import { quantityOf } from './model.mts';
import type { Shop } from './shop.mts';

/** Announced to the webhooks after a change. */
export interface Announce {
	levelChanged(variant: Variant, level: Level): void;
	productChanged(product: Product): void;
	productDeleted(product: Product): void;
}

export interface Store {
	world: World;
	shop: Shop;
	announce: Announce;
	now(): number;
}

const searchLagMs = 4_000;
const totalInventoryLagMs = 5_000;

/** `product.totalInventory` as it is shown now: a write reaches it late (shopify sheet, section 7). */
export function totalInventory(store: Store, product: Product): number {
	if (product.totalDueAt !== undefined && store.now() >= product.totalDueAt) {
		product.totalDueAt = undefined;
		product.totalShown = product.variants
			.filter(({ tracked }) => tracked)
			.reduce((sum, variant) => sum + quantityOf(variant), 0);
	}
	return product.totalShown;
}

function totalWillChange(store: Store, product: Product) {
	totalInventory(store, product);
	product.totalDueAt ??= store.now() + totalInventoryLagMs * store.world.delayFactor;
}

/** The SKU the search finds a variant by; a renamed one is found by its old name for a while (shopify sheet, section 3). */
export function searchedSku(store: Store, variant: Variant): string {
	if (variant.indexDueAt !== undefined && store.now() >= variant.indexDueAt) {
		variant.indexDueAt = undefined;
		variant.indexedSku = variant.sku;
	}
	return variant.indexedSku;
}

export function rename(store: Store, variant: Variant, sku: string) {
	searchedSku(store, variant);
	variant.sku = sku;
	variant.indexDueAt = store.now() + searchLagMs * store.world.delayFactor;
	touchVariant(store, variant);
}

/**
 * Changes a level. A sale moves units from available to committed, an adjustment changes both available and on hand. Whether a
 * variant's `updatedAt` moves is not known (shopify sheet, section 10): the fake leaves it, so that nothing is built on it.
 */
export function changeLevel(
	store: Store,
	variant: Variant,
	level: Level,
	change: { available: number; committed?: number },
) {
	if (change.available === 0) return;
	totalWillChange(store, variant.product);
	level.available += change.available;
	level.committed += change.committed ?? 0;
	level.updatedAt = store.now();
	variant.itemUpdatedAt = store.now();
	variant.product.updatedAt = store.now();
	store.announce.levelChanged(variant, level);
	store.announce.productChanged(variant.product);
}

/** An item can be set at a location where it was not stocked before since 2026-10 (shopify sheet, section 1). */
export function levelAt(store: Store, variant: Variant, locationId: string): Level {
	const known = variant.levels.find(({ location }) => location.id === locationId);
	if (known) return known;
	const location = store.shop.location(locationId);
	if (!location) throw new Error(`no location ${locationId}`);
	const now = store.now();
	const level = { location, available: 0, committed: 0, createdAt: now, updatedAt: now };
	variant.levels.push(level);
	return level;
}

export function touchVariant(store: Store, variant: Variant) {
	variant.updatedAt = store.now();
	variant.itemUpdatedAt = store.now();
	touchProduct(store, variant.product);
}

export function touchProduct(store: Store, product: Product) {
	product.updatedAt = store.now();
	store.announce.productChanged(product);
}

export function setTracked(store: Store, variant: Variant, tracked: boolean) {
	totalWillChange(store, variant.product);
	variant.tracked = tracked;
	touchVariant(store, variant);
}
