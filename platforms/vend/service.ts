import type { IDataObject } from 'n8n-workflow';

import {
	asList,
	asNumber,
	asObject,
	asText,
	type Answer,
	type ApiRequest,
} from '../../http/answer';
import { strictEncode, type Service } from '../../http/client';
import { diagnoseStatus, excerpt, notData } from '../../http/diagnose';
import { ChannelProblem, type Problem } from '../../http/problem';
import type { ChannelOptions } from '../platform';
import { storeBase } from './address';

const NAME = 'Vend (Lightspeed X-Series)';
const API_VERSION = '2026-07';
/** Requests are counted in windows of five minutes (sheet, section 8). */
const WINDOW_S = 300;

export const service: Service = {
	name: NAME,
	credential: 'stockOutVendApi',
	secretFields: ['accessToken'],
	accountFields: ['apiVersion'],
	baseUrl: ({ url }) => `${storeBase(asText(url))}/api`,
	// Required (sheet, section 2).
	headers: { 'user-agent': 'n8n-nodes-stockout/0.1' },
	// 300 a register and 50: with these two numbers no window of five minutes ever holds more, however it is counted.
	limits: { default: { perSecond: 1, burst: 50 } },
	concurrent: 4,
	// Personal tokens cannot be renewed by us.
	renewOn: [],
	diagnose(answer, request) {
		return (
			problemOfStatus(answer, request) ??
			diagnoseStatus(answer, NAME) ??
			(isGood(answer, request) ? undefined : notData(answer, NAME))
		);
	},
	/**
	 * A used-up window stays shut for up to five minutes, longer than a run waits. So half of it goes out at once, and what is left is
	 * spread over a whole window: it never runs dry.
	 */
	left({ status, headers }) {
		// A refusal says itself how long to wait.
		if (status === 429) return undefined;
		const limit = asNumber(headers['x-ratelimit-limit']);
		const remaining = asNumber(headers['x-ratelimit-remaining']);
		if (limit === null || remaining === null) return undefined;
		return {
			available: Math.max(0, remaining - limit / 2),
			limit: { perSecond: Math.max(1, remaining) / WINDOW_S, burst: limit },
		};
	},
};

/** News and passes over all stock keep to the version whose answers are known; one past its end goes on being answered (sheet, section 1). */
export const pinned: ChannelOptions = { account: {} };

/** A path of the dated API. */
export const versioned = ({ account }: ChannelOptions, path: string): string =>
	`/${strictEncode(account.apiVersion || API_VERSION)}${path}`;

/** Rows of a list: `{data: [...]}`, or bare for stock levels (sheet, section 7). Anything else must not pass for an empty list. */
export function rowsOf(answer: Answer): IDataObject[] {
	const rows = Array.isArray(answer.body) ? answer.body : asObject(answer.body).data;
	if (!Array.isArray(rows)) throw new ChannelProblem(notData(answer, NAME));
	return asList(rows);
}

/** The answer to a write or a deletion holds nothing (sheet, sections 4 and 10). */
const isGood = ({ body }: Answer, { method }: ApiRequest): boolean =>
	typeof body === 'object' || ((method === 'PUT' || method === 'DELETE') && body === '');

function problemOfStatus({ status, body }: Answer, { path }: ApiRequest): Problem | undefined {
	// Pages and plain texts come from something in between, not from the API.
	if (typeof body === 'string' && body !== '') return undefined;
	const said = asObject(body);
	const reason = asText(said.message) || asText(said.error);
	const code = asText(said.error);
	const of = (kind: Problem['kind'], message: string, nextStep: string): Problem => ({
		kind,
		message,
		nextStep,
		...(code ? { code } : {}),
	});
	switch (status) {
		case 401:
			return of(
				'login',
				'Lightspeed X-Series did not accept the token: it is mistyped, expired or revoked.',
				'Make a new personal token in Setup > Personal Tokens and enter it in the credential.',
			);
		case 403:
			return of(
				'permission',
				`Lightspeed X-Series does not let the token do this${reason ? `: ${reason}` : '.'}`,
				'Make the personal token as an administrator of the store, with the rights to read and write products, to read inventory, and for the triggers to manage webhooks and to read consignments.',
			);
		case 404:
			if (/\/webhooks\/[^/?]+$/.test(path))
				return of(
					'notFound',
					'The webhook was deleted in Lightspeed X-Series meanwhile.',
					'Publish the workflow again.',
				);
			return /\/products\/[^/?]+$/.test(path)
				? of(
						'notFound',
						'The product was deleted in Lightspeed X-Series meanwhile.',
						'Check the SKU in Lightspeed X-Series.',
					)
				: of(
						'invalid',
						'There is no Lightspeed X-Series store at this address, or it does not know this API version.',
						"Check 'Store Address' in the credential, and set 'API Version' there back to 2026-07.",
					);
		case 409:
			if (!path.includes('/webhooks')) return undefined;
			return of(
				'refused',
				'Lightspeed X-Series has a webhook of this kind with this address already.',
				'Delete it in Setup > API in Lightspeed X-Series, then publish the workflow again.',
			);
		case 422:
			if (path.includes('/webhooks'))
				return of(
					'refused',
					// The answer may repeat the address, and with it the secret.
					'Lightspeed X-Series did not accept the address of the webhook.',
					'Check WEBHOOK_URL of n8n: it has to be a public https address.',
				);
			// The shape of the answer is not documented, so it is shown as it is (sheet, section 9).
			return of(
				'invalid',
				`Lightspeed X-Series refused the values: '${excerpt(body)}'`,
				'Look at the product in Lightspeed X-Series, and at the outlets chosen in the channel options.',
			);
		default:
			return undefined;
	}
}
