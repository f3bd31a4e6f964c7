import { asList, asNumber, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';
import { storeBase } from './address';

const NAME = 'BigCommerce';

export const service: Service = {
	name: NAME,
	credential: 'stockOutBigCommerceApi',
	secretFields: ['accessToken', 'clientSecret'],
	baseUrl: ({ url }) => storeBase(asText(url)),
	// The smallest plan: 150 in 30 seconds for all apps of the store; every answer tells the store's own (sheet, section 8).
	limits: { default: { perSecond: 5, burst: 150 } },
	// Stock writes have no order among each other and must not meet bulk catalog writes (sheet, section 4, concurrency).
	concurrent: 1,
	// Tokens never run out, so a refused one is not tried again (sheet, section 2).
	renewOn: [],
	diagnose(answer, { path }) {
		return (
			(path.startsWith('/hooks') ? problemOfHook(answer) : undefined) ??
			problemOfStatus(answer) ??
			diagnoseStatus(answer, NAME) ??
			(typeof answer.body === 'object' ? undefined : notData(answer, NAME))
		);
	},
	/** What is left is spread over the rest of the window, so that the last request waits for the next one. */
	left({ headers }) {
		const left = asNumber(headers['x-rate-limit-requests-left']);
		const quota = asNumber(headers['x-rate-limit-requests-quota']);
		const resetMs = asNumber(headers['x-rate-limit-time-reset-ms']);
		if (left === null || !quota || !resetMs) return undefined;
		return {
			available: left,
			limit: { perSecond: Math.max(1, left) / (resetMs / 1000), burst: quota },
		};
	},
};

/** An address that BigCommerce does not take, or a limit of hooks (sheet, section 10). */
function problemOfHook(answer: Answer): Problem | undefined {
	const { status } = answer;
	if (status !== 400 && status !== 409 && status !== 422) return undefined;
	return {
		kind: 'refused',
		message: `BigCommerce did not register the webhook: ${saidBy(answer) || `status ${status}`}`,
		nextStep:
			'Check WEBHOOK_URL of n8n: BigCommerce wants a public https address on port 443, and takes ten webhooks of a kind.',
		code: String(status),
	};
}

function problemOfStatus(answer: Answer): Problem | undefined {
	const { status, headers } = answer;
	if (status === 429) {
		// There is no Retry-After; without the rate headers it is the store that is overloaded (sheet, section 8).
		const resetMs = asNumber(headers['x-rate-limit-time-reset-ms']);
		return {
			kind: 'throttled',
			message:
				resetMs === null
					? 'The BigCommerce store is overloaded just now.'
					: 'BigCommerce asked us to slow down.',
			nextStep:
				'Run the remaining items again in a few minutes; other apps of the store use the same allowance.',
			...(resetMs === null ? {} : { retryAfterMs: resetMs }),
		};
	}
	if (status === 401)
		return {
			kind: 'login',
			message: 'BigCommerce did not accept the access token.',
			nextStep:
				'Check API path and access token in the credential: they belong together, and a deleted API account ends its token.',
		};
	if (status === 403)
		return {
			kind: 'permission',
			message: `The BigCommerce token lacks a right${saidBy(answer) ? `: ${saidBy(answer)}` : '.'}`,
			nextStep:
				'Scopes cannot be added later: make a new API account with Products modify, Store Inventory modify and Store Locations read-only, and enter its token in the credential.',
		};
	if (status === 507)
		return {
			kind: 'refused',
			message: 'The BigCommerce store has reached a limit of its plan.',
			nextStep: 'Sign in to BigCommerce and make room, or change the plan.',
			code: '507',
		};
	if (ABOUT_A_ROW.has(String(status)) && typeof answer.body === 'object')
		return rowProblem(status, saidBy(answer));
	return undefined;
}

const ABOUT_A_ROW = new Set(['404', '409', '413', '422']);

/** One bad row of a bulk write, or too many of them; anything else would meet each row alike. */
export const isAboutARow = ({ code }: Problem): boolean => ABOUT_A_ROW.has(code ?? '');

function rowProblem(status: number, said: string): Problem {
	const code = String(status);
	if (status === 404)
		return {
			kind: 'notFound',
			message: 'BigCommerce does not know this store or product (any more).',
			nextStep: 'Check the API path in the credential, and whether the product was deleted.',
			code,
		};
	// The seller changed how stock is tracked after we read it: read and plan again.
	if (/tracked by/i.test(said))
		return {
			kind: 'conflict',
			message: 'How BigCommerce tracks the stock of this product was changed at the same moment.',
			nextStep: 'Run the item again.',
			code,
		};
	return {
		kind: 'refused',
		message: `BigCommerce refused the change: ${said || `status ${status}`}`,
		nextStep: 'Look at the product in BigCommerce and change it there.',
		code,
	};
}

/** Title and first detail of an error, in any of the three forms (sheet, sections 5 and 9). */
function saidBy({ body }: Answer): string {
	const { title, errors, batch_errors: batch } = asObject(body);
	const [first] = asList(batch);
	return first ? sentence(first.title, first.errors) : sentence(title, errors);
}

export function sentence(title: unknown, errors: unknown): string {
	const [detail] = Object.entries(asObject(errors));
	const more = detail && asText(detail[1]) ? ` (${detail[0]}: ${asText(detail[1])})` : '';
	return `${asText(title)}${more}`.trim();
}
