import type { IDataObject } from 'n8n-workflow';

import { asList, asNumber, asObject, asText, type Answer, type Call } from '../../http/answer';
import { shopAddress } from '../../http/address';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem } from '../../http/problem';

const NAME = 'PrestaShop';

export const service: Service = {
	name: NAME,
	credential: 'stockOutPrestaShopApi',
	secretFields: ['apiKey'],
	accountFields: ['shopId', 'writeMethod'],
	baseUrl: ({ url, allowHttp }) =>
		`${shopAddress(asText(url), { allowHttp: allowHttp === true })}/api`,
	// None in the core; the PHP workers of the host are the limit (sheet, section 8).
	limits: {},
	concurrent: 4,
	diagnose(answer) {
		const errors = asList(asObject(answer.body).errors);
		if (answer.status >= 400 && errors.length > 0) return problemOf(answer, errors);
		if (isWithoutLogin(answer)) return noLogin();
		return diagnoseStatus(answer, NAME) ?? (isData(answer) ? undefined : notData(answer, NAME));
	},
};

/** Plain words, often called a web page: the key never got there (sheet, section 9). */
const isWithoutLogin = ({ status, body }: Answer): boolean =>
	status === 401 && asText(body).trim() === '401 Unauthorized';

const noLogin = (): Problem => ({
	kind: 'login',
	message: 'PrestaShop got no key: the server of the shop drops the login header.',
	nextStep: "Ask the host of the shop to pass the 'Authorization' header on to PrestaShop.",
});

/** JSON, or XML where a document was asked for to be sent back. */
const isData = ({ body }: Answer): boolean =>
	typeof body === 'object' || /^\s*<\?xml/.test(asText(body));

/** A list request in the JSON form; `display` keeps members that are 0 (sheet, section 3). */
export async function list(
	call: Call,
	resource: string,
	query: Readonly<Record<string, string>>,
): Promise<{ rows: IDataObject[]; version: string }> {
	const answer = await call({
		method: 'GET',
		path: `/${resource}`,
		query: { ...query, output_format: 'JSON' },
	});
	// Nothing found is a bare empty array.
	return {
		rows: asList(asObject(answer.body)[resource]),
		version: answer.headers['psws-version'] ?? '',
	};
}

/** PHP notices come as entries of their own and hold server paths: never the reason, never shown (sheet, section 9). */
const isNotice = (code: number): boolean => code >= 2 && code <= 15;

function problemOf(answer: Answer, errors: readonly IDataObject[]): Problem {
	const said = errors.map(({ code, message }) => ({
		code: asNumber(code) ?? 0,
		message: asText(message),
	}));
	const real = said.find(({ code }) => !isNotice(code));
	if (!real)
		return {
			kind: 'unavailable',
			message: 'A module or PHP itself of the shop reported a fault while answering.',
			nextStep:
				'Look at the shop log in PrestaShop > Advanced Parameters > Logs, then run the item again.',
		};
	const { code, message } = real;
	const of = (kind: Problem['kind'], text: string, nextStep: string): Problem => ({
		kind,
		message: text,
		nextStep,
		code: String(code),
	});
	const codes = new Set(said.map((entry) => entry.code));
	if (codes.has(22))
		return of(
			'refused',
			'The webservice of the shop is switched off.',
			'Switch it on in PrestaShop > Advanced Parameters > Webservice.',
		);
	if (codes.has(25) || codes.has(26))
		return of(
			'permission',
			`The key lacks a right: ${message}`,
			'Give the key GET, PUT and PATCH on products and stock_availables, and GET on combinations (Advanced Parameters > Webservice).',
		);
	if (code >= 16 && code <= 21)
		return of(
			'login',
			'PrestaShop did not accept the key.',
			'Copy the 32 characters of the key again from Advanced Parameters > Webservice, and check that it is enabled.',
		);
	if (codes.has(23))
		return of(
			'refused',
			`The shop does not take this kind of write: ${message}`,
			"Set 'Write Method' in the credential to PUT (PrestaShop 1.7).",
		);
	if (codes.has(133))
		return of(
			'refused',
			'The stock of this product is kept in PrestaShop’s advanced stock management and cannot be set from outside.',
			'Switch the product to simple stock in PrestaShop, or set its stock there.',
		);
	if (codes.has(46))
		return of(
			'refused',
			`PrestaShop could not save the change: ${message}`,
			'Open the product in PrestaShop and save it there; what stands in the way is told then, or in the log of the shop.',
		);
	if (codes.has(132) || codes.has(131) || codes.has(999))
		return of(
			'permission',
			'The key or the product does not belong to this shop of the multishop.',
			"Check 'Shop ID' in the credential.",
		);
	if (answer.status === 404)
		return of(
			'notFound',
			'The product was deleted in PrestaShop meanwhile.',
			'Check the reference in PrestaShop.',
		);
	if (answer.status === 503 || answer.status === 502 || answer.status === 504)
		return of(
			'unavailable',
			'PrestaShop could not answer just now.',
			'Run the item again in a few minutes.',
		);
	return of(
		'invalid',
		`PrestaShop did not accept the request: ${message}`,
		'Look at the product in PrestaShop; report this message if it is fine.',
	);
}
