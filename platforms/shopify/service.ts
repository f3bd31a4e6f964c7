import { asList, asNumber, asObject, asText, type Answer, type Call } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';
import type { IDataObject } from 'n8n-workflow';
import { shopBase } from './address';

const NAME = 'Shopify';
export const API_VERSION = '2026-10';

export const service: Service = {
	name: NAME,
	credential: 'stockOutShopifyApi',
	secretFields: ['accessToken', 'appSecret', 'clientSecret', 'previousSecret', 'sessionToken'],
	baseUrl: ({ shop, apiVersion }) =>
		`${shopBase(asText(shop))}/admin/api/${asText(apiVersion) || API_VERSION}`,
	// Cost points of the smallest plan; every answer tells the shop's own (sheet, section 8).
	limits: { default: { perSecond: 100, burst: 1_000 } },
	concurrent: 4,
	diagnose: (answer) => diagnoseHttp(answer) ?? diagnoseBody(answer),
	left(answer) {
		const bucket = asObject(costOf(answer).throttleStatus);
		const available = asNumber(bucket.currentlyAvailable);
		const perSecond = asNumber(bucket.restoreRate);
		const burst = asNumber(bucket.maximumAvailable);
		return available === null || !perSecond || !burst
			? undefined
			: { available, limit: { perSecond, burst } };
	},
};

const costOf = ({ body }: Answer): IDataObject =>
	asObject(asObject(asObject(body).extensions).cost);

/**
 * One GraphQL call.
 * @param cost points it will take, as far as known (sheet, section 8)
 */
export async function graphql(
	call: Call,
	query: string,
	variables: IDataObject,
	cost: number,
	repeatable = true,
): Promise<IDataObject> {
	const answer = await call({
		method: 'POST',
		path: '/graphql.json',
		body: { query, variables },
		weight: cost,
		repeatable,
	});
	return asObject(asObject(answer.body).data);
}

/** Errors come with status 200 (sheet, section 9). Those that concern one aliased mutation are left to whoever sent it. */
function diagnoseBody(answer: Answer): Problem | undefined {
	const { data, errors } = asObject(answer.body);
	if (data === undefined && errors === undefined) return notData(answer, NAME);
	const list = asList(errors);
	if (list.length === 0) return undefined;
	const somethingDone = Object.values(asObject(data)).some((part) => part !== null);
	if (somethingDone && list.every(({ path }) => Array.isArray(path))) return undefined;
	return topLevelProblem(list[0], answer);
}

export function topLevelProblem(error: IDataObject, answer?: Answer): Problem {
	const code = asText(asObject(error.extensions).code);
	const message = asText(error.message);
	if (code === 'THROTTLED')
		return {
			kind: 'throttled',
			message: 'Shopify asked us to slow down.',
			nextStep: 'Run the remaining items again in a few minutes.',
			code,
			retryAfterMs: answer ? throttleMs(answer) : undefined,
		};
	if (code === 'INTERNAL_SERVER_ERROR' || code === 'TIMEOUT')
		return {
			kind: 'unavailable',
			message: 'Shopify could not answer just now.',
			nextStep: 'Run the item again in a few minutes.',
			code,
		};
	if (code === 'ACCESS_DENIED')
		return {
			kind: 'permission',
			message: `The Shopify app lacks a right: ${message}`,
			nextStep:
				'Give the app the scopes read_products, write_products, read_inventory, write_inventory and read_locations (for the Purchase Order Trigger read_inventory_transfers and read_inventory_shipments too), and install it again.',
			code,
		};
	return {
		kind: 'invalid',
		message: `Shopify did not understand the request: ${message}`,
		nextStep: 'Check the API version in the credential; report this message if it is the default.',
		code,
	};
}

/** Until the bucket holds what the query asks (sheet, section 8). */
function throttleMs(answer: Answer): number | undefined {
	const cost = costOf(answer);
	const bucket = asObject(cost.throttleStatus);
	const missing =
		(asNumber(cost.requestedQueryCost) ?? 0) - (asNumber(bucket.currentlyAvailable) ?? 0);
	const rate = asNumber(bucket.restoreRate);
	return rate ? Math.max(0, Math.ceil((missing / rate) * 1000)) : undefined;
}

function diagnoseHttp(answer: Answer): Problem | undefined {
	// The token address answers a wrong login with 400 and a page, or with OAuth's `error`; the API itself says `errors`.
	if (
		[400, 401, 403].includes(answer.status) &&
		(asObject(answer.body).error !== undefined ||
			/oauth error|app.{0,80}not.{0,80}installed/i.test(asText(answer.body)))
	)
		return {
			kind: 'login',
			message: 'Shopify gave no token for this client ID and secret.',
			nextStep:
				'Check both in the credential, and that the app is installed in this shop and belongs to the same organization.',
		};
	if (answer.status === 430)
		return {
			kind: 'refused',
			message: 'Shopify rejected the request as a security risk.',
			nextStep: 'Wait some minutes, and ask Shopify support if it goes on.',
		};
	return diagnoseStatus(answer, NAME);
}
