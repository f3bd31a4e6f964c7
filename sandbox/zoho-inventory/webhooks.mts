import { createHmac } from 'node:crypto';
import type { World } from '../fake.mts';
import { detail, time } from './items.mts';
import type { Item, Shop } from './shop.mts';

/** What stands as the secret token in the dialog, and in the credential. */
export const webhookSecret = 'stockOutSandbox2026';
const delayMs = 1_000;

type Json = Record<string, unknown>;

/** Rules that a person made, one for each module, all with the same webhook (zoho-inventory sheet, section 10). */
export class Webhooks {
	readonly #world: World;
	#url: string | undefined;
	#record = 1_783_541_000_007_331_300;
	/** Zoho signs where the box is ticked; else the secret comes in a header that a person added. */
	secured = true;

	constructor(world: World) {
		this.#world = world;
	}

	enter(url: string): void {
		this.#url = url;
	}

	/** An order tells what was sold, not what is left. */
	salesOrder(item: Item, quantity: number): void {
		const id = this.#next();
		this.#send('salesorder', {
			salesorder_id: id,
			salesorder_number: `SO-${id.slice(-5)}`,
			order_status: 'confirmed',
			order_status_formatted: 'Confirmed',
			line_items: [this.#line(item, { quantity, quantity_shipped: quantity })],
			shipment_date: '',
		});
	}

	adjustment(item: Item, by: number): void {
		this.#send('inventory_adjustment', {
			inventory_adjustment_id: this.#next(),
			adjustment_type: 'quantity',
			line_items: [this.#line(item, { quantity_adjusted: by })],
		});
	}

	receive(item: Item, quantity: number): void {
		this.#send('purchasereceive', {
			receive_id: this.#next(),
			line_items: [this.#line(item, { quantity })],
		});
	}

	/** Only when the record is edited: that its stock moved runs no rule on items. */
	edited(shop: Shop, item: Item): void {
		this.#send('item', { ...detail(shop, item), status_formatted: item.status });
	}

	#line(item: Item, more: Json): Json {
		const { item_id, sku, name, item_type } = item;
		return { line_item_id: this.#next(), item_id, sku, name, item_type, ...more };
	}

	#next(): string {
		return String((this.#record += 1_000));
	}

	#send(module: string, record: Json): void {
		const url = this.#url;
		if (url === undefined) return;
		const at = time(this.#world.clock.now());
		const body = JSON.stringify({ [module]: { ...record, last_modified_time: at } });
		void this.#deliver(url, body);
	}

	/** Whatever the answer is: nothing is known of a second try. */
	async #deliver(url: string, body: string): Promise<void> {
		await this.#world.clock.sleep(delayMs * this.#world.delayFactor);
		const pairs = [...new URL(url).searchParams].sort(([a], [b]) => (a < b ? -1 : 1));
		const signature = createHmac('sha256', webhookSecret)
			.update(pairs.flat().join('') + body)
			.digest('hex');
		await this.#world.deliver({
			url,
			method: 'POST',
			headers: {
				'Content-Type': 'application/json;charset=UTF-8',
				'User-Agent': 'ZohoInventory',
				...(this.secured
					? { 'X-Zoho-Webhook-Signature': signature }
					: { 'X-Webhook-Secret': webhookSecret }),
			},
			body,
		});
	}
}
