import { gid } from './ids.mts';
import type { Level, Product, Variant } from './model.mts';
import { quantityOf } from './model.mts';
import { levelGidTail } from './views.mts';

/** An id that goes into the JSON text as a bare number, however large it is. */
export class BareId {
	readonly digits: string;

	constructor(digits: string) {
		this.digits = digits;
	}

	toString() {
		return this.digits;
	}

	toJSON() {
		return `\u0000${this.digits}\u0000`;
	}
}

export type Payload = Record<string, unknown>;

const utcOffsetMs = -5 * 3_600_000;

/** REST times carry the shop's own offset. */
const restTime = (ms: number) =>
	new Date(ms + utcOffsetMs).toISOString().replace(/\.\d+Z$/, '-05:00');

/** The exact bytes that are signed and sent. */
export function bodyOf(payload: Payload, includeFields: readonly string[]): string {
	const wanted =
		includeFields.length === 0
			? payload
			: Object.fromEntries(
					Object.entries(payload).filter(([name]) => includeFields.includes(name)),
				);
	return JSON.stringify(wanted).replace(/"\\u0000(\d+)\\u0000"/g, '$1');
}

export function levelPayload(variant: Variant, level: Level): Payload {
	return {
		inventory_item_id: new BareId(variant.itemId),
		location_id: new BareId(level.location.id),
		available: variant.tracked ? level.available : null,
		updated_at: restTime(level.updatedAt),
		admin_graphql_api_id: gid('InventoryLevel', levelGidTail(variant, level)),
	};
}

export function productPayload(product: Product): Payload {
	const { id, title, handle, status, tags, publishedOn, variants } = product;
	return {
		admin_graphql_api_id: gid('Product', id),
		body_html: null,
		created_at: restTime(product.createdAt),
		handle,
		id: new BareId(id),
		product_type: '',
		published_at: status === 'ACTIVE' && publishedOn.size > 0 ? restTime(product.createdAt) : null,
		template_suffix: null,
		title,
		updated_at: restTime(product.updatedAt),
		vendor: 'Acrylic art supplies',
		status: status.toLowerCase(),
		published_scope: 'global',
		tags: tags.join(', '),
		variants: variants.map((variant, index) => ({
			admin_graphql_api_id: gid('ProductVariant', variant.id),
			barcode: null,
			compare_at_price: null,
			created_at: restTime(product.createdAt),
			id: new BareId(variant.id),
			inventory_policy: variant.policy.toLowerCase(),
			position: index + 1,
			price: variant.price,
			product_id: new BareId(id),
			sku: variant.sku,
			taxable: true,
			title: variant.title,
			updated_at: restTime(variant.updatedAt),
			option1: variant.title,
			option2: null,
			option3: null,
			image_id: null,
			inventory_item_id: new BareId(variant.itemId),
			inventory_quantity: quantityOf(variant),
			old_inventory_quantity: quantityOf(variant),
		})),
		options: [],
		images: [],
		image: null,
	};
}
