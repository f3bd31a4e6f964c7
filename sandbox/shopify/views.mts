import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { connection, type PageArgs } from './connections.mts';
import { dateTime, gid, idOf } from './ids.mts';
import type { Level, Location, Product, Publication, Variant } from './model.mts';
import { isForSale, quantityOf } from './model.mts';
import type { Store } from './store.mts';
import { totalInventory } from './store.mts';

/** What a request may see and has to say besides its data. */
export interface Context {
	store: Store;
	scopes: ReadonlySet<string>;
	/** Remarks about search terms that were ignored; they end up in `extensions.search`. */
	searchWarnings: object[];
}

type Info = GraphQLResolveInfo;

const quantityNames = [
	'available',
	'committed',
	'damaged',
	'incoming',
	'on_hand',
	'quality_control',
	'reserved',
	'safety_stock',
];

export function locationView({ id, name, isActive }: Location) {
	return {
		__typename: 'Location',
		id: gid('Location', id),
		legacyResourceId: id,
		name,
		isActive,
		fulfillsOnlineOrders: isActive,
		shipsInventory: isActive,
	};
}

export function publicationView({ id, name }: Publication) {
	return {
		__typename: 'Publication',
		id: gid('Publication', id),
		name,
		autoPublish: true,
		catalog: null,
	};
}

export const levelGidTail = (variant: Variant, level: Level) =>
	`${level.location.levelId}?inventory_item_id=${variant.itemId}`;

export function levelView(store: Store, variant: Variant, level: Level) {
	const tail = levelGidTail(variant, level);
	const amount = (name: string) => {
		if (name === 'available') return level.available;
		if (name === 'committed') return level.committed;
		return name === 'on_hand' ? level.available + level.committed : 0;
	};
	return {
		__typename: 'InventoryLevel',
		id: gid('InventoryLevel', tail),
		canDeactivate: false,
		createdAt: dateTime(level.createdAt),
		updatedAt: dateTime(level.updatedAt),
		isActive: level.location.isActive,
		item: () => itemView(store, variant),
		location: () => locationView(level.location),
		quantities: ({ names }: { names: string[] }, _context: Context, info: Info) =>
			names.map((name) => {
				if (!quantityNames.includes(name)) {
					throw new GraphQLError(
						`The quantity name "${name}" is invalid. Valid values are: ${quantityNames.join(', ')}.`,
						{ nodes: info.fieldNodes, extensions: { code: 'BAD_REQUEST' } },
					);
				}
				return {
					__typename: 'InventoryQuantity',
					id: gid('InventoryQuantity', `${tail}&name=${name}`),
					name,
					quantity: amount(name),
					updatedAt: name === 'available' ? dateTime(level.updatedAt) : null,
				};
			}),
	};
}

export function itemView(store: Store, variant: Variant) {
	const { itemId, sku, tracked, levels } = variant;
	return {
		__typename: 'InventoryItem',
		id: gid('InventoryItem', itemId),
		legacyResourceId: itemId,
		sku,
		tracked,
		requiresShipping: true,
		updatedAt: dateTime(variant.itemUpdatedAt),
		duplicateSkuCount: () => store.shop.variants.filter((other) => other.sku === sku).length - 1,
		locationsCount: { count: levels.length, precision: 'EXACT' },
		inventoryLevel: ({ locationId }: { locationId: string }) => {
			const level = levels.find(({ location }) => gid('Location', location.id) === locationId);
			return level ? levelView(store, variant, level) : null;
		},
		inventoryLevels: (args: PageArgs, _context: Context, info: Info) =>
			connection(
				levels,
				args,
				info,
				({ location }) => location.levelId,
				(level) => levelView(store, variant, level),
			),
		variant: () => variantView(store, variant),
		variants: (args: PageArgs, _context: Context, info: Info) =>
			connection(
				[variant],
				args,
				info,
				({ id }) => id,
				(one) => variantView(store, one),
			),
	};
}

export function variantView(store: Store, variant: Variant): object {
	const { id, sku, title, price, policy, product } = variant;
	return {
		__typename: 'ProductVariant',
		id: gid('ProductVariant', id),
		legacyResourceId: id,
		sku,
		title,
		price,
		barcode: null,
		inventoryPolicy: policy,
		inventoryQuantity: quantityOf(variant),
		sellableOnlineQuantity: quantityOf(variant),
		availableForSale: isForSale(variant),
		updatedAt: dateTime(variant.updatedAt),
		inventoryItem: () => itemView(store, variant),
		product: () => productView(store, product),
		publishedOnPublication: ({ publicationId }: { publicationId: string }) =>
			product.publishedOn.has(idOf('Publication', publicationId) ?? ''),
	};
}

export function productView(store: Store, product: Product) {
	const { id, title, handle, status, tags, variants, publishedOn } = product;
	return {
		__typename: 'Product',
		id: gid('Product', id),
		legacyResourceId: id,
		title,
		handle,
		status,
		tags,
		publishedAt: publishedOn.size > 0 ? dateTime(product.createdAt) : null,
		updatedAt: dateTime(product.updatedAt),
		hasOutOfStockVariants: variants.some((one) => one.tracked && quantityOf(one) <= 0),
		tracksInventory: variants.some(({ tracked }) => tracked),
		totalInventory: () => totalInventory(store, product),
		variantsCount: { count: variants.length, precision: 'EXACT' },
		variants: (args: PageArgs & { sortKey: string }, _context: Context, info: Info) =>
			connection(
				sortVariants(variants, args.sortKey),
				args,
				info,
				(one) => one.id,
				(one) => variantView(store, one),
			),
		publishedOnPublication: ({ publicationId }: { publicationId: string }) =>
			publishedOn.has(idOf('Publication', publicationId) ?? ''),
		resourcePublicationsV2: (args: PageArgs, _context: Context, info: Info) =>
			connection(
				store.shop.publications.filter((one) => publishedOn.has(one.id)),
				args,
				info,
				(one) => one.id,
				(one) => ({
					isPublished: true,
					publication: publicationView(one),
					publishDate: dateTime(product.createdAt),
					publishable: () => productView(store, product),
				}),
			),
	};
}

export function sortVariants(variants: readonly Variant[], sortKey: string): readonly Variant[] {
	switch (sortKey) {
		case 'SKU':
			return variants.toSorted((a, b) => compareText(a.sku, b.sku));
		case 'TITLE':
			return variants.toSorted((a, b) => compareText(a.title, b.title));
		case 'INVENTORY_QUANTITY':
			return variants.toSorted((a, b) => quantityOf(a) - quantityOf(b));
		default:
			return variants;
	}
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
