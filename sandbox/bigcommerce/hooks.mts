import { createHash, createHmac } from 'node:crypto';
import type { FakeAnswer } from '../fake.mts';
import { clientId, clientSecret, storeHash } from './access.mts';
import { BigError, data, notFound, page, said } from './answers.mts';
import type { Call, Route } from './route.mts';
import type { Shop } from './shop.mts';

export interface Hook {
	id: number;
	scope: string;
	destination: string;
	headers: Record<string, string> | null;
	active: boolean;
	created: number;
	updated: number;
	/** Last event that was sent, or its creation. */
	used: number;
}

type Row = Record<string, unknown>;

const mostOfAScope = 10;
/** After the first try (bigcommerce sheet, section 10). */
const retrySeconds = [60, 180, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 50_400, 86_400] as const;
const firstDeliveryMs = 500;
const unusedMs = 90 * 86_400_000;

const objectOf = (value: unknown): Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {};

/** Hooks of one API account, and their signed deliveries (bigcommerce sheet, section 10). */
export class Hooks {
	readonly all = new Map<number, Hook>();
	/** False for a store that sends no signature headers, which is said to exist. */
	signs = true;
	readonly #shop: Shop;
	#lastId = 20_172_983;
	#messages = 0;

	constructor(shop: Shop) {
		this.#shop = shop;
	}

	/** A change to whoever listens; the payload is thin and names no SKU. */
	announce(scope: string, payload: Row): void {
		const { clock } = this.#shop.world;
		const createdAt = Math.floor(clock.now() / 1000);
		for (const hook of this.all.values()) {
			if (hook.scope !== scope || !this.#isActive(hook)) continue;
			hook.used = clock.now();
			const event = { scope, store_id: '1025646', data: payload };
			const hash = createHash('sha1')
				.update(JSON.stringify([event, createdAt]))
				.digest('hex');
			const producer = `stores/${storeHash}`;
			void this.#keepSending(
				hook,
				JSON.stringify({ ...event, hash, created_at: createdAt, producer }),
			);
		}
	}

	async #keepSending(hook: Hook, body: string): Promise<void> {
		const { clock, delayFactor, deliver } = this.#shop.world;
		this.#messages += 1;
		const id = `msg_${String(this.#messages).padStart(24, '0')}`;
		const waits = [firstDeliveryMs, ...retrySeconds.map((seconds) => seconds * 1000)];
		for (const wait of waits) {
			await clock.sleep(wait * delayFactor);
			if (!this.all.has(hook.id) || !hook.active) return;
			const status = await deliver({
				url: hook.destination,
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'user-agent': 'akka-http/10.1.10',
					...hook.headers,
					...(this.signs ? signature(id, clock.now(), body) : {}),
				},
				body,
			});
			if (status >= 200 && status < 300) return;
		}
		hook.active = false;
	}

	#isActive(hook: Hook): boolean {
		if (this.#shop.world.clock.now() - hook.used > unusedMs) hook.active = false;
		return hook.active;
	}

	#view(hook: Hook): Row {
		return {
			id: hook.id,
			client_id: clientId,
			store_hash: storeHash,
			scope: hook.scope,
			destination: hook.destination,
			headers: hook.headers,
			is_active: this.#isActive(hook),
			created_at: Math.floor(hook.created / 1000),
			updated_at: Math.floor(hook.updated / 1000),
		};
	}

	#one(id: string | undefined): Hook {
		const hook = this.all.get(Number(id));
		if (!hook) throw notFound(`Webhook with id [${id}]`);
		return hook;
	}

	#addressOf(value: unknown): string {
		if (typeof value !== 'string') throw missing('destination', 'error.path.missing');
		const url = URL.parse(value);
		const isFine = url?.protocol === 'https:' && url.port === '';
		const isAllowed = isFine || (this.#shop.world.allowLocalWebhooks && url !== null);
		if (!isAllowed)
			throw missing('destination', 'The destination must be an https address on port 443');
		return value;
	}

	#create({ body }: Call): FakeAnswer {
		const { scope, destination, headers, is_active: active } = objectOf(body);
		if (typeof scope !== 'string') throw missing('scope', 'error.path.missing');
		if (!/^store\/[a-z]/.test(scope)) throw missing('scope', 'Invalid scope');
		const address = this.#addressOf(destination);
		const same = [...this.all.values()].filter((one) => one.scope === scope);
		if (same.some((one) => one.destination === address))
			throw missing('destination', 'A webhook with this scope and destination exists already');
		if (same.length >= mostOfAScope)
			throw missing('scope', `No more than ${mostOfAScope} webhooks of a scope`);
		const now = this.#shop.world.clock.now();
		const hook: Hook = {
			id: ++this.#lastId,
			scope,
			destination: address,
			headers: headers == null ? null : (objectOf(headers) as Record<string, string>),
			active: active !== false,
			created: now,
			updated: now,
			used: now,
		};
		this.all.set(hook.id, hook);
		return data(this.#view(hook));
	}

	#change({ ids: [id], body }: Call): FakeAnswer {
		const hook = this.#one(id);
		const { is_active: active, destination, headers } = objectOf(body);
		if (destination !== undefined) hook.destination = this.#addressOf(destination);
		if (headers !== undefined) hook.headers = objectOf(headers) as Record<string, string>;
		const now = this.#shop.world.clock.now();
		if (active === true && !hook.active) hook.used = now;
		if (typeof active === 'boolean') hook.active = active;
		hook.updated = now;
		return data(this.#view(hook));
	}

	/** Every API account may have hooks; what it may hear of is not a scope of its own. */
	routes(): Route[] {
		const one = /^\/hooks\/(\d+)$/;
		return [
			{
				method: 'GET',
				path: /^\/hooks$/,
				run: ({ query }) => {
					const active = query.get('is_active');
					const rows = [...this.all.values()].filter(
						(hook) =>
							hook.scope === (query.get('scope') ?? hook.scope) &&
							hook.destination === (query.get('destination') ?? hook.destination) &&
							String(this.#isActive(hook)) === (active ?? String(hook.active)),
					);
					return page(rows, query, 250, (hook) => this.#view(hook));
				},
			},
			{ method: 'POST', path: /^\/hooks$/, run: (call) => this.#create(call) },
			{ method: 'GET', path: one, run: ({ ids: [id] }) => data(this.#view(this.#one(id))) },
			{ method: 'PUT', path: one, run: (call) => this.#change(call) },
			{
				method: 'DELETE',
				path: one,
				run: ({ ids: [id] }) => {
					const hook = this.#one(id);
					this.all.delete(hook.id);
					return data(this.#view(hook));
				},
			},
		];
	}
}

const missing = (field: string, text: string): BigError =>
	new BigError(said(422, 'JSON data is missing or invalid', { [field]: text }));

/** Standard Webhooks; the key is the client secret as it is written. */
function signature(id: string, now: number, body: string): Record<string, string> {
	const timestamp = String(Math.floor(now / 1000));
	const digest = createHmac('sha256', clientSecret)
		.update(`${id}.${timestamp}.${body}`)
		.digest('base64');
	return {
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': `v1,${digest}`,
	};
}
