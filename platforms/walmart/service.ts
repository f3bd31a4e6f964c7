import type { IDataObject } from 'n8n-workflow';

import {
	asList,
	asNumber,
	asObject,
	asText,
	type Answer,
	type ApiRequest,
} from '../../http/answer';
import type { Service } from '../../http/client';
import { clock } from '../../http/clock';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Limit } from '../../http/pace';
import type { Problem } from '../../http/problem';
import { retryAfterMs } from '../../http/retryAfter';
import { apiHost } from './hosts';

const NAME = 'Walmart Marketplace';

const perMinute = (count: number): Limit => ({ perSecond: count / 60, burst: count });
const perHour = (count: number): Limit => ({ perSecond: count / 3600, burst: count });

/** Token buckets by operation (sheet, section 8). */
const LIMITS = {
	default: perMinute(200),
	items: perMinute(200),
	inventories: perMinute(200),
	inventory: perMinute(200),
	putInventory: perMinute(200),
	wfs: perMinute(200),
	shipNodes: perMinute(50),
	feedStatus: perMinute(5_000),
	inventoryFeed: perHour(10),
	nodeFeed: perHour(50),
	hookList: perMinute(50),
	hookCreate: perMinute(200),
	hookUpdate: perMinute(5),
	hookDelete: perMinute(10),
} as const;

export type LimitName = keyof typeof LIMITS;

export const service: Service = {
	name: NAME,
	credential: 'stockOutWalmartApi',
	secretFields: ['clientSecret', 'sessionToken'],
	accountFields: ['clientId', 'market'],
	baseUrl: apiHost,
	// Also on requests without a body: a look-up that lacks it was answered with 415 (recorded).
	headers: { 'content-type': 'application/json' },
	limits: LIMITS,
	concurrent: 8,
	diagnose(answer, request) {
		if (answer.status === 429) return tooFast(answer, request);
		const [said] = errorsOf(answer.body);
		if (answer.status >= 400 && answer.status < 500 && said)
			return problemOf(answer.status, said, request);
		if (said && isListWithout(answer, request)) return problemOf(answer.status, said, request);
		return (
			diagnoseStatus(answer, NAME) ??
			(typeof answer.body === 'object' ? undefined : notData(answer, NAME))
		);
	},
	left({ headers }, request) {
		const available = asNumber(headers['x-current-token-count']);
		const limit = LIMITS[(request.limit ?? 'default') as LimitName];
		return available === null ? undefined : { available, limit };
	},
};

/** A list of items may hold errors in place of rows, with status 200 (sheet, section 9). */
const isListWithout = ({ status, body }: Answer, { limit }: ApiRequest): boolean =>
	status === 200 && limit === 'items' && asList(asObject(body).ItemResponse).length === 0;

/**
 * Three wrappers are in use, by gateway, services and guides, and one error was seen without any; a failed login may come in the OAuth
 * form (sheet, section 9).
 */
export function errorsOf(body: unknown): IDataObject[] {
	const { error, errors, error_description, code, severity } = asObject(body);
	if (asText(code) && severity === 'ERROR') return [asObject(body)];
	if (typeof error === 'string') return [{ code: error, description: asText(error_description) }];
	const inner = asObject(errors).error;
	return [error, errors, inner].map(asList).find(({ length }) => length > 0) ?? [];
}

/** Walmart's own sentence; which member holds it depends on the service. */
export const textOf = ({ message, description, info, code }: IDataObject): string =>
	asText(message) || asText(description) || asText(info) || asText(code);

function problemOf(status: number, said: IDataObject, { limit }: ApiRequest): Problem {
	const code = asText(said.code);
	const text = textOf(said);
	// To sellers outside the programme the door to WFS stock is closed, with the status of an expired token.
	if (limit === 'wfs' && (status === 401 || status === 403))
		return {
			kind: 'permission',
			message: `Walmart does not show WFS stock to this account: ${text}`,
			nextStep: 'Nothing is to be done if you do not use Walmart Fulfillment Services.',
			code,
		};
	if (status === 401 || code === 'invalid_client')
		return {
			kind: 'login',
			message: 'Walmart did not accept client ID and client secret.',
			nextStep:
				"Copy both again from Walmart's Developer Portal into the credential; the keys of production, sandbox and each market differ.",
			code,
		};
	if (status === 403)
		return {
			kind: 'permission',
			message: `The Walmart key may not do this: ${text}`,
			nextStep:
				"Give the key full access to Inventory and Feeds, and view access to Items, in Walmart's Developer Portal.",
			code,
		};
	if (status === 404 || code.startsWith('CONTENT_NOT_FOUND'))
		return {
			kind: 'notFound',
			message: `Walmart does not know this item: ${text}`,
			nextStep: 'Check the SKU in Seller Center, and the market in the credential.',
			code,
		};
	return {
		kind: 'invalid',
		message: `Walmart did not accept the request: ${text}`,
		nextStep: 'Look at the item in Seller Center; report this message if the item is right.',
		code,
	};
}

function tooFast({ headers, body }: Answer, { limit }: ApiRequest): Problem {
	const isFeed = limit === 'nodeFeed' || limit === 'inventoryFeed';
	const [said] = errorsOf(body);
	return {
		kind: 'throttled',
		message: isFeed
			? `Walmart takes no more inventory files this hour (${limit === 'nodeFeed' ? 50 : 10} are allowed).`
			: 'Walmart asked us to slow down.',
		nextStep: isFeed
			? 'Run the remaining items again in some minutes, or send 100 or fewer SKUs at once: they go one by one.'
			: 'Run the remaining items again in a few minutes.',
		...(said ? { code: asText(said.code) } : {}),
		retryAfterMs: retryAfterMs(headers['retry-after']) ?? replenishMs(headers),
	};
}

/** Two spellings of the header, and three ways to write the moment, are about (sheet, section 8). */
function replenishMs(headers: Answer['headers']): number | undefined {
	const text = headers['x-next-replenishment-time'] ?? headers['x-next-replenish-time'];
	const number = asNumber(text);
	if (number !== null && number < 1e9) return number * 1000;
	const at = number === null ? Date.parse(asText(text)) : number < 1e12 ? number * 1000 : number;
	return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now());
}
