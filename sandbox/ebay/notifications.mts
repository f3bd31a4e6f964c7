import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { ApiError } from './errors.mts';
import { publicKeyView, signatureOf } from './signing.mts';

export interface Destination {
	destinationId: string;
	name: string;
	status: 'ENABLED' | 'DISABLED' | 'MARKED_DOWN';
	deliveryConfig: { endpoint: string; verificationToken: string };
}

export interface Subscription {
	subscriptionId: string;
	topicId: string;
	status: 'ENABLED' | 'DISABLED';
	destinationId: string;
	creationDate: string;
	payload: object;
}

const TOPICS = ['ORDER_CONFIRMATION', 'ITEM_MARKED_SHIPPED', 'MARKETPLACE_ACCOUNT_DELETION'];
const TOKEN = /^[\w-]{32,80}$/;
/** Three more tries (ebay sheet, section 10); the time between them is not documented. */
const RETRIES_MS = [10_000, 60_000, 600_000];

/** The Notification API: addresses of the app, and what is subscribed to for the seller (ebay sheet, section 10). */
export class Notifications {
	alertEmail = '';
	readonly destinations: Destination[] = [];
	readonly subscriptions: Subscription[] = [];
	readonly #world: World;
	#last = 0;

	constructor(world: World) {
		this.#world = world;
	}

	/** @param path below `/commerce/notification/v1` */
	async handle(path: string, request: FakeRequest): Promise<FakeAnswer> {
		const [first = '', id, action] = path.split('/').slice(1).map(decodeURIComponent);
		const name = [first, id === undefined ? '' : '{id}', action].filter(Boolean).join('/');
		switch (`${request.method} ${name}`) {
			case 'GET config':
				if (!this.alertEmail) throw refusal(404, 195026, 'Configuration Not Found.');
				return { status: 200, body: { alertEmail: this.alertEmail } };
			case 'PUT config': {
				const { alertEmail } = bodyOf(request);
				if (typeof alertEmail !== 'string' || !/^\S+@\S+\.\S+$/.test(alertEmail))
					throw refusal(400, 195024, 'Invalid or missing alert email.');
				this.alertEmail = alertEmail;
				return { status: 204 };
			}
			case 'GET topic/{id}':
				if (!TOPICS.includes(id ?? '')) throw refusal(404, 195002, 'The topic id does not exist.');
				return { status: 200, body: { topicId: id, status: 'ENABLED', context: 'SELL' } };
			case 'GET public_key/{id}': {
				const key = publicKeyView(id ?? '');
				if (!key) throw refusal(404, 195021, 'The public key does not exist.');
				return { status: 200, body: key };
			}
			case 'GET destination':
				return this.#page('destination', 'destinations', this.destinations, request.query);
			case 'POST destination':
				return await this.#createDestination(request);
			case 'GET destination/{id}':
				return { status: 200, body: this.#destination(id) };
			case 'PUT destination/{id}':
				Object.assign(this.#destination(id), await this.#destinationOf(request));
				return { status: 204 };
			case 'DELETE destination/{id}':
				return this.#removeDestination(this.#destination(id));
			case 'GET subscription':
				return this.#page('subscription', 'subscriptions', this.subscriptions, request.query);
			case 'POST subscription':
				return this.#subscribe(request);
			case 'GET subscription/{id}':
				return { status: 200, body: this.#subscription(id) };
			case 'PUT subscription/{id}':
				Object.assign(this.#subscription(id), this.#subscriptionOf(bodyOf(request)));
				return { status: 204 };
			case 'POST subscription/{id}/enable':
				this.#subscription(id).status = 'ENABLED';
				return { status: 204 };
			case 'POST subscription/{id}/disable':
				this.#subscription(id).status = 'DISABLED';
				return { status: 204 };
			case 'DELETE subscription/{id}':
				this.subscriptions.splice(this.subscriptions.indexOf(this.#subscription(id)), 1);
				return { status: 204 };
		}
		throw refusal(404, 195001, 'The resource does not exist.');
	}

	/** A customer has ordered. */
	tell(orderId: string): void {
		for (const one of this.subscriptions)
			if (one.topicId === 'ORDER_CONFIRMATION' && one.status === 'ENABLED')
				void this.#keepSending(one, orderId);
	}

	async #keepSending({ subscriptionId, topicId }: Subscription, orderId: string): Promise<void> {
		const eventDate = this.#time();
		const notificationId = this.#newId();
		for (const [i, wait] of [500, ...RETRIES_MS].entries()) {
			await this.#world.clock.sleep(wait * this.#world.delayFactor);
			const now = this.subscriptions.find((one) => one.subscriptionId === subscriptionId);
			const place = this.destinations.find((one) => one.destinationId === now?.destinationId);
			if (now?.status !== 'ENABLED' || place?.status !== 'ENABLED') return;
			const body = JSON.stringify({
				metadata: { topic: topicId, schemaVersion: '1.0', deprecated: false },
				notification: {
					notificationId,
					eventDate,
					publishDate: this.#time(),
					publishAttemptCount: i + 1,
					data: { user: { userId: 'acrylic-art' }, order: { orderId } },
				},
			});
			const status = await this.#world.deliver({
				url: place.deliveryConfig.endpoint,
				method: 'POST',
				headers: { 'content-type': 'application/json', 'x-ebay-signature': signatureOf(body) },
				body,
			});
			if ([200, 201, 202, 204].includes(status)) return;
			if (i === RETRIES_MS.length) place.status = 'MARKED_DOWN';
		}
	}

	async #createDestination(request: FakeRequest): Promise<FakeAnswer> {
		if (!this.alertEmail)
			throw refusal(409, 195022, 'Please provide configurations required for notifications.');
		const given = await this.#destinationOf(request);
		const { endpoint } = given.deliveryConfig;
		if (this.destinations.some(({ deliveryConfig }) => deliveryConfig.endpoint === endpoint))
			throw refusal(409, 195023, 'A destination with this endpoint exists already.');
		const destinationId = this.#newId();
		this.destinations.push({ destinationId, ...given });
		return created('destination', destinationId);
	}

	/** The address is tried before it is taken; what it answers is checked by its status only. */
	async #destinationOf(request: FakeRequest): Promise<Omit<Destination, 'destinationId'>> {
		const { name, status, deliveryConfig } = bodyOf(request);
		const { endpoint, verificationToken } = (deliveryConfig ?? {}) as Record<string, string>;
		const url = URL.parse(endpoint ?? '');
		const isPublic = url?.protocol === 'https:' && !/^(localhost|127\.)/.test(url.hostname);
		if (!url || !(isPublic || this.#world.allowLocalWebhooks))
			throw refusal(400, 195018, 'Invalid or missing endpoint.');
		if (!TOKEN.test(verificationToken ?? ''))
			throw refusal(400, 195019, 'Invalid or missing verification token.');
		if (status !== 'ENABLED' && status !== 'DISABLED')
			throw refusal(400, 195017, 'Invalid or missing destination status.');
		const answered = await this.#world.deliver({
			url: `${endpoint}?challenge_code=${this.#newId().replace(/-/g, '')}`,
			method: 'GET',
			headers: { accept: 'application/json' },
			body: '',
		});
		if (answered !== 200)
			throw refusal(400, 195020, 'Challenge verification failed for requested endpoint.');
		return {
			name: String(name ?? ''),
			status,
			deliveryConfig: { endpoint: endpoint ?? '', verificationToken: verificationToken ?? '' },
		};
	}

	#removeDestination(place: Destination): FakeAnswer {
		if (this.subscriptions.some((one) => one.destinationId === place.destinationId))
			throw refusal(409, 195016, 'The destination is in use.');
		this.destinations.splice(this.destinations.indexOf(place), 1);
		return { status: 204 };
	}

	#subscribe(request: FakeRequest): FakeAnswer {
		const body = bodyOf(request);
		const topicId = String(body['topicId'] ?? '');
		if (!TOPICS.includes(topicId)) throw refusal(404, 195002, 'The topic id does not exist.');
		if (this.subscriptions.some((one) => one.topicId === topicId))
			throw refusal(409, 195009, 'A subscription to this topic exists already.');
		const subscriptionId = this.#newId();
		this.subscriptions.push({
			subscriptionId,
			topicId,
			creationDate: this.#time(),
			...this.#subscriptionOf(body),
		});
		return created('subscription', subscriptionId);
	}

	#subscriptionOf({ status, destinationId, payload }: Record<string, unknown>) {
		const known = this.destinations.find((one) => one.destinationId === destinationId);
		if (!known) throw refusal(400, 195013, 'The destination id does not exist.');
		if (status !== 'ENABLED' && status !== 'DISABLED')
			throw refusal(400, 195012, 'Invalid or missing subscription status.');
		if (typeof payload !== 'object' || payload === null)
			throw refusal(400, 195014, 'Invalid or missing payload.');
		return { status, destinationId: known.destinationId, payload } as const;
	}

	#page(path: string, member: string, rows: readonly object[], query: URLSearchParams): FakeAnswer {
		const limit = Number(query.get('limit') ?? 20);
		if (!Number.isInteger(limit) || limit < 10 || limit > 100)
			throw refusal(400, 195025, 'Invalid limit.');
		const from = Number(query.get('continuation_token') ?? 0);
		const href = `https://api.ebay.com/commerce/notification/v1/${path}?limit=${limit}`;
		return {
			status: 200,
			body: {
				href,
				limit,
				total: rows.length,
				[member]: rows.slice(from, from + limit),
				...(from + limit < rows.length && {
					next: `${href}&continuation_token=${from + limit}`,
				}),
			},
		};
	}

	#destination(id = ''): Destination {
		const found = this.destinations.find(({ destinationId }) => destinationId === id);
		if (!found) throw refusal(404, 195015, 'The destination id does not exist.');
		return found;
	}

	#subscription(id = ''): Subscription {
		const found = this.subscriptions.find(({ subscriptionId }) => subscriptionId === id);
		if (!found) throw refusal(404, 195010, 'The subscription id does not exist.');
		return found;
	}

	#time(): string {
		return new Date(this.#world.clock.now()).toISOString();
	}

	#newId(): string {
		const hex = Array.from({ length: 24 }, () =>
			Math.floor(this.#world.random() * 16).toString(16),
		).join('');
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12)}-${String(++this.#last).padStart(6, '0')}`;
	}
}

const created = (path: string, id: string): FakeAnswer => ({
	status: 201,
	headers: { location: `https://api.ebay.com/commerce/notification/v1/${path}/${id}` },
	body: {},
});

/** Most numbers are made up: only 195000, 195002, 195011 and 195026 are known. */
export const refusal = (status: number, errorId: number, message: string): ApiError =>
	new ApiError(status, { errorId, domain: 'API_NOTIFICATION', category: 'REQUEST', message });

function bodyOf({ body, headers }: FakeRequest): Record<string, unknown> {
	if (!(headers['content-type'] ?? '').startsWith('application/json'))
		throw refusal(400, 195003, 'Invalid value for header Content-Type.');
	try {
		return JSON.parse(body.toString()) as Record<string, unknown>;
	} catch {
		throw refusal(400, 195003, 'Could not serialize the request.');
	}
}
