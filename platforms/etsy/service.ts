import { asNumber, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Limit } from '../../http/pace';
import type { Problem, ProblemKind } from '../../http/problem';
import { retryAfterMs } from '../../http/retryAfter';
import { apiBase } from './address';

const NAME = 'Etsy';
const USUAL_PER_SECOND = 10;

/** The second slides (sheet, section 8), and requests overtake one another on their way: a fifth is left free. */
const pace = (perSecond: number): Limit => ({ perSecond: perSecond * 0.8, burst: 1 });

export const service: Service = {
	name: NAME,
	credential: 'stockOutEtsyOAuth2Api',
	secretFields: ['sharedSecret', 'clientSecret', 'webhookSecret'],
	accountFields: ['clientId'],
	baseUrl: apiBase,
	// Both parts since February 2026 (sheet, section 2).
	headersOf: ({ clientId, sharedSecret }) => ({
		'x-api-key': `${asText(clientId).trim()}:${asText(sharedSecret).trim()}`,
	}),
	limits: { default: pace(USUAL_PER_SECOND) },
	concurrent: 5,
	diagnose(answer) {
		if (answer.status === 429) return tooFast(answer);
		const { error, error_description } = asObject(answer.body);
		const said = [error, error_description].map(asText).filter(Boolean).join(': ');
		return (
			(answer.status >= 400 && said ? problemOf(answer.status, said) : undefined) ??
			diagnoseStatus(answer, NAME) ??
			(typeof answer.body === 'object' ? undefined : notData(answer, NAME))
		);
	},
	/** Some apps are given less than the usual (sheet, section 8). */
	left({ headers }) {
		const perSecond = asNumber(headers['x-limit-per-second']);
		if (perSecond === null || perSecond >= USUAL_PER_SECOND) return undefined;
		return { available: 0, limit: pace(perSecond) };
	},
};

function tooFast(answer: Answer): Problem {
	const { error } = asObject(answer.body);
	const waitMs = retryAfterMs(answer.headers['retry-after']);
	if (/daily/i.test(asText(error)))
		return {
			kind: 'throttled',
			message: 'The Etsy app has used up its requests of the day.',
			nextStep: 'Run the remaining items again tomorrow, or ask Etsy for a higher limit.',
			// Without a time it is not worth another try today.
			retryAfterMs: waitMs ?? 3_600_000,
		};
	return {
		kind: 'throttled',
		message: 'Etsy asked us to slow down.',
		nextStep: 'Run the remaining items again in a few minutes.',
		retryAfterMs: waitMs ?? 1_000,
	};
}

type Words = readonly [kind: ProblemKind, message: string, nextStep: string];

const NOT_SHOWN: Words = [
	'refused',
	'Etsy does not let this listing be shown again.',
	'Open the listing in Shop Manager > Listings; it may be blocked by Etsy or lack something.',
];

/** Etsy has no codes: its own sentences tell what happened (sheet, section 9). */
const SENTENCES: ReadonlyArray<readonly [RegExp, Words]> = [
	[
		/One offering must have quantity greater than 0/i,
		[
			'conflict',
			'The other variations of this listing ran out at the same moment, and Etsy keeps no listing without any piece.',
			'Run the item again.',
		],
	],
	[
		/quantity : cannot be empty/i,
		[
			'refused',
			'The listing has no piece left on Etsy, so it cannot be hidden.',
			'Nothing is to be done: what is sold out on Etsy cannot be bought.',
		],
	],
	[
		/quantity : cannot be greater than/i,
		[
			'refused',
			'Etsy takes at most 999 pieces for one listing, all variations together.',
			'Give a smaller quantity.',
		],
	],
	[/Cannot activate a listing in this state/i, NOT_SHOWN],
	[/not publishable|frozen/i, NOT_SHOWN],
	[
		/shipping profile|return policy/i,
		[
			'refused',
			'Etsy does not show this listing without a complete shipping profile and return policy.',
			'Complete both in Shop Manager > Settings, then run the item again.',
		],
	],
	[
		/refresh_token is revoked|invalid_grant/i,
		[
			'login',
			'The connection to Etsy has ended.',
			'Open the credential and connect the account again.',
		],
	],
	[
		/access token is (expired|invalid)|invalid_token/i,
		[
			'login',
			'Etsy did not accept the connection of this account.',
			'Open the credential and connect the account again.',
		],
	],
	[
		/insufficient_scope|scope/i,
		[
			'permission',
			'The Etsy connection lacks a right.',
			'Open the credential and connect the account again, so that all rights are granted.',
		],
	],
	[
		/api[ _-]?key|shared secret/i,
		[
			'login',
			'Etsy did not accept the keystring and shared secret of the app.',
			'Copy both again from Etsy > Your Apps into the credential, and check that Etsy has not banned the app.',
		],
	],
];

function problemOf(status: number, said: string): Problem | undefined {
	// A passing fault says no more than that.
	if (status >= 500 || status === 404) return undefined;
	const words = SENTENCES.find(([pattern]) => pattern.test(said))?.[1] ?? wordsOf(status, said);
	if (!words) return undefined;
	const [kind, message, nextStep] = words;
	return { kind, message, nextStep, code: said };
}

function wordsOf(status: number, said: string): Words | undefined {
	if (status === 403)
		return [
			'permission',
			`Etsy does not let the app do this: ${said}`,
			'Check that the credential is connected with the account that owns the shop, and connect it again.',
		];
	if (status === 400 || status === 422)
		return [
			'invalid',
			`Etsy did not accept the request: ${said}`,
			'Look at the listing in Shop Manager > Listings and change it there; report this message if it is fine.',
		];
	return undefined;
}
