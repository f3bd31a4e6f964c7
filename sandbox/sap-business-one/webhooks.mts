import type { FakeAnswer, FakeRequest } from '../fake.mts';
import type { Company } from './company.mts';
import { documentSets } from './documents.mts';
import { fail, invalidProperty, noMatch } from './errors.mts';
import type { Row } from './filter.mts';
import type { EventWanted, Subscription } from './news.mts';
import { jsonHeaders } from './query.mts';
import { parsed } from './writes.mts';

const types = ['Created', 'Updated', 'Deleted', 'Closed', 'Cancelled', 'Reopened'] as const;
const most = 16;

/** What a company can tell of, by entity set. */
const catalogue = new Map<string, readonly string[]>([
	['Items', ['Created', 'Updated', 'Deleted']],
	['BusinessPartners', ['Created', 'Updated', 'Deleted']],
	...['Orders', 'PurchaseOrders'].map((name) => [name, types] as const),
	...documentSets
		.filter((name) => name !== 'Orders' && name !== 'PurchaseOrders')
		.map((name) => [name, ['Created', 'Updated', 'Cancelled']] as const),
	['InventoryPostings', ['Created']],
	['StockTransfers', ['Created', 'Updated', 'Cancelled']],
]);

const properties = [
	...['WebhookID', 'WebhookURL', 'AuthenticationType', 'AuthenticationCred'],
	...['VerifyCertificate', 'Handshake', 'EventCollection'],
];

/** `EventSubscriptions` and what belongs to it (sap-business-one sheet, section 10). */
export class Webhooks {
	readonly #company: Company;
	/** Off in a new company; the administrator of this one has enabled it. */
	isEnabled = true;

	constructor(company: Company) {
		this.#company = company;
	}

	get #all(): Map<string, Subscription> {
		return this.#company.news.subscriptions;
	}

	readonly catalogue = (): FakeAnswer =>
		this.#json(200, {
			value: [...catalogue].map(([BusinessObject, TransactionTypes], i) => ({
				BusinessObject,
				ObjectType: String(i + 1),
				TransactionTypes,
			})),
		});

	readonly adminInfo = (): FakeAnswer =>
		this.#json(200, { Code: 1, EnableWebhook: this.isEnabled ? 'tYES' : 'tNO' });

	async serve(
		request: FakeRequest,
		key: string | undefined,
		action: string | undefined,
	): Promise<FakeAnswer> {
		const { method } = request;
		if (key === undefined) {
			if (method === 'GET') return this.#json(200, { value: [...this.#all.values()].map(view) });
			if (method === 'POST') return await this.#create(parsed(request));
			return fail(405, -1000, 'Method is not allowed');
		}
		const subscription = this.#all.get(key) ?? noMatch();
		if (action !== undefined && method === 'POST') return await this.#act(subscription, action);
		if (action === undefined && method === 'GET') return this.#json(200, view(subscription));
		if (action === undefined && method === 'PATCH') return this.#change(subscription, request);
		if (action === undefined && method === 'DELETE') {
			if (subscription.State !== 'Inactive') fail(400, -5002, 'Pause the webhook first');
			this.#all.delete(key);
			return { status: 204 };
		}
		return fail(405, -1000, 'Method is not allowed');
	}

	async #create(given: Row): Promise<FakeAnswer> {
		for (const name of Object.keys(given))
			if (!properties.includes(name)) invalidProperty(name, 'EventSubscription');
		if (!this.isEnabled) fail(400, -5002, 'Webhook is not enabled for the company');
		const subscription: Subscription = {
			WebhookID: String(given['WebhookID'] ?? ''),
			WebhookURL: this.#address(given['WebhookURL']),
			key: keyOf(given),
			handshake: given['Handshake'] === 'tYES',
			State: 'Active',
			EventCollection: eventsOf(given),
			missed: [],
			queued: [],
		};
		if (subscription.WebhookID === '') fail(400, -5002, 'WebhookID is required');
		if (this.#all.has(subscription.WebhookID)) fail(400, -2035, 'This entry already exists');
		if (this.#all.size >= most) fail(400, -5002, 'The maximum number of webhooks is reached');
		if (subscription.EventCollection.length === 0) fail(400, -5002, 'EventCollection is required');
		if (subscription.handshake && !(await this.#company.news.shakesHands(subscription)))
			fail(400, -5002, 'Handshake failed');
		this.#all.set(subscription.WebhookID, subscription);
		return this.#json(201, view(subscription));
	}

	#address(value: unknown): string {
		const url = String(value ?? '');
		const isHttps = URL.canParse(url) && new URL(url).protocol === 'https:';
		if (!isHttps && !this.#company.world.allowLocalWebhooks)
			fail(400, -5002, 'WebhookURL must be an HTTPS address');
		if ([...this.#all.values()].some(({ WebhookURL }) => WebhookURL === url))
			fail(400, -2035, 'WebhookURL is in use already');
		return url;
	}

	/** Collections are added to, unless a header says that they are replaced. */
	#change(subscription: Subscription, request: FakeRequest): FakeAnswer {
		const given = parsed(request);
		for (const name of Object.keys(given)) {
			if (!properties.includes(name)) invalidProperty(name, 'EventSubscription');
			if (name === 'WebhookURL') fail(400, -5002, 'WebhookURL cannot be changed');
		}
		const isReplaced = request.headers['b1s-replacecollectionsonpatch'] === 'true';
		const events = eventsOf(given);
		const kept = isReplaced ? [] : subscription.EventCollection;
		const isNew = (event: EventWanted) => !kept.some((one) => nameOf(one) === nameOf(event));
		subscription.EventCollection = [...kept, ...events.filter(isNew)];
		return { status: 204 };
	}

	async #act(subscription: Subscription, action: string): Promise<FakeAnswer> {
		const { news } = this.#company;
		const isOn = subscription.State === 'Active';
		if (action === 'Pause') {
			if (subscription.State === 'Inactive') fail(400, -5002, 'The webhook is inactive already');
			subscription.State = 'Inactive';
		} else if (action === 'Resume' || action === 'Handshake') {
			if (action === 'Resume' && isOn) fail(400, -5002, 'The webhook is active already');
			if (subscription.handshake && !(await news.shakesHands(subscription)))
				fail(400, -5002, 'Handshake failed');
			if (action === 'Resume') subscription.State = 'Active';
		} else if (action === 'Replay') news.replay(subscription);
		else fail(404, -1000, `Unrecognized resource path '${action}'`);
		return { status: 204 };
	}

	#json(status: number, body: object): FakeAnswer {
		const context = `${this.#company.world.baseUrl('sap-business-one')}/b1s/v2/$metadata#EventSubscriptions`;
		return {
			status,
			headers: jsonHeaders('v2'),
			body: { '@odata.context': context, ...body },
		};
	}
}

const nameOf = ({ BusinessObject, TransactionType }: EventWanted): string =>
	`${BusinessObject}.${TransactionType}`;

/** The key is never shown again. */
const view = ({ WebhookID, WebhookURL, handshake, State, EventCollection }: Subscription): Row => ({
	WebhookID,
	WebhookURL,
	AuthenticationType: 'HMAC',
	AuthenticationCred: null,
	VerifyCertificate: 'tYES',
	Handshake: handshake ? 'tYES' : 'tNO',
	State,
	WorkMode: 'Standard',
	EventCollection,
});

function keyOf({ AuthenticationType, AuthenticationCred }: Row): string {
	if (AuthenticationType !== 'HMAC') fail(400, -5002, 'AuthenticationType is not supported here');
	try {
		const { Key, Algorithm } = JSON.parse(String(AuthenticationCred)) as Record<string, unknown>;
		if (typeof Key === 'string' && Key !== '' && Algorithm === 'HMACSha256') return Key;
	} catch {
		// Told below.
	}
	return fail(400, -5002, 'AuthenticationCred is invalid');
}

function eventsOf({ EventCollection }: Row): EventWanted[] {
	const given = Array.isArray(EventCollection) ? (EventCollection as EventWanted[]) : [];
	for (const event of given) {
		if (!catalogue.get(event.BusinessObject)?.includes(event.TransactionType))
			fail(400, -5002, `The event ${nameOf(event)} is not in the catalog`);
	}
	return given.map(({ BusinessObject, TransactionType }) => ({ BusinessObject, TransactionType }));
}
