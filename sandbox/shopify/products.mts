import { gid, idOf } from './ids.mts';
import type { ItemInput } from './inventory.mts';
import { updateItem } from './inventory.mts';
import type { Product, ProductStatus, Variant } from './model.mts';
import { shopView } from './queries.mts';
import type { Store } from './store.mts';
import { touchProduct, touchVariant } from './store.mts';
import { productView, variantView } from './views.mts';

interface ProductInput {
	id?: string | null;
	status?: ProductStatus | null;
	title?: string | null;
	tags?: string[] | null;
}

interface VariantInput {
	id?: string | null;
	inventoryPolicy?: Variant['policy'] | null;
	inventoryItem?: ItemInput | null;
}

type PublicationInput = { publicationId?: string | null }[];

export function makeProducts(store: Store) {
	const { shop } = store;

	function productUpdate(args: {
		product?: ProductInput | null;
		identifier?: { id?: string | null; handle?: string | null } | null;
	}) {
		const { identifier, product: input } = args;
		const id = identifier?.id ?? input?.id;
		const product =
			identifier?.handle == null
				? shop.product(idOf('Product', id))
				: shop.products.find(({ handle }) => handle === identifier.handle);
		const refused = (field: string, message: string) => ({
			product: null,
			userErrors: [{ field: [field], message }],
		});
		if (!product) return refused('id', 'Product does not exist');
		if (input?.title?.trim() === '') return refused('title', "Title can't be blank");
		product.status = input?.status ?? product.status;
		product.title = input?.title ?? product.title;
		product.tags = input?.tags ?? product.tags;
		touchProduct(store, product);
		return { product: productView(store, product), userErrors: [] };
	}

	function productVariantsBulkUpdate(args: {
		productId: string;
		variants: VariantInput[];
		allowPartialUpdates: boolean;
	}) {
		const product = shop.product(idOf('Product', args.productId));
		if (!product) {
			const message = 'Product does not exist';
			const error = { field: ['productId'], message, code: 'PRODUCT_DOES_NOT_EXIST' };
			return { product: null, productVariants: null, userErrors: [error] };
		}
		const userErrors: object[] = [];
		const updates: { variant: Variant; input: VariantInput }[] = [];
		args.variants.forEach((input, index) => {
			const variant = product.variants.find(({ id }) => gid('ProductVariant', id) === input.id);
			if (variant) {
				updates.push({ variant, input });
				return;
			}
			const missing = input.id == null;
			userErrors.push({
				field: ['variants', String(index), 'id'],
				message: missing
					? 'Product variant is missing ID attribute'
					: 'Product variant does not exist',
				code: missing ? 'PRODUCT_VARIANT_ID_MISSING' : 'PRODUCT_VARIANT_DOES_NOT_EXIST',
			});
		});
		if (userErrors.length > 0 && !args.allowPartialUpdates) {
			return { product: productView(store, product), productVariants: null, userErrors };
		}
		for (const { variant, input } of updates) {
			if (input.inventoryItem) updateItem(store, variant, input.inventoryItem);
			if (input.inventoryPolicy != null && input.inventoryPolicy !== variant.policy) {
				variant.policy = input.inventoryPolicy;
				touchVariant(store, variant);
			}
		}
		return {
			product: productView(store, product),
			productVariants: updates.map(({ variant }) => variantView(store, variant)),
			userErrors,
		};
	}

	function publishing(change: (product: Product, publicationId: string) => void) {
		return ({ id, input }: { id: string; input: PublicationInput }) => {
			const product = shop.product(idOf('Product', id));
			if (!product) {
				const userErrors = [{ field: ['id'], message: 'Resource does not exist' }];
				return { publishable: null, shop: shopView(store), userErrors };
			}
			const publications = input.map(({ publicationId }) =>
				shop.publication(idOf('Publication', publicationId)),
			);
			const userErrors = publications.flatMap((publication, index) =>
				publication
					? []
					: [
							{
								field: ['input', String(index), 'publicationId'],
								message: 'Publication does not exist or is not publishable',
							},
						],
			);
			if (userErrors.length === 0) {
				for (const publication of publications) change(product, publication!.id);
				touchProduct(store, product);
			}
			return { publishable: productView(store, product), shop: shopView(store), userErrors };
		};
	}

	return {
		productUpdate,
		productVariantsBulkUpdate,
		publishablePublish: publishing((product, id) => product.publishedOn.add(id)),
		publishableUnpublish: publishing((product, id) => product.publishedOn.delete(id)),
	};
}
