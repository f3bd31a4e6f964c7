import { asList, asObject, asText, type Answer } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';
import { servicesUrl } from './account';

const NAME = 'Oracle NetSuite';

export const service: Service = {
	name: NAME,
	credential: 'stockOutNetSuiteApi',
	secretFields: [
		'privateKey',
		'consumerKey',
		'consumerSecret',
		'tokenId',
		'tokenSecret',
		'webhookSecret',
		'sessionToken',
	],
	accountFields: ['accountId'],
	baseUrl: servicesUrl,
	// No calls per minute, only requests at once, shared by everything that talks to the account (sheet, section 8).
	limits: {},
	concurrent: 2,
	diagnose(answer) {
		const login = diagnoseLogin(answer);
		if (login) return login;
		const said = errorOf(answer);
		const problem = answer.status >= 400 && said ? problemOf(answer, said) : undefined;
		return problem ?? diagnoseStatus(answer, NAME) ?? withoutData(answer);
	},
};

interface NetsuiteError {
	code: string;
	/** With the field or line it is about, such as `(inventory.items[0].location)`. */
	detail: string;
}

/** The code stands in the details, or at the top as in older releases (sheet, section 9). */
function errorOf({ body }: Answer): NetsuiteError | undefined {
	const said = asObject(body);
	const [first = {}] = asList(said['o:errorDetails']);
	const code = asText(first['o:errorCode']) || asText(said['o:errorCode']);
	const detail = (asText(first.detail) || asText(said.title)).replace(
		/^Error while accessing a resource\.\s*/,
		'',
	);
	const path = asText(first['o:errorPath']);
	return code || detail ? { code, detail: path ? `${detail} (${path})` : detail } : undefined;
}

/** Written with an empty body: everything else is data. */
function withoutData(answer: Answer): Problem | undefined {
	const empty = answer.status === 202 || answer.status === 204;
	return empty || typeof answer.body === 'object' ? undefined : notData(answer, NAME);
}

const THROTTLED = new Set(['CONCURRENCY_LIMIT_EXCEEDED', 'SSS_REQUEST_LIMIT_EXCEEDED']);
const CHANGED = new Set(['RCRD_HAS_BEEN_CHANGED', 'CONFLICT']);

/** Undefined where the status says it better. */
function problemOf(answer: Answer, { code, detail }: NetsuiteError): Problem | undefined {
	const { status } = answer;
	const withCode = code ? { code } : {};
	// The status may be 400 or 429; the code is the same (sheet, section 8).
	if (status === 429 || THROTTLED.has(code))
		return {
			kind: 'throttled',
			message: 'NetSuite has too many requests at work for this account.',
			nextStep:
				'Run the remaining items again in a few minutes, or give this integration a share of its own in NetSuite.',
			...withCode,
		};
	if (status >= 500) return diagnoseStatus(answer, NAME);
	if (status === 401)
		return {
			kind: 'login',
			message: 'NetSuite did not accept the login.',
			nextStep:
				'Check account ID and keys in the credential, and that certificate or token are still active in NetSuite; a refreshed sandbox forgets them.',
			...withCode,
		};
	if (status === 403 || /permission/i.test(`${code} ${detail}`))
		return {
			kind: 'permission',
			message: `The NetSuite role lacks a permission: ${detail}`,
			nextStep:
				'Give the role of the credential the permissions listed on the NetSuite page of the docs.',
			...withCode,
		};
	if (CHANGED.has(code) || status === 409 || status === 412)
		return {
			kind: 'conflict',
			message: 'Somebody saved this item in NetSuite at the same moment.',
			nextStep: 'Run the item again.',
			...withCode,
		};
	if (status === 404)
		return {
			kind: 'notFound',
			message: `NetSuite does not find it: ${detail}`,
			nextStep:
				'Check that the item still exists in NetSuite, and the account ID in the credential.',
			...withCode,
		};
	if (/inventory detail|serial|lot number|bin number/i.test(detail))
		return {
			kind: 'refused',
			message: `NetSuite keeps the stock of this item by lot, serial number, bin or status, so a plain count is refused: ${detail}`,
			nextStep:
				"Choose 'Hide From the Web Store' in the NetSuite options, or adjust the stock in NetSuite.",
			...withCode,
		};
	if (/enter value\(s\) for/i.test(detail))
		return {
			kind: 'refused',
			message: `NetSuite wants more than was sent: ${detail}`,
			nextStep:
				'Choose adjustment account and subsidiary in the NetSuite options; make other fields optional on the form in NetSuite.',
			...withCode,
		};
	if (code === 'INVALID_KEY_OR_REF')
		return {
			kind: 'refused',
			message: `NetSuite does not know something that was chosen: ${detail}`,
			nextStep: 'Choose account, locations and subsidiary in the NetSuite options anew.',
			...withCode,
		};
	if (code === 'INVALID_PARAMETER')
		return {
			kind: 'invalid',
			message: `NetSuite did not understand the query: ${detail}`,
			nextStep:
				"Check the fields that you named, such as 'SKU Field' in the NetSuite options, and that the role has the permissions SuiteAnalytics Workbook and Lists > Items.",
			code,
		};
	return {
		kind: code === 'USER_ERROR' ? 'refused' : 'invalid',
		message: `NetSuite refused it: ${detail}`,
		nextStep: 'Look at the item in NetSuite; report this message if nothing is wrong there.',
		...withCode,
	};
}

/** The token address answers in the OAuth form. */
function diagnoseLogin(answer: Answer): Problem | undefined {
	const code = asText(asObject(answer.body).error);
	if (answer.status < 400 || answer.status >= 500 || code === '') return undefined;
	return {
		kind: 'login',
		message: 'NetSuite gave no token for this client ID, certificate and private key.',
		nextStep:
			'Check the three in the credential; the certificate must be mapped to user and role in the M2M setup, and not be past its end.',
		code,
	};
}
