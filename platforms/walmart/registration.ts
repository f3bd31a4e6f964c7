import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asList, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import type { Hook, Registration } from '../webhookSource';
import { orNothing } from './stockRows';

/** Names and resources as in the list of events (sheet, section 10); both have one version so far. */
export const STOCK = 'INVENTORY_OOS';
export const STATUS = 'OFFER_UNPUBLISHED';
const RESOURCES: Readonly<Record<string, string>> = { [STOCK]: 'INVENTORY', [STATUS]: 'ITEM' };
const VERSION = 'V1';

export const TOKEN_HEADER = 'x-stock-out-token';
export const LOGIN_HEADER = 'Authorization';
export const USER = 'n8n';

const HOOKS = '/v3/webhooks/subscriptions';

export const registration: Registration = {
	topics: { stock: STOCK, status: STATUS },

	refusesAddress({ hostname }) {
		if (!isLoopback(hostname)) return undefined;
		return {
			kind: 'refused',
			message: `Walmart only calls public addresses, not ${hostname}.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const answer = await orNothing(call({ method: 'GET', path: HOOKS, limit: 'hookList' }));
		return rowsOf(answer?.body)
			.filter(({ eventType, eventUrl }) => asText(eventType) in RESOURCES && eventUrl === url)
			.map(toHook);
	},

	async create(call, hook) {
		const [row] = rowsOf(await post(call, hook));
		if (!row || asText(row.subscriptionId) === '')
			throw new ChannelProblem({
				kind: 'unknown',
				message: 'Walmart took the webhook without giving it a number, so it could not be kept.',
				nextStep: 'Publish the workflow again.',
			});
		return { ...toHook(row), topic: hook.topic };
	},

	async enable(call, { id }) {
		await call({
			method: 'PATCH',
			path: pathOf(id),
			body: { status: 'ACTIVE' },
			limit: 'hookUpdate',
			repeatable: true,
		});
	},

	async remove(call, { id }) {
		await orNothing(
			call({ method: 'DELETE', path: pathOf(id), limit: 'hookDelete', repeatable: true }),
		);
	},
};

const pathOf = (id: string): string => `${HOOKS}/${strictEncode(id)}`;

async function post(
	call: Call,
	{ url, topic, secret }: { url: string; topic: string; secret: string },
): Promise<unknown> {
	const event = {
		eventType: topic,
		eventVersion: VERSION,
		resourceName: RESOURCES[topic],
		eventUrl: url,
		authDetails: {
			authMethod: 'BASIC_AUTH',
			userName: USER,
			password: secret,
			authHeaderName: LOGIN_HEADER,
		},
		headers: { 'content-type': 'application/json', [TOKEN_HEADER]: secret },
		status: 'ACTIVE',
	};
	try {
		const { body } = await call({
			method: 'POST',
			path: HOOKS,
			body: { events: [event] },
			limit: 'hookCreate',
		});
		return body;
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.problem.kind !== 'notFound') rethrow(error);
		return rethrow(new ChannelProblem(notOffered()));
	}
}

const notOffered = (): Problem => ({
	kind: 'refused',
	message: 'Walmart offers no news of stock for this account.',
	nextStep: 'Webhooks are for sellers in the United States; elsewhere use the Stock Level Trigger.',
});

/** Guides and schema disagree on the wrapper: `events`, `event`, or the one inside the other (sheet, section 10). */
function rowsOf(body: unknown): IDataObject[] {
	const { events, event } = asObject(body);
	return [...asList(events), ...asList(event)].flatMap((row) => {
		const inner = asList(row.event);
		return inner.length > 0 ? inner : [row];
	});
}

const toHook = ({ subscriptionId, eventType, status }: IDataObject): Hook => ({
	id: asText(subscriptionId),
	topic: asText(eventType),
	active: status === 'ACTIVE',
});
