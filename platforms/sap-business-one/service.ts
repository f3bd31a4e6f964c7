import { asNumber, asObject, asText, type Answer, type ApiRequest } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Problem, ProblemKind } from '../../http/problem';
import { serviceLayer } from './address';

const NAME = 'SAP Business One';

/** "No matching records found": also said where a document waits for an approval (sheet, section 9). */
export const NO_MATCH = '-2028';
const CHANGED_MEANWHILE = '-2039';
const NO_RIGHT = '-5006';
const SESSION_OVER = '301';
const USER_LOCKED = '100000055';

export const service: Service = {
	name: NAME,
	credential: 'stockOutSapBusinessOneApi',
	secretFields: ['password', 'sessionToken'],
	baseUrl: ({ url }) => serviceLayer(url),
	// No quota; the worker processes of the own server are the limit (sheet, section 8).
	limits: {},
	concurrent: 4,
	diagnose(answer, request) {
		const said = asObject(asObject(answer.body).error);
		if (answer.status >= 400 && said.code !== undefined) return problemOf(answer, request, said);
		return diagnoseStatus(answer, NAME) ?? (isData(answer) ? undefined : notData(answer, NAME));
	},
};

/** Writes are answered with 204 and nothing. */
const isData = ({ status, body }: Answer): boolean => status === 204 || typeof body === 'object';

/** V4 has a plain message, V3 one with its language (sheet, section 9). */
const messageOf = ({ message }: Record<string, unknown>): string =>
	asText(message) || asText(asObject(message).value);

function problemOf(
	{ status }: Answer,
	{ method, path }: ApiRequest,
	said: Record<string, unknown>,
): Problem {
	// Messages are in the language of the server, codes are not.
	const code = asText(said.code);
	const message = messageOf(said);
	const of = (kind: ProblemKind, text: string, nextStep: string): Problem => ({
		kind,
		message: text,
		nextStep,
		code,
	});
	if (status === 401) return loginProblem(code, message);
	if (status === 403 || code === NO_RIGHT)
		return of(
			'permission',
			`The user may not do this in ${NAME}: ${message}`,
			`Give the user ${rightsFor(path)} in Administration > System Initialization > Authorizations.`,
		);
	if (code === CHANGED_MEANWHILE || status === 409 || status === 412)
		return of(
			'conflict',
			`Another user changed the item in ${NAME} at the same moment.`,
			'Run the item again.',
		);
	if (status >= 500)
		return of(
			'unavailable',
			`${NAME} could not answer just now: ${message}`,
			'Run the item again in a few minutes; let the administrator look at the Service Layer if it goes on.',
		);
	if (code === NO_MATCH && method === 'POST' && path === '/InventoryPostings')
		return of(
			'refused',
			`${NAME} did not post the stock: an approval procedure may have kept it as a draft, or a code in it is unknown.`,
			'Look for a draft waiting for approval in SAP Business One before you run the item again.',
		);
	if ((code === NO_MATCH || status === 404) && !path.startsWith('/Items'))
		return of(
			'notFound',
			`${NAME} does not know what was asked for: ${message}`,
			'Check the server address in the credential; older servers lack some of what the triggers read.',
		);
	if (code === NO_MATCH || status === 404)
		return of(
			'notFound',
			`The item was removed or renamed in ${NAME} meanwhile.`,
			'Check the item number in SAP Business One.',
		);
	if (method === 'GET')
		return of(
			'invalid',
			`${NAME} did not understand the look-up: ${message}`,
			'Check the fields chosen in the SAP Business One options; report this message if they are right.',
		);
	return of(
		'refused',
		`${NAME} refused the change: ${message}`,
		'Settle in SAP Business One what it names, or make the change there by hand.',
	);
}

/** What the user has to be allowed to for a request. */
function rightsFor(path: string): string {
	if (path.startsWith('/EventSubscription') || path.startsWith('/CompanyService'))
		return 'the right to manage webhooks';
	if (!/^\/(Items|InventoryPostings|Warehouses|UserFieldsMD)/.test(path))
		return 'the right to read purchase orders, sales documents and stock documents';
	return 'full authorization for items (and for inventory posting if stock is posted)';
}

function loginProblem(code: string, message: string): Problem {
	const of = (text: string, nextStep: string): Problem => ({
		kind: 'login',
		message: text,
		nextStep,
		code,
	});
	if (code === USER_LOCKED)
		return of(
			`The user of the credential is locked in ${NAME}.`,
			'Let an administrator unlock the user, then correct the password in the credential.',
		);
	if (code === SESSION_OVER)
		return of(
			`${NAME} did not know the session any more right after the login.`,
			'Test the credential; a proxy in front of the Service Layer must pass the cookies B1SESSION and ROUTEID.',
		);
	return of(
		`${NAME} did not accept the login: ${message}`,
		'Check company database, user and password in the credential; each wrong try brings the user closer to being locked.',
	);
}

/** Also where a number came as text. */
export const asCount = (value: unknown): number => asNumber(value) ?? 0;
