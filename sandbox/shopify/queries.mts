import type { GraphQLResolveInfo } from 'graphql';
import { connection, type PageArgs } from './connections.mts';
import { gid, gidType, idOf } from './ids.mts';
import type { Variant } from './model.mts';
import { quantityOf } from './model.mts';
import type { Fields } from './search.mts';
import { compile, parseSearch, unknownFields } from './search.mts';
import { describeQuery } from './searchWarnings.mts';
import type { Store } from './store.mts';
import { searchedSku } from './store.mts';
import { shipmentView, transferView } from './transferViews.mts';
import type { Context } from './views.mts';
import {
	itemView,
	levelGidTail,
	levelView,
	locationView,
	productView,
	publicationView,
	sortVariants,
	variantView,
} from './views.mts';
import type { Subscription, Webhooks } from './webhooks.mts';
import { subscriptionView } from './webhooks.mts';

type Info = GraphQLResolveInfo;
type SearchArgs = PageArgs & { query?: string | null; sortKey: string };

const variantFields = (store: Store): Fields<Variant> => ({
	id: (one) => one.id,
	sku: (one) => searchedSku(store, one),
	title: (one) => `${one.product.title} ${one.title}`,
	product_id: (one) => one.product.id,
	product_status: (one) => one.product.status,
	inventory_quantity: quantityOf,
	updated_at: (one) => new Date(one.updatedAt),
});

const itemFields = (store: Store): Fields<Variant> => ({
	id: (one) => one.itemId,
	sku: (one) => searchedSku(store, one),
	updated_at: (one) => new Date(one.itemUpdatedAt),
});

const subscriptionFields: Fields<Subscription> = {
	id: (one) => one.id,
	created_at: (one) => new Date(one.createdAt),
	updated_at: (one) => new Date(one.updatedAt),
	topic: (one) => one.topic,
};

export function makeQueries(store: Store, webhooks: Webhooks) {
	const { shop } = store;

	function search<T>(
		all: readonly T[],
		text: string | null | undefined,
		fields: Fields<T>,
		fullText: readonly string[],
		context: Context,
		info: Info,
	): readonly T[] {
		const query = parseSearch(text ?? '');
		if (!query) return all;
		const unknown = unknownFields(query, fields);
		if (unknown.length > 0) {
			context.searchWarnings.push({
				path: [String(info.path.key)],
				query: text,
				parsed: describeQuery(query),
				warnings: unknown.map((field) => ({
					field,
					message: 'Invalid search field for this query.',
					code: 'invalid_field',
				})),
			});
		}
		return all.filter(compile(query, fields, fullText));
	}

	const node = ({ id }: { id: string }) => {
		const found = <T,>(one: T | undefined, view: (one: T) => object) => (one ? view(one) : null);
		switch (gidType(id)) {
			case 'ProductVariant':
				return found(shop.variant(idOf('ProductVariant', id)), (one) => variantView(store, one));
			case 'Product':
				return found(shop.product(idOf('Product', id)), (one) => productView(store, one));
			case 'InventoryItem':
				return found(shop.item(idOf('InventoryItem', id)), (one) => itemView(store, one));
			case 'InventoryLevel': {
				const tail = idOf('InventoryLevel', id)!;
				const variant = shop.item(/inventory_item_id=(\d+)$/.exec(tail)?.[1]);
				const level = variant?.levels.find((one) => levelGidTail(variant, one) === tail);
				return variant && level ? levelView(store, variant, level) : null;
			}
			case 'Location':
				return found(shop.location(idOf('Location', id)), locationView);
			case 'Publication':
				return found(shop.publication(idOf('Publication', id)), publicationView);
			case 'InventoryTransfer':
				return found(
					shop.transfers.find((one) => gid('InventoryTransfer', one.id) === id),
					(one) => transferView(store, one),
				);
			case 'InventoryShipment': {
				const isIt = ({ id: own }: { id: string }) => gid('InventoryShipment', own) === id;
				const transfer = shop.transfers.find(({ shipments }) => shipments.some(isIt));
				return found(transfer?.shipments.find(isIt), (one) => shipmentView(store, transfer!, one));
			}
			case 'WebhookSubscription':
				return found(webhooks.find(id), subscriptionView);
			default:
				return null;
		}
	};

	return {
		shop: shopView(store),
		currentAppInstallation: (_args: object, { scopes }: Context) => ({
			__typename: 'AppInstallation',
			id: gid('AppInstallation', '745182036274'),
			accessScopes: [...scopes].map((handle) => ({
				handle,
				description: handle.replace('_', ' '),
			})),
		}),
		node,
		nodes: ({ ids }: { ids: string[] }) => ids.map((id) => node({ id })),
		product: ({ id }: { id: string }) => (gidType(id) === 'Product' ? node({ id }) : null),
		inventoryItem: ({ id }: { id: string }) =>
			gidType(id) === 'InventoryItem' ? node({ id }) : null,
		productVariants: (args: SearchArgs, context: Context, info: Info) => {
			const text = ['sku', 'title'];
			const found = search(shop.variants, args.query, variantFields(store), text, context, info);
			const sorted = sortVariants(found, args.sortKey);
			return connection(
				sorted,
				args,
				info,
				({ id }) => id,
				(one) => variantView(store, one),
			);
		},
		inventoryItems: (args: SearchArgs, context: Context, info: Info) =>
			connection(
				search(shop.variants, args.query, itemFields(store), ['sku'], context, info),
				args,
				info,
				(one) => one.itemId,
				(one) => itemView(store, one),
			),
		locations: (
			args: PageArgs & { includeInactive: boolean; sortKey: string },
			_context: Context,
			info: Info,
		) => {
			const shown = shop.locations.filter(({ isActive }) => isActive || args.includeInactive);
			const sorted =
				args.sortKey === 'NAME' ? shown.toSorted((a, b) => a.name.localeCompare(b.name)) : shown;
			return connection(sorted, args, info, ({ id }) => id, locationView);
		},
		publications: (args: PageArgs, _context: Context, info: Info) =>
			connection(shop.publications, args, info, ({ id }) => id, publicationView),
		inventoryTransfers: (args: SearchArgs, context: Context, info: Info) =>
			connection(
				search(
					shop.transfers,
					args.query,
					{
						id: (one) => one.id,
						status: (one) => one.status,
						created_at: (one) => new Date(one.createdAt),
					},
					['id'],
					context,
					info,
				),
				args,
				info,
				({ id }) => id,
				(one) => transferView(store, one),
			),
		webhookSubscriptions: (
			args: SearchArgs & { topics?: string[] | null; uri?: string | null; format?: string | null },
			context: Context,
			info: Info,
		) => {
			const { topics, uri, format, query } = args;
			const all = webhooks
				.list()
				.filter((one) => !topics || topics.includes(one.topic))
				.filter((one) => uri == null || one.uri === uri)
				.filter((one) => format == null || one.format === format);
			const found = search(all, query, subscriptionFields, ['topic'], context, info);
			return connection(found, args, info, ({ id }) => id, subscriptionView);
		},
	};
}

export function shopView({ shop }: Store) {
	return {
		__typename: 'Shop',
		id: gid('Shop', '92891250994'),
		name: shop.name,
		myshopifyDomain: shop.domain,
		currencyCode: 'EUR',
		plan: { partnerDevelopment: false, publicDisplayName: 'Basic', shopifyPlus: false },
	};
}
