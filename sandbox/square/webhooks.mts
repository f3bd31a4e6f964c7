import { createHash, createHmac } from 'node:crypto';
import type { Json, Shop } from './shop.mts';
import { invalid, notFound } from './errors.mts';

export interface Subscription {
	id: string;
	name: string;
	enabled: boolean;
	eventTypes: string[];
	url: string;
	apiVersion: string;
	signatureKey: string;
	createdAt: string;
	updatedAt: string;
}

const EVENT_TYPES = [
	'catalog.version.updated',
	'inventory.count.updated',
	'location.updated',
	'order.created',
	'order.updated',
	'payment.updated',
];
const PAGE = 100;
const FIRST_MS = 500;
/** Growing pauses up to a day; the steps themselves are not documented (square sheet, section 10). */
const RETRY_MINUTES = [1, 2, 4, 8, 15, 30, 60, 120, 240, 480, 480];

const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Subscriptions of the application and their deliveries (square sheet, section 10). */
export class Webhooks {
	readonly all = new Map<string, Subscription>();
	readonly #shop: Shop;
	#numbers = 0;

	constructor(shop: Shop) {
		this.#shop = shop;
	}

	/** Counts as the API shows them, all of one change in one event. */
	counted(counts: readonly Json[]): void {
		if (counts.length > 0)
			this.#announce('inventory.count.updated', 'inventory_counts', {
				inventory_counts: counts.map((count) => ({ ...count })),
			});
	}

	/** Says only that something in the catalogue is new. */
	catalogChanged(): void {
		this.#announce('catalog.version.updated', 'catalog', {
			catalog_version: { updated_at: this.#shop.now() },
		});
	}

	#announce(type: string, kind: string, payload: Json): void {
		for (const one of this.all.values())
			if (one.enabled && one.eventTypes.includes(type))
				void this.#keepSending(one, {
					merchant_id: 'ML1EXAMPLE',
					type,
					event_id: this.#uuid(),
					created_at: this.#shop.now(),
					data: { type: kind, id: this.#uuid(), object: payload },
				});
	}

	async #keepSending(one: Subscription, event: Json): Promise<void> {
		const { clock, delayFactor, deliver } = this.#shop.world;
		const body = JSON.stringify(event);
		const waits = [FIRST_MS, ...RETRY_MINUTES.map((minutes) => minutes * 60_000)];
		for (const [i, wait] of waits.entries()) {
			await clock.sleep(wait * delayFactor);
			if (!one.enabled || !this.all.has(one.id)) return;
			const status = await deliver({
				url: one.url,
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'user-agent': 'Square Connect v2',
					'square-environment': 'Production',
					'square-initial-delivery-timestamp': String(event.created_at),
					...(i > 0 ? { 'square-retry-number': String(i) } : {}),
					'x-square-hmacsha256-signature': createHmac('sha256', one.signatureKey)
						.update(one.url + body)
						.digest('base64'),
				},
				body,
			});
			if (status >= 200 && status < 300) return;
		}
	}

	list(query: URLSearchParams): Json {
		const rows = [...this.all.values()].filter(
			({ enabled }) => enabled || query.get('include_disabled') === 'true',
		);
		const from = Number(query.get('cursor') ?? 0);
		const page = rows.slice(from, from + Number(query.get('limit') ?? PAGE));
		const next = from + page.length;
		return {
			...(page.length ? { subscriptions: page.map(view) } : {}),
			...(next < rows.length ? { cursor: String(next) } : {}),
		};
	}

	create(body: Json): Json {
		const wanted = object(body.subscription);
		const now = this.#shop.now();
		const id = `wbhk_${this.#hex().slice(0, 32)}`;
		const one: Subscription = {
			id,
			name: String(wanted.name ?? ''),
			enabled: wanted.enabled !== false,
			eventTypes: typesOf(wanted.event_types),
			url: this.#addressOf(wanted.notification_url),
			apiVersion: String(wanted.api_version ?? '2026-09-16'),
			signatureKey: this.#newKey(),
			createdAt: now,
			updatedAt: now,
		};
		this.all.set(id, one);
		return { subscription: view(one) };
	}

	retrieve(id: string): Json {
		return { subscription: view(this.#one(id)) };
	}

	update(id: string, body: Json): Json {
		const one = this.#one(id);
		const wanted = object(body.subscription);
		if (typeof wanted.name === 'string') one.name = wanted.name;
		if (typeof wanted.enabled === 'boolean') one.enabled = wanted.enabled;
		if (wanted.event_types != null) one.eventTypes = typesOf(wanted.event_types);
		if (wanted.notification_url != null) one.url = this.#addressOf(wanted.notification_url);
		one.updatedAt = this.#shop.now();
		return { subscription: view(one) };
	}

	delete(id: string): Json {
		this.all.delete(this.#one(id).id);
		return {};
	}

	rotate(id: string): Json {
		const one = this.#one(id);
		one.signatureKey = this.#newKey();
		return { signature_key: one.signatureKey };
	}

	eventTypes(): Json {
		return { event_types: EVENT_TYPES };
	}

	#one(id: string): Subscription {
		const one = this.all.get(id);
		if (!one) throw notFound(`Webhook subscription with ID \`${id}\` not found.`);
		return one;
	}

	#addressOf(value: unknown): string {
		const url = URL.parse(String(value ?? ''));
		const isFine = url?.protocol === 'https:' || (this.#shop.world.allowLocalWebhooks && url);
		if (!isFine)
			throw invalid('INVALID_VALUE', 'URL is not valid.', 'subscription.notification_url');
		return String(value);
	}

	#hex(): string {
		this.#numbers += 1;
		return createHash('sha256').update(`square webhook ${this.#numbers}`).digest('hex');
	}

	#newKey = (): string => Buffer.from(this.#hex(), 'hex').toString('base64url').slice(0, 22);

	#uuid(): string {
		return this.#hex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
	}
}

function typesOf(value: unknown): string[] {
	const types = (Array.isArray(value) ? value : []).map(String);
	if (types.length === 0)
		throw invalid(
			'MISSING_REQUIRED_PARAMETER',
			'Missing required parameter.',
			'subscription.event_types',
		);
	const unknown = types.find((type) => !EVENT_TYPES.includes(type));
	if (unknown !== undefined)
		throw invalid(
			'INVALID_ENUM_VALUE',
			`\`${unknown}\` is not a valid event type.`,
			'subscription.event_types',
		);
	return types;
}

const view = (one: Subscription): Json => ({
	id: one.id,
	name: one.name,
	enabled: one.enabled,
	event_types: one.eventTypes,
	notification_url: one.url,
	api_version: one.apiVersion,
	signature_key: one.signatureKey,
	created_at: one.createdAt,
	updated_at: one.updatedAt,
});
