import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem, ProblemKind } from '../../http/problem';
import { retryAfterMs } from '../../http/retryAfter';
import { apiHost } from './address';

const NAME = 'Square';
export const API_VERSION = '2026-09-16';

/** One batch of it may fail while another is stored: the errors then stand beside the objects (sheet, section 5). */
export const UPSERT = '/v2/catalog/batch-upsert';
/** Webhooks of the application, whose own token is wanted here (sheet, section 10). */
export const HOOKS = '/v2/webhooks/subscriptions';
/** What is too many for one request is halved. */
export const TOO_LONG = 'ARRAY_LENGTH_TOO_LONG';
export const INVALID_TIME = 'INVALID_TIME';

export const service: Service = {
	name: NAME,
	credential: 'stockOutSquareApi',
	secretFields: ['accessToken'],
	baseUrl: apiHost,
	// Square publishes no numbers (sheet, section 8); it says with 429 when it is too much.
	limits: {},
	concurrent: 4,
	diagnose(answer, { path }) {
		const { errors, objects } = asObject(answer.body);
		const [first] = asList(errors);
		const partly = answer.status < 300 && path === UPSERT && objects !== undefined;
		if (first && path.startsWith(HOOKS)) return hookProblem(first, answer);
		if (first && !partly) return squareProblem(first, answer);
		const problem = diagnoseStatus(answer, NAME);
		return problem ?? (typeof answer.body === 'object' ? undefined : notData(answer, NAME));
	},
};

type Words = (detail: string) => readonly [ProblemKind, string, string];

const login: Words = () => [
	'login',
	'Square did not accept the access token.',
	"Copy the access token again from the Square Developer Console, and check that 'Environment' in the credential fits it.",
];
const permission: Words = (detail) => [
	'permission',
	`The Square access token lacks a right: ${detail}`,
	'Use the personal access token of your own application, or one with the scopes ITEMS_READ, ITEMS_WRITE, INVENTORY_READ, INVENTORY_WRITE and MERCHANT_PROFILE_READ.',
];
const throttled: Words = (detail) => [
	'throttled',
	`Square asked us to slow down: ${detail}`,
	'Run the remaining items again in a few minutes.',
];
const unavailable: Words = () => [
	'unavailable',
	'Square could not answer just now.',
	'Run the item again in a few minutes; look at the status page of Square if it goes on.',
];
const changed: Words = () => [
	'conflict',
	'The item was changed in Square at the same moment.',
	'Run the item again.',
];

/** Codes of the error table (sheet, section 9). */
const WORDS: Readonly<Record<string, Words>> = {
	UNAUTHORIZED: login,
	ACCESS_TOKEN_EXPIRED: login,
	ACCESS_TOKEN_REVOKED: login,
	CLIENT_DISABLED: login,
	APPLICATION_DISABLED: login,
	FORBIDDEN: permission,
	INSUFFICIENT_SCOPES: permission,
	RATE_LIMITED: throttled,
	INTERNAL_SERVER_ERROR: unavailable,
	BAD_GATEWAY: unavailable,
	SERVICE_UNAVAILABLE: unavailable,
	TEMPORARY_ERROR: unavailable,
	GATEWAY_TIMEOUT: unavailable,
	REQUEST_TIMEOUT: unavailable,
	VERSION_MISMATCH: changed,
	CONFLICT: changed,
	IDEMPOTENCY_KEY_REUSED: changed,
	NOT_FOUND: (detail) => [
		'notFound',
		`Square does not know this item any more: ${detail}`,
		'It was deleted in Square meanwhile; check the SKU in the item library.',
	],
	[INVALID_TIME]: (detail) => [
		'invalid',
		`Square did not accept the time of the count: ${detail}`,
		'Set the clock of the computer that runs n8n; Square takes no time in the future.',
	],
	INVALID_CURSOR: () => [
		'conflict',
		'Square no longer knows how far its list was read.',
		'Run the workflow again: the list is then read from its beginning.',
	],
	INVALID_SQUARE_VERSION_FORMAT: (detail) => [
		'invalid',
		`Square does not know this API version: ${detail}`,
		"Set 'API Version' in the credential back to 2026-09-16.",
	],
};

function hookProblem(error: IDataObject, answer: Answer): Problem {
	const problem = squareProblem(error, answer);
	if (problem.kind === 'login' || problem.kind === 'permission')
		return {
			...problem,
			message: 'Square does not let this access token register webhooks.',
			nextStep:
				'Enter the personal access token of your own application (Developer Console > Credentials): webhooks belong to the application, not to a seller who signed in.',
		};
	if (problem.kind !== 'invalid') return problem;
	return {
		...problem,
		message: `Square did not register the webhook: ${asText(error.detail) || asText(error.code)}`,
		nextStep: 'Check WEBHOOK_URL of n8n: Square wants a public https address.',
	};
}

export function squareProblem(error: IDataObject, answer?: Answer): Problem {
	const code = asText(error.code);
	const detail = asText(error.detail);
	// The code of a stale version is in no published list, so its sentence counts as well (sheet, section 4).
	const stale = /does not match latest database version/i.test(detail);
	const words = stale ? changed : WORDS[code];
	const [kind, message, nextStep] = words?.(detail) ?? [
		'invalid',
		`Square did not accept the request: ${detail || code}`,
		'Look at the item in Square and change it there; report this message if the item is fine.',
	];
	const waitMs = answer && retryAfterMs(answer.headers['retry-after']);
	return {
		kind,
		message,
		nextStep,
		code,
		...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
	};
}
