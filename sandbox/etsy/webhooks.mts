import { createHmac } from 'node:crypto';
import type { World } from '../fake.mts';
import { ids } from './access.mts';

/** Of the endpoint, from the Webhook portal; behind the mark it is base64. */
export const signingSecret = 'whsec_b2lsLWFjcnlsaWMtd2F0ZXJjb2xvdXItMjQ=';

export type OrderEvent = 'order.paid' | 'order.canceled';

/** After the first try (etsy sheet, section 10). */
const RETRIES_MS = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000];

/** Endpoints entered by hand in the portal; they tell of orders only, never of stock. */
export class Webhooks {
	readonly #world: World;
	readonly #endpoints = new Set<string>();
	#sent = 0;

	constructor(world: World) {
		this.#world = world;
	}

	enter(url: string): void {
		this.#endpoints.add(url);
	}

	tell(event: OrderEvent, receipt: number): void {
		const body = JSON.stringify({
			event_type: event,
			resource_url: `https://openapi.etsy.com/v3/application/shops/${ids.shop}/receipts/${receipt}`,
			shop_id: String(ids.shop),
		});
		for (const url of this.#endpoints) void this.#keepSending(url, body);
	}

	/** The id stays, the time is that of the try. */
	async #keepSending(url: string, body: string): Promise<void> {
		const id = `msg_${(++this.#sent).toString().padStart(27, '0')}`;
		for (const wait of [0, ...RETRIES_MS]) {
			await this.#world.clock.sleep(wait * this.#world.delayFactor);
			if (!this.#endpoints.has(url)) return;
			const headers = signed(id, this.#world.clock.now(), body);
			const status = await this.#world.deliver({ url, method: 'POST', headers, body });
			if (status >= 200 && status < 300) return;
		}
	}
}

export function signed(id: string, at: number, body: string, secret = signingSecret) {
	const timestamp = String(Math.floor(at / 1000));
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
	return {
		'content-type': 'application/json',
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': `v1,${mac}`,
	};
}
