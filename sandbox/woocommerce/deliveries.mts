import { createHash, createHmac } from 'node:crypto';
import type { World } from '../fake.mts';
import type { Item } from './item.mts';
import { phpJson } from './json.mts';
import type { Shop, ShopEvent } from './shop.mts';
import { productView } from './view.mts';

export interface Webhook {
	id: number;
	name: string;
	status: 'active' | 'paused' | 'disabled';
	topic: string;
	deliveryUrl: string;
	secret: string;
	failures: number;
	created: number;
	modified: number;
}

/** So many failures in a row are borne; the next one disables the webhook. */
const patience = 6;
const agent = 'WooCommerce/11.0.1 Hookshot (WordPress/7.1)';

/** Sends webhooks in the background as WordPress' cron does; woocommerce sheet, section 10. */
export class Deliveries {
	readonly hooks = new Map<number, Webhook>();
	readonly #shop: Shop;
	/** By webhook and product: several changes of one product become one delivery with the last state. */
	#pending = new Map<string, { hook: Webhook; payload: () => unknown }>();
	#scheduled = false;
	#lastRun = -Infinity;

	constructor(shop: Shop) {
		this.#shop = shop;
		shop.onEvent = (event, item) => this.#productEvent(event, item);
	}

	ping(hook: Webhook): void {
		// A ping that fails changes nothing.
		void this.#send(hook, `webhook_id=${hook.id}`, {
			'content-type': 'application/x-www-form-urlencoded',
		});
	}

	/** Names no product: the payload of this hook is always empty. */
	noStock(): void {
		const name = 'woocommerce_no_stock';
		this.#queue(`action.${name}`, 0, () => ({ action: name, arg: [] }));
	}

	#productEvent(event: ShopEvent, item: Item): void {
		const { id } = item;
		this.#queue(`product.${event}`, id, () => {
			const now = this.#shop.items.get(id);
			return event === 'deleted' || !now ? { id } : productView(this.#shop, now);
		});
	}

	#queue(topic: string, id: number, payload: () => unknown): void {
		for (const hook of this.hooks.values()) {
			if (hook.topic !== topic || hook.status !== 'active') continue;
			this.#pending.set(`${hook.id}/${id}`, { hook, payload });
			void this.#schedule();
		}
	}

	/** The cron runs with the next traffic, but at most every minute. */
	async #schedule(): Promise<void> {
		if (this.#scheduled) return;
		this.#scheduled = true;
		const { clock, delayFactor } = this.#shop.world;
		const now = clock.now();
		const due = Math.max(now + 1000 * delayFactor, this.#lastRun + 60_000 * delayFactor);
		await clock.sleep(due - now);
		this.#scheduled = false;
		this.#lastRun = clock.now();
		const jobs = [...this.#pending.values()];
		this.#pending.clear();
		for (const { hook, payload } of jobs) await this.#deliver(hook, payload());
	}

	async #deliver(hook: Webhook, payload: unknown): Promise<void> {
		if (hook.status !== 'active' || !this.hooks.has(hook.id)) return;
		const body = phpJson(payload);
		const [resource = '', event = ''] = hook.topic.split('.');
		const seconds = Math.floor(this.#shop.world.clock.now() / 1000);
		const status = await this.#send(hook, body, {
			'content-type': 'application/json',
			'x-wc-webhook-source': `${this.#shop.url}/`,
			'x-wc-webhook-topic': hook.topic,
			'x-wc-webhook-resource': resource,
			'x-wc-webhook-event': event,
			'x-wc-webhook-signature': signature(hook.secret, body),
			'x-wc-webhook-id': String(hook.id),
			// The same for all deliveries of a webhook within one second.
			'x-wc-webhook-delivery-id': createHash('md5').update(`${hook.id}${seconds}`).digest('hex'),
		});
		if (status >= 200 && status <= 302) {
			hook.failures = 0;
		} else if (hook.failures >= patience) {
			hook.status = 'disabled';
		} else {
			hook.failures++;
		}
	}

	/** No retry, no redirects; an address that is not public is never called, silently. */
	async #send(hook: Webhook, body: string, headers: Record<string, string>): Promise<number> {
		const { world } = this.#shop;
		if (!reachable(hook.deliveryUrl, world)) return 0;
		return await world.deliver({
			url: hook.deliveryUrl,
			method: 'POST',
			headers: { 'user-agent': agent, ...headers },
			body,
		});
	}
}

export function signature(secret: string, body: string): string {
	return createHmac('sha256', decoded(secret)).update(body).digest('base64');
}

const entities: Record<string, string> = {
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#039;': "'",
	'&amp;': '&',
};

const decoded = (secret: string): string =>
	secret.replace(/&(?:lt|gt|quot|#039|amp);/g, (entity) => entities[entity] ?? entity);

function reachable(address: string, { allowLocalWebhooks }: World): boolean {
	if (allowLocalWebhooks) return true;
	const { hostname, port } = new URL(address);
	if (!['', '80', '443', '8080'].includes(port)) return false;
	return !/^(localhost$|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.|\[::1\])/.test(
		hostname,
	);
}
