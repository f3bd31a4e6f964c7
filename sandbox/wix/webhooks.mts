import { sign } from 'node:crypto';

import type { World } from '../fake.mts';
import { app } from './auth.mts';
import { privateKey } from './keys.mts';
import type { Json } from './query.mts';
import type { Item, Product, Store } from './store.mts';
import { itemView, productView } from './v3Views.mts';

const minutes = 60_000;
const hours = 60 * minutes;
/** Wix tries twelve times more (wix sheet, section 10). */
const pauses = [1 * minutes, 10 * minutes].concat(
	[1, 2, 2, 2, 4, 4, 4, 8, 8, 12].map((count) => count * hours),
);
const firstDelivery = 500;
/** As in the token that Wix shows as an example: valid for three days and a half. */
const lifetimeS = 300_000;

const v3 = 'wix.stores.catalog.v3';

export const events = {
	itemUpdated: `${v3}.inventory_item_updated`,
	itemUpdatedWithReason: `${v3}.inventory_item_updated_with_reason`,
	stockStatusUpdated: `${v3}.inventory_item_stock_status_updated`,
	productUpdated: `${v3}.product_updated`,
	variantsChanged: 'com.wix.ecommerce.inventory.api.v1.InventoryVariantsChanged',
} as const;

type EventName = (typeof events)[keyof typeof events];

const has = ({ tracked, quantity, inStock }: Item): boolean => (tracked ? quantity > 0 : inStock);

/** Events of an own app, entered by hand in its dashboard; each is a signed token (wix sheet, section 10). */
export class Webhooks {
	/** What the app has subscribed to. */
	readonly topics: Set<EventName>;
	/** Entities as JSON in a text, the other form that is known. */
	asJson = false;
	/** The site the app tells of; one app may be installed on several. */
	instanceId: string = app.instanceId;
	readonly #world: World;
	readonly #urls = new Set<string>();
	#sequence = 0;

	constructor(world: World, store: Store, catalog: 'V1' | 'V3') {
		this.#world = world;
		this.topics = new Set(
			catalog === 'V3' ? [events.itemUpdated, events.productUpdated] : [events.variantsChanged],
		);
		store.onWrite.push((row, before) => {
			if (this.#urls.size === 0) return;
			if ('variants' in row) return this.#productWritten(row);
			const product = store.products.find(({ items }) => items.includes(row));
			if (!product) return;
			if (catalog === 'V1') this.#oldItemWritten(row, before as Item, product);
			else this.#itemWritten(row, before as Item, product);
		});
	}

	enter(url: string): void {
		this.#urls.add(url);
	}

	/** The body of one delivery. */
	token(eventType: string, data: Json, more: Json = {}): string {
		const issued = Math.floor(this.#world.clock.now() / 1000);
		const claims = {
			data: JSON.stringify({
				data: JSON.stringify(data),
				instanceId: this.instanceId,
				eventType,
				identity: JSON.stringify({ identityType: 'UNKNOWN' }),
			}),
			iat: issued,
			exp: issued + lifetimeS,
			...more,
		};
		const part = (value: object): string =>
			Buffer.from(JSON.stringify(value)).toString('base64url');
		const text = `${part({ kid: 'qG1kD2dx', alg: 'RS256' })}.${part(claims)}`;
		return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
	}

	#itemWritten(item: Item, before: Item, product: Product): void {
		const entity = itemView(item, product);
		const updated = this.asJson
			? { currentEntityAsJson: JSON.stringify(entity) }
			: { currentEntity: entity };
		this.#send(events.itemUpdated, item.id, 'updated', { updatedEvent: updated });
		const body = { currentEntity: entity, reason: 'MANUAL' };
		this.#send(events.itemUpdatedWithReason, item.id, 'updated_with_reason', {
			actionEvent: this.asJson ? { bodyAsJson: JSON.stringify(body) } : { body },
		});
		if (has(item) !== has(before))
			this.#send(events.stockStatusUpdated, item.id, 'stock_status_updated', {
				actionEvent: { body: { inStock: has(item) } },
			});
	}

	#productWritten(product: Product): void {
		this.#send(events.productUpdated, product.id, 'updated', {
			updatedEvent: { currentEntity: productView(product) },
		});
	}

	#oldItemWritten({ variant, tracked, quantity, inStock }: Item, before: Item, { id }: Product) {
		const value = (of: Pick<Item, 'quantity' | 'inStock'>) => ({
			...(tracked ? { quantity: of.quantity } : {}),
			inStock: of.inStock,
		});
		this.#queue(events.variantsChanged, {
			inventoryItemId: id.replace(/^0c00/, '0b00'),
			externalId: id,
			productId: id,
			variants: [
				{ id: variant.id, oldValue: value(before), newValue: value({ quantity, inStock }) },
			],
		});
	}

	#send(event: EventName, entityId: string, slug: string, body: Json): void {
		this.#queue(event, {
			id: `e7000000-0000-4000-8000-${String(++this.#sequence).padStart(12, '0')}`,
			entityFqdn: event.startsWith(`${v3}.product`) ? `${v3}.product` : `${v3}.inventory_item`,
			slug,
			entityId,
			...body,
			eventTime: new Date(this.#world.clock.now()).toISOString(),
			triggeredByAnonymizeRequest: false,
			entityEventSequence: String(this.#sequence),
		});
	}

	#queue(event: EventName, data: Json): void {
		if (!this.topics.has(event)) return;
		for (const url of this.#urls) void this.#deliver(url, this.token(event, data));
	}

	/** What is not answered with 200 in time comes again. */
	async #deliver(url: string, body: string): Promise<void> {
		const { clock, delayFactor } = this.#world;
		for (const pause of [firstDelivery, ...pauses]) {
			await clock.sleep(pause * delayFactor);
			const headers = { 'content-type': 'text/plain; charset=utf-8', 'user-agent': 'Wix' };
			if ((await this.#world.deliver({ url, method: 'POST', headers, body })) === 200) return;
		}
	}
}
