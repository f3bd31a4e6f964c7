import { createHmac } from 'node:crypto';
import type { World } from '../fake.mts';
import { companyDb } from './sessions.mts';

export interface EventWanted {
	BusinessObject: string;
	TransactionType: string;
}

export interface Subscription {
	WebhookID: string;
	WebhookURL: string;
	key: string;
	handshake: boolean;
	State: 'Active' | 'Inactive' | 'Exceptional';
	EventCollection: EventWanted[];
	/** What was given up, until somebody asks for it again. */
	missed: object[];
	queued: object[];
}

const batchLimit = 1024;
/** Between the save and the messenger. */
const messengerMs = 1_000;
/** The setting WebhookRetryTimes stands at 3 (sap-business-one sheet, section 10). */
const waitsMs = [2_000, 4_000, 8_000];

const isGood = (status: number): boolean => status >= 200 && status < 300;
const isWorthAnother = (status: number): boolean =>
	status === 0 || status === 408 || status === 429 || status >= 500;

export const signature = (key: string, content: string): string =>
	createHmac('sha256', key).update(content).digest('base64');

/** The Webhook Messenger: events in batches, signed, tried again, and in the end given up (sap-business-one sheet, section 10). */
export class News {
	readonly #world: World;
	readonly subscriptions = new Map<string, Subscription>();
	#isRunning = false;

	constructor(world: World) {
		this.#world = world;
	}

	#uuid(): string {
		const hex = (length: number) =>
			Array.from({ length }, () => Math.floor(this.#world.random() * 16).toString(16)).join('');
		return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
	}

	/** @param key of the record */
	raise(object: string, type: string, key: string | number, keyName = 'DocEntry'): void {
		const event = {
			id: this.#uuid(),
			specversion: '1.0',
			source: `/default/sap.b1/${companyDb}`,
			type: `sap.b1.${object}.${type}.v1`,
			subject: String(key),
			time: new Date(this.#world.clock.now()).toISOString(),
			datacontenttype: 'application/json',
			data: { [keyName]: String(key) },
		};
		for (const subscription of this.subscriptions.values()) {
			const isWanted = subscription.EventCollection.some(
				({ BusinessObject, TransactionType }) =>
					BusinessObject === object && TransactionType === type,
			);
			if (!isWanted) continue;
			if (subscription.State === 'Inactive') subscription.missed.push(event);
			else subscription.queued.push(event);
		}
		void this.#run();
	}

	async #run(): Promise<void> {
		if (this.#isRunning) return;
		this.#isRunning = true;
		await this.#world.clock.sleep(messengerMs * this.#world.delayFactor);
		this.#isRunning = false;
		for (const subscription of this.subscriptions.values()) await this.#deliver(subscription);
	}

	async #deliver(subscription: Subscription): Promise<void> {
		while (subscription.queued.length > 0) {
			const batch = subscription.queued.splice(0, batchLimit);
			const status = await this.#post(subscription, JSON.stringify(batch));
			if (isGood(status)) subscription.State = 'Active';
			else {
				subscription.missed.push(...batch);
				subscription.State = subscription.State === 'Active' ? 'Exceptional' : 'Inactive';
			}
		}
	}

	async #post(subscription: Subscription, body: string): Promise<number> {
		for (let attempt = 0; ; attempt++) {
			const isThere = this.subscriptions.get(subscription.WebhookID) === subscription;
			if (!isThere || subscription.State === 'Inactive') return 0;
			const status = await this.#world.deliver({
				url: subscription.WebhookURL,
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'x-b1-webhook-signature': signature(subscription.key, body),
				},
				body,
			});
			const wait = waitsMs[attempt];
			if (!isWorthAnother(status) || wait === undefined) return status;
			await this.#world.clock.sleep(wait * this.#world.delayFactor);
		}
	}

	/** Whether the address answers as its owner would. The answer's text does not reach the sandbox, so its status has to do. */
	async shakesHands({ WebhookURL, key }: Subscription): Promise<boolean> {
		const token = this.#uuid();
		const status = await this.#world.deliver({
			url: WebhookURL,
			method: 'GET',
			headers: { 'x-b1-webhook-token': token, 'x-b1-webhook-signature': signature(key, token) },
			body: '',
		});
		return status === 200;
	}

	replay(subscription: Subscription): void {
		subscription.queued.push(...subscription.missed.splice(0));
		void this.#run();
	}
}
