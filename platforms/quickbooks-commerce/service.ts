import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem, ProblemKind } from '../../http/problem';
import { retryAfterMs } from '../../http/retryAfter';
import { companyOf, companyUrl } from './company';

const NAME = 'QuickBooks';
/** QuickBooks counts by the minute and seldom says how long to wait (sheet, section 8). */
const MINUTE_MS = 60_000;

export const service: Service = {
	name: NAME,
	credential: 'stockOutQuickBooksOAuth2Api',
	secretFields: ['clientSecret', 'webhookVerifierToken'],
	accountOf: (credential) => ({ company: companyOf(credential) }),
	baseUrl: companyUrl,
	// Together below 500 a minute and 10 a second, batches below 40 a minute (sheet, sections 5 and 8).
	limits: { default: { perSecond: 7.5, burst: 1 }, batch: { perSecond: 0.6, burst: 3 } },
	concurrent: 5,
	diagnose(answer) {
		const { status, body } = answer;
		// Told by the status alone: the body of a throttled call may be XML (sheet, section 8).
		if (status === 429) return throttled(answer);
		if (status === 401) return login();
		if (status >= 500) return diagnoseStatus(answer, NAME);
		const fault = faultOf(body);
		if (status === 403) return permission(fault);
		if (fault) return faultProblem(fault);
		return (
			diagnoseStatus(answer, NAME) ?? (typeof body === 'object' ? undefined : notData(answer, NAME))
		);
	},
};

/** Capitals or not, and beside a good status too (sheet, section 9). */
function faultOf(body: unknown): IDataObject | undefined {
	const { Fault, fault, QueryResponse } = asObject(body);
	const found = [Fault, fault, asObject(QueryResponse).Fault].find(
		(one) => typeof one === 'object' && one !== null,
	);
	return found === undefined ? undefined : asObject(found);
}

const firstError = ({ Error, error }: IDataObject): IDataObject =>
	asList(Error)[0] ?? asList(error)[0] ?? {};

type Words = readonly [ProblemKind, string, string];

const ENTERED = 'Look at the item in QuickBooks; report this message if nothing is wrong there.';

/** Codes of the error table (sheet, section 9); `...` stands for what QuickBooks says. */
const WORDS: Readonly<Record<string, Words>> = {
	610: [
		'refused',
		'QuickBooks does not find it, or it was made inactive: ...',
		'Check the item and the adjustment account in QuickBooks.',
	],
	2010: [
		'invalid',
		'QuickBooks does not know something that was sent: ...',
		'Report this message.',
	],
	2020: [
		'invalid',
		'QuickBooks wants a field that the item does not have: ...',
		'Fill it in for the item in QuickBooks; report this message if it is there.',
	],
	2030: [
		'invalid',
		'QuickBooks does not take the ID of something: ...',
		'Check the item and the adjustment account in QuickBooks.',
	],
	2500: [
		'refused',
		'QuickBooks does not know something that was chosen: ...',
		"Choose 'Adjustment Account Name or ID' in the QuickBooks options anew.",
	],
	5010: [
		'conflict',
		'Somebody saved this item in QuickBooks at the same moment.',
		'Run the item again.',
	],
	6000: [
		'refused',
		'A rule of QuickBooks forbids it: ...',
		'Check in QuickBooks whether the books are closed for today, and whether the plan keeps inventory (Plus or Advanced).',
	],
	6240: [
		'refused',
		'Another item in QuickBooks has taken the name of this one meanwhile.',
		'Rename one of the two in QuickBooks, then run the item again.',
	],
	6270: [
		'refused',
		'QuickBooks counts this item only from a later day on, so nothing can be posted today.',
		"Change the inventory start date of the item in QuickBooks, or choose 'Make Inactive' in the QuickBooks options.",
	],
	4000: ['invalid', 'QuickBooks could not read the query: ...', 'Check the SKU.'],
	4001: ['invalid', 'QuickBooks refused the query: ...', 'Check the SKU; report this message.'],
	500: [
		'refused',
		'QuickBooks does not offer this to this company: ...',
		"Adjustments need QuickBooks Online Plus or Advanced in the US; choose 'Make Inactive' in the QuickBooks options elsewhere.",
	],
};

/** A fault of a whole answer or of one operation of a batch. */
export function faultProblem(fault: IDataObject): Problem {
	const error = firstError(fault);
	const code = asText(error.code);
	const said = asText(error.Detail) || asText(error.Message) || asText(error.message);
	const type = asText(fault.type);
	if (code === '3001' || /^service$/i.test(type)) return throttled();
	if (/^authoriz/i.test(type)) return permission(fault);
	if (/^authentic/i.test(type)) return login();
	if (/^system/i.test(type))
		return {
			kind: 'unavailable',
			message: `${NAME} could not answer just now: ${said}`,
			nextStep: 'Run the item again in a few minutes; look at the status page of QuickBooks.',
			...(code ? { code } : {}),
		};
	const [kind, message, nextStep] = WORDS[code] ?? [
		'invalid',
		'QuickBooks did not accept it: ...',
		ENTERED,
	];
	return {
		kind,
		message: message.replace('...', () => said),
		nextStep,
		...(code ? { code } : {}),
	};
}

const throttled = (answer?: Answer): Problem => ({
	kind: 'throttled',
	message: 'QuickBooks asked us to slow down.',
	nextStep: 'Run the remaining items again in a few minutes.',
	retryAfterMs: (answer && retryAfterMs(answer.headers['retry-after'])) ?? MINUTE_MS,
});

/** What QuickBooks says of it quotes the token. */
const login = (): Problem => ({
	kind: 'login',
	message: 'QuickBooks did not accept the login.',
	nextStep:
		'Open the credential and connect it again; QuickBooks ends a connection unused for 100 days.',
});

function permission(fault: IDataObject | undefined): Problem {
	const code = asText(firstError(fault ?? {}).code);
	return {
		kind: 'permission',
		message: 'The login is right, but QuickBooks does not let it into this company.',
		nextStep:
			"Check 'Company ID' and 'Environment' in the credential, connect it again as an administrator of the company, and check that its subscription is active.",
		...(code ? { code } : {}),
	};
}
