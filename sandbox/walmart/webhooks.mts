import type { FakeRequest, World } from '../fake.mts';
import type { Result } from './answers.mts';
import { badRequest, notFound } from './answers.mts';
import { shipNodes } from './inventory.mts';
import type { Operation } from './limits.mts';
import type { Item, NewsEvent, Shop } from './shop.mts';
import { toSell } from './shop.mts';

const api = 'GMP_NOTIFICATION_API';
const partnerId = '10001234567';

/** Some of those that are offered (walmart sheet, section 10). */
const eventTypes = [
	['INVENTORY_OOS', 'INVENTORY', 'Item is out of stock'],
	['OFFER_PUBLISHED', 'ITEM', 'Offer went on the site'],
	['OFFER_UNPUBLISHED', 'ITEM', 'Offer went off the site'],
] as const;

interface AuthDetails {
	authMethod?: string;
	userName?: string;
	password?: string;
	authHeaderName?: string;
}

interface Subscription {
	subscriptionId: string;
	partnerId: string;
	eventType: string;
	eventVersion: string;
	resourceName: string;
	eventUrl: string;
	authDetails?: AuthDetails;
	headers?: Record<string, string>;
	status: string;
}

/** Two more after the first; nobody publishes the pauses (walmart sheet, section 10). */
const pauses = [60_000, 300_000];
const firstDelivery = 1_000;

/** Subscriptions and what is sent to them; in the United States only (walmart sheet, section 10). */
export class Webhooks {
	readonly #world: World;
	readonly #subscriptions = new Map<string, Subscription>();
	#created = 0;

	constructor(world: World, shop: Shop) {
		this.#world = world;
		shop.onNews = (event, item) => this.#tell(event, item);
	}

	route(
		method: string,
		path: string,
		request: FakeRequest,
	): { operation: Operation; run(): Result } | undefined {
		const id = /^subscriptions\/(.+)$/.exec(path)?.[1];
		switch (`${method} ${id === undefined ? path : 'subscriptions/{id}'}`) {
			case 'GET eventTypes':
				return { operation: 'hookEvents', run: () => ({ status: 200, body: events() }) };
			case 'POST test':
				return { operation: 'hookTest', run: () => this.#test(request) };
			case 'GET subscriptions':
				return { operation: 'hookList', run: () => this.#list(request.query) };
			case 'POST subscriptions':
				return { operation: 'hookCreate', run: () => this.#create(request) };
			case 'PATCH subscriptions/{id}':
				return { operation: 'hookUpdate', run: () => this.#update(id ?? '', request) };
			case 'DELETE subscriptions/{id}':
				return { operation: 'hookDelete', run: () => this.#delete(id ?? '') };
			default:
				return undefined;
		}
	}

	#list(query: URLSearchParams): Result {
		const fits = (one: Subscription): boolean =>
			(['subscriptionId', 'eventType', 'resourceName', 'status'] as const).every((name) =>
				[null, one[name]].includes(query.get(name)),
			);
		return { status: 200, body: { events: [...this.#subscriptions.values()].filter(fits) } };
	}

	#create(request: FakeRequest): Result {
		const { events: wanted } = parsed(request);
		if (!Array.isArray(wanted) || wanted.length === 0)
			throw badRequest(api, 'events', 'events is missing.');
		const rows = wanted.map((row) => checked(Object(row) as Subscription));
		for (const row of rows) {
			const subscriptionId = `620b${String(++this.#created).padStart(20, '0')}`;
			Object.assign(row, { subscriptionId, partnerId });
			this.#subscriptions.set(subscriptionId, row);
		}
		return { status: 200, body: { events: rows } };
	}

	#update(id: string, request: FakeRequest): Result {
		const found = this.#found(id);
		const row = checked({ ...found, ...(parsed(request) as Partial<Subscription>) });
		this.#subscriptions.set(id, { ...row, subscriptionId: id, partnerId });
		return { status: 200, body: { events: [this.#subscriptions.get(id)] } };
	}

	#delete(id: string): Result {
		this.#found(id);
		this.#subscriptions.delete(id);
		return { status: 200, body: { subscriptionId: id, message: 'Subscription is deleted.' } };
	}

	#test(request: FakeRequest): Result {
		const row = checked({ ...(parsed(request) as unknown as Subscription), status: 'ACTIVE' });
		void this.#deliver(row, { source: { eventType: row.eventType }, payload: {} });
		return { status: 200, body: { message: 'The notification was sent.' } };
	}

	#found(id: string): Subscription {
		const found = this.#subscriptions.get(id);
		if (!found) throw notFound(api, 'subscriptionId');
		return found;
	}

	#tell(eventType: NewsEvent, item: Item): void {
		const listening = [...this.#subscriptions.values()].filter(
			(one) => one.eventType === eventType && one.status === 'ACTIVE',
		);
		if (listening.length === 0) return;
		const now = this.#world.clock.now();
		const source = {
			eventType,
			eventTime: new Date(now).toISOString(),
			eventId: this.#uuid(),
		};
		const payload = eventType === 'INVENTORY_OOS' ? outOfStock(item) : offer(item);
		for (const one of listening) void this.#send(one, { source, payload });
	}

	async #send({ subscriptionId }: Subscription, body: object): Promise<void> {
		const { clock, delayFactor } = this.#world;
		for (const pause of [firstDelivery, ...pauses]) {
			await clock.sleep(pause * delayFactor);
			const now = this.#subscriptions.get(subscriptionId);
			if (now?.status !== 'ACTIVE' || (await this.#deliver(now, body)) === 200) return;
		}
	}

	async #deliver({ eventUrl, authDetails, headers }: Subscription, body: object): Promise<number> {
		if (!this.#world.allowLocalWebhooks && isLocal(eventUrl)) return 0;
		return await this.#world.deliver({
			url: eventUrl,
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers, ...loginOf(authDetails) },
			body: JSON.stringify(body),
		});
	}

	#uuid(): string {
		const hex = Array.from({ length: 32 }, () =>
			Math.floor(this.#world.random() * 16).toString(16),
		).join('');
		return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
	}
}

const events = () => ({
	events: eventTypes.map(([eventType, resourceName, description]) => ({
		eventType,
		eventVersion: 'V1',
		resourceName,
		description,
	})),
});

/** Base64 of user and password, without the word `Basic` before it (walmart sheet, section 10). */
function loginOf({ authMethod, authHeaderName, userName, password }: AuthDetails = {}) {
	if (authMethod !== 'BASIC_AUTH' || !authHeaderName) return {};
	return { [authHeaderName]: Buffer.from(`${userName}:${password}`).toString('base64') };
}

function checked(row: Subscription): Subscription {
	for (const name of ['eventType', 'eventVersion', 'resourceName', 'eventUrl', 'status'] as const)
		if (typeof row[name] !== 'string') throw badRequest(api, name, `${name} is missing.`);
	const known = eventTypes.some(
		([type, resource]) => type === row.eventType && resource === row.resourceName,
	);
	if (!known || row.eventVersion !== 'V1')
		throw badRequest(api, 'eventType', 'No such event in this version and resource.');
	if (!['ACTIVE', 'INACTIVE'].includes(row.status))
		throw badRequest(api, 'status', 'status is not valid.');
	if (!/^https?:\/\//.test(row.eventUrl) || !URL.canParse(row.eventUrl))
		throw badRequest(api, 'eventUrl', 'eventUrl is not valid.');
	return row;
}

function parsed(request: FakeRequest): Record<string, unknown> {
	try {
		return Object(JSON.parse(request.body.toString())) as Record<string, unknown>;
	} catch {
		throw badRequest(api, 'body', 'Request content is not JSON.');
	}
}

const outOfStock = (item: Item) => ({
	...common(item),
	productName: item.title,
	category: 'Craft Paints',
	shipNodes: [...item.nodes]
		.filter(([, node]) => toSell(node) === 0)
		.map(([shipNode]) => ({
			shipNode,
			shipNodeName: shipNodes.find((one) => one.shipNode === shipNode)?.shipNodeName,
			availToSellQty: 0,
		})),
});

const offer = (item: Item) => ({
	...common(item),
	itemName: item.title,
	publishStatus: item.publishedStatus,
	lifecycleStatus: item.lifecycleStatus,
});

const common = ({ sku, wpid }: Item) => ({ partnerId, itemId: wpid, sku });

const isLocal = (address: string): boolean =>
	/^(localhost|127\.|10\.|192\.168\.|\[)/.test(new URL(address).hostname);
