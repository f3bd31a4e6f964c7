import { createHmac } from 'node:crypto';
import type { World } from '../fake.mts';
import { dateTime, gid, idOf, idSeries, newUuid } from './ids.mts';
import type { Payload } from './payloads.mts';
import { bodyOf } from './payloads.mts';
import { compile, namesFields, parseSearch } from './search.mts';
import { addressProblems } from './webhookAddress.mts';

export interface Subscription {
	id: string;
	topic: string;
	uri: string;
	format: 'JSON' | 'XML';
	filter: string | null;
	name: string | null;
	includeFields: string[];
	createdAt: number;
	updatedAt: number;
}

export interface SubscriptionInput {
	uri?: string | null;
	format?: Subscription['format'] | null;
	filter?: string | null;
	name?: string | null;
	includeFields?: string[] | null;
}

export interface Webhooks {
	list(): Subscription[];
	find(id: string): Subscription | undefined;
	mutations: Record<string, (args: never) => object>;
	/** The payload is only made when somebody listens. */
	send(topic: string, makePayload: () => Payload): void;
}

const subscriptionId = idSeries(1929113141554n);
export const webhookApiVersion = '2026-10';

/** Eight retries over four hours (shopify sheet, section 10); the steps between them are not documented. */
const retryMinutes = [1, 2, 5, 10, 20, 40, 60, 102];
const firstDeliveryMs = 500;

export function makeWebhooks(world: World, shopDomain: string, clientSecret: string): Webhooks {
	const subscriptions = new Map<string, Subscription>();
	let created = 0;

	const payloadOf = (subscription: Subscription | null, userErrors: object[]) => ({
		webhookSubscription: subscription && subscriptionView(subscription),
		userErrors,
	});

	function inputProblems(topic: string, input: SubscriptionInput, own?: string): object[] {
		const problems = addressProblems(input.uri, world.allowLocalWebhooks);
		const taken = [...subscriptions.values()].some(
			(one) => one.topic === topic && one.uri === input.uri && one.id !== own,
		);
		if (taken) problems.push('Address for this topic has already been taken');
		const errors: object[] = problems.map((message) => ({
			field: ['webhookSubscription', 'callbackUrl'],
			message,
		}));
		const filter = parseSearch(input.filter ?? '');
		if (filter && !namesFields(filter)) {
			errors.push({
				field: ['webhookSubscription'],
				message:
					'The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.',
			});
		}
		return errors;
	}

	function webhookSubscriptionCreate(args: {
		topic: string;
		webhookSubscription: SubscriptionInput;
	}) {
		const { topic, webhookSubscription: input } = args;
		const errors = inputProblems(topic, input);
		if (errors.length > 0) return payloadOf(null, errors);
		const now = world.clock.now();
		const subscription: Subscription = {
			id: subscriptionId(created++),
			topic,
			uri: input.uri!,
			format: input.format ?? 'JSON',
			filter: input.filter ?? null,
			name: input.name ?? null,
			includeFields: input.includeFields ?? [],
			createdAt: now,
			updatedAt: now,
		};
		subscriptions.set(subscription.id, subscription);
		return payloadOf(subscription, []);
	}

	const unknown = [{ field: ['id'], message: 'Webhook subscription does not exist' }];
	const find = (id: string) => subscriptions.get(idOf('WebhookSubscription', id) ?? '');

	function webhookSubscriptionUpdate(args: { id: string; webhookSubscription: SubscriptionInput }) {
		const subscription = find(args.id);
		if (!subscription) return payloadOf(null, unknown);
		const input = { uri: subscription.uri, ...args.webhookSubscription };
		const errors = inputProblems(subscription.topic, input, subscription.id);
		if (errors.length > 0) return payloadOf(null, errors);
		const given = Object.entries(input).filter(([, value]) => value !== undefined);
		Object.assign(subscription, Object.fromEntries(given), { updatedAt: world.clock.now() });
		return payloadOf(subscription, []);
	}

	function webhookSubscriptionDelete({ id }: { id: string }) {
		const subscription = find(id);
		if (!subscription) return { deletedWebhookSubscriptionId: null, userErrors: unknown };
		subscriptions.delete(subscription.id);
		return { deletedWebhookSubscriptionId: id, userErrors: [] };
	}

	function send(topic: string, makePayload: () => Payload) {
		const listeners = [...subscriptions.values()].filter((one) => one.topic === topic);
		if (listeners.length === 0) return;
		const payload = makePayload();
		const eventId = newUuid(world.random);
		const triggeredAt = new Date(world.clock.now()).toISOString().replace('Z', '000000Z');
		for (const subscription of listeners.filter((one) => passes(one, payload))) {
			const body = bodyOf(payload, subscription.includeFields);
			void keepSending(subscription, body, {
				'Content-Type': 'application/json',
				'User-Agent': 'Shopify-Captain-Hook',
				'X-Shopify-Topic': topic.toLowerCase().replace(/_([a-z]+)$/, '/$1'),
				'X-Shopify-Hmac-Sha256': createHmac('sha256', clientSecret).update(body).digest('base64'),
				'X-Shopify-Shop-Domain': shopDomain,
				'X-Shopify-API-Version': webhookApiVersion,
				'X-Shopify-Webhook-Id': newUuid(world.random),
				'X-Shopify-Event-Id': eventId,
				'X-Shopify-Triggered-At': triggeredAt,
				...(subscription.name === null ? {} : { 'X-Shopify-Name': subscription.name }),
			});
		}
	}

	async function keepSending(
		subscription: Subscription,
		body: string,
		headers: Record<string, string>,
	) {
		const { id } = subscription;
		const waits = [firstDeliveryMs, ...retryMinutes.map((minutes) => minutes * 60_000)];
		for (const wait of waits) {
			await world.clock.sleep(wait * world.delayFactor);
			if (!subscriptions.has(id)) return;
			const status = await world.deliver({ url: subscription.uri, method: 'POST', headers, body });
			if (status >= 200 && status < 300) return;
		}
		subscriptions.delete(id);
	}

	return {
		list: () => [...subscriptions.values()],
		find,
		send,
		mutations: {
			webhookSubscriptionCreate,
			webhookSubscriptionUpdate,
			webhookSubscriptionDelete,
		},
	};
}

function passes({ filter }: Subscription, payload: Payload): boolean {
	const query = parseSearch(filter ?? '');
	if (!query) return true;
	const fields = Object.fromEntries(
		Object.entries(payload).map(([name, value]) => [
			name,
			() => (typeof value === 'number' ? value : String(value)),
		]),
	);
	return compile(query, fields, [])(payload);
}

export function subscriptionView(one: Subscription) {
	return {
		__typename: 'WebhookSubscription',
		...one,
		id: gid('WebhookSubscription', one.id),
		createdAt: dateTime(one.createdAt),
		updatedAt: dateTime(one.updatedAt),
		apiVersion: { displayName: webhookApiVersion, handle: webhookApiVersion, supported: true },
	};
}
