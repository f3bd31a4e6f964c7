import { asNumber, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem, ProblemKind } from '../../http/problem';
import { retryAfterMs } from '../../http/retryAfter';
import { inventoryUrl } from './address';

const NAME = 'Zoho Inventory';
/** Zoho blocks for the rest of the minute and names no time (sheet, section 8). */
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const service: Service = {
	name: NAME,
	credential: 'stockOutZohoInventoryOAuth2Api',
	secretFields: ['clientSecret', 'webhookSecret'],
	accountFields: ['organizationId'],
	baseUrl: inventoryUrl,
	queryOf: ({ organizationId }) => ({ organization_id: asText(organizationId).trim() }),
	// 100 a minute: what may be sent at once counts towards it (sheet, section 8).
	limits: { default: { perSecond: 1.5, burst: 10 } },
	// Five at once in the free plan, for everything that talks to the organization (sheet, section 8).
	concurrent: 4,
	// With any other type than Bearer, n8n puts the token into the address.
	oauth2: { tokenType: 'Bearer' },
	diagnose(answer) {
		const code = asNumber(asObject(answer.body).code);
		// Every answer says how it went, also one with status 200 (sheet, section 9).
		if (code === 0 && answer.status < 300) return undefined;
		const said = code === null ? undefined : problemOf(answer, code);
		return said ?? diagnoseStatus(answer, NAME) ?? notData(answer, NAME);
	},
};

type Words = readonly [kind: ProblemKind, message: string, nextStep: string, waitMs?: number];

function problemOf(answer: Answer, code: number): Problem {
	const said = asText(asObject(answer.body).message);
	const [kind, message, nextStep, waitMs] =
		byCode(code, said) ?? byStatus(answer, said) ?? byText(said);
	return {
		kind,
		message,
		nextStep,
		code: String(code),
		...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
	};
}

const CONNECT = 'Open the credential and connect it again';

/** Codes of sheet, sections 8 and 9. */
function byCode(code: number, said: string): Words | undefined {
	switch (code) {
		case 14:
			return ['login', 'Zoho did not accept the login.', `${CONNECT}.`];
		case 57:
			return [
				'permission',
				'The connected Zoho user may not do this, or the connection lacks the right for it.',
				`${CONNECT} with a user who may edit items and inventory adjustments, and see purchase orders.`,
			];
		case 44:
			return [
				'throttled',
				'Zoho has had too many requests of this organization in this minute.',
				'Run the remaining items again in a few minutes.',
				MINUTE_MS,
			];
		case 45:
			return [
				'throttled',
				'The requests that the Zoho plan allows per day are used up.',
				'Run the remaining items again tomorrow, or move to a larger plan.',
				DAY_MS,
			];
		case 1070:
			return [
				'throttled',
				'Zoho has too many requests of this organization at work at once.',
				'Run the remaining items again in a few minutes.',
			];
		case 1002:
			return [
				'notFound',
				`Zoho does not find it: ${said}`,
				'Check that item and location still exist in Zoho Inventory.',
			];
		case 6041:
			return organizationUnknown();
		default:
			return undefined;
	}
}

const organizationUnknown = (): Words => [
	'login',
	'The connected Zoho user does not belong to this organization.',
	"Check 'Organization ID' in the credential, and that the right data center is chosen there.",
];

function byStatus(answer: Answer, said: string): Words | undefined {
	const { status } = answer;
	if (status === 429)
		return [
			'throttled',
			'Zoho asked us to slow down.',
			'Run the remaining items again in a few minutes.',
			retryAfterMs(answer.headers['retry-after']) ?? MINUTE_MS,
		];
	if (status >= 500)
		return [
			'unavailable',
			`Zoho could not answer just now (status ${status}).`,
			'Run the item again in a few minutes.',
		];
	if (status === 401) return ['login', 'Zoho did not accept the login.', `${CONNECT}.`];
	if (status === 403)
		return [
			'permission',
			`Zoho does not allow this: ${said}`,
			'Give the connected user the right in Zoho Inventory, or connect another user in the credential.',
		];
	if (status === 404)
		return [
			'notFound',
			`Zoho does not find it: ${said}`,
			'Check that item and location still exist in Zoho Inventory.',
		];
	return undefined;
}

/** The codes of refusals are not documented, so the sentence of Zoho decides (sheet, section 9). */
function byText(said: string): Words {
	if (/organi[sz]ation|CompanyID/i.test(said)) return organizationUnknown();
	if (/inactive/i.test(said))
		return [
			'refused',
			`Zoho posts nothing for an inactive item: ${said}`,
			'Make the item active in Zoho Inventory first.',
		];
	if (/batch|serial|\bbins?\b|storage/i.test(said))
		return [
			'refused',
			`Zoho keeps the stock of this item by batch, serial number or bin, so a plain count is refused: ${said}`,
			"Choose 'Mark as Inactive' in the Zoho Inventory options, or adjust the stock in Zoho.",
		];
	if (/\breason\b/i.test(said))
		return [
			'invalid',
			`Zoho does not take the reason of the adjustment: ${said}`,
			"Enter a reason in 'Adjustment Reason' of the Zoho Inventory options that Zoho offers for adjustments.",
		];
	if (/account|location|warehouse|branch/i.test(said))
		return [
			'invalid',
			`Zoho does not take something that was chosen: ${said}`,
			'Choose account and locations in the Zoho Inventory options anew.',
		];
	return [
		'refused',
		`Zoho refused it: ${said}`,
		'Look at the item in Zoho Inventory; report this message if nothing is wrong there.',
	];
}
