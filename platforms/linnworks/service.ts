import type { IDataObject } from 'n8n-workflow';

import { asObject, asText, type Answer, type ApiRequest, type Call } from '../../http/answer';
import type { Service } from '../../http/client';
import { diagnoseStatus, notData } from '../../http/diagnose';
import type { Limit } from '../../http/pace';
import type { Problem } from '../../http/problem';
import { loginHost } from './address';

const NAME = 'Linnworks';
/** The quota counts by the minute and no header tells how long to wait: the third pause sees its end (sheet, section 8). */
const QUOTA_PAUSE_MS = 20_000;

/** Printed per method and minute; what may go out at once and what comes back in a minute add up to it (sheet, section 8). */
const per150: Limit = { perSecond: 2, burst: 30 };
const per250: Limit = { perSecond: 3.5, burst: 40 };

export const service: Service = {
	name: NAME,
	credential: 'stockOutLinnworksApi',
	secretFields: ['applicationSecret', 'installationToken', 'sessionToken'],
	accountFields: ['applicationId'],
	baseUrl: loginHost,
	limits: {
		default: per150,
		'Inventory/BatchGetInventoryItemChannelSKUs': per150,
		'Inventory/GetStockItemIdsBySKU': per250,
		'Inventory/GetStockLocations': per150,
		'Inventory/GetSuppliers': per150,
		'PurchaseOrder/Get_PurchaseOrder': per250,
		'PurchaseOrder/Search_PurchaseOrders2': per150,
		'Stock/GetStockItemsFull': per150,
		'Stock/GetStockItemsFullByIds': per250,
		'Stock/GetStockLevel_Batch': per250,
		'Stock/UpdateStockLevelsBulk': per150,
	},
	// Sweeps side by side run into the quota (sheet, section 8).
	concurrent: 1,
	diagnose(answer, request) {
		if (answer.status >= 400) {
			const said = asText(asObject(answer.body).Message);
			const problem = problemOf(answer, said);
			if (problem) return problem;
		}
		return (
			diagnoseStatus(answer, NAME) ??
			(isExpected(answer, request) ? undefined : notData(answer, NAME))
		);
	},
};

/** Writes are also answered with nothing at all, or with a bare text (sheet, sections 5 and 9). */
const isExpected = ({ body }: Answer, { path }: ApiRequest): boolean =>
	typeof body === 'object' || isWrite(path);

const WRITE = 'Stock/UpdateStockLevelsBulk';
const isWrite = (path: string): boolean => path.endsWith(WRITE);

/** One call of `{Area}/{Method}`. */
export async function post(call: Call, method: string, body: IDataObject): Promise<unknown> {
	return (await call(request(method, body))).body;
}

/** One call that sends nothing. */
export async function get(call: Call, method: string): Promise<unknown> {
	return (await call({ method: 'GET', path: `/api/${method}`, limit: method })).body;
}

export const writeRequest = (body: IDataObject): ApiRequest => request(WRITE, body);

function request(method: string, body: IDataObject): ApiRequest {
	return {
		method: 'POST',
		path: `/api/${method}`,
		body,
		limit: method,
		// Reads, and levels that are set, not moved.
		repeatable: true,
	};
}

/** The message says more than the status, which is nearly always 400 (sheet, section 9). */
function problemOf(answer: Answer, said: string): Problem | undefined {
	const { status } = answer;
	if (status === 429 || /quota exceeded/i.test(said)) {
		const throttled = diagnoseStatus({ ...answer, status: 429 }, NAME);
		return throttled && { ...throttled, retryAfterMs: throttled.retryAfterMs ?? QUOTA_PAUSE_MS };
	}
	if (said === '') return undefined;
	if (status === 401 || /token is wrong/i.test(said))
		return {
			kind: 'login',
			message: `Linnworks did not accept the login: ${said}`,
			nextStep:
				'Check application ID, application secret and installation token in the credential, and that the app is still installed in Linnworks.',
		};
	if (status === 403 || /permission|access denied|not authori[sz]ed/i.test(said))
		return {
			kind: 'permission',
			message: `Linnworks does not let this user do it: ${said}`,
			nextStep:
				'Give the user who installed the app the rights of its page in the docs (stock items, stock levels, purchase orders), then install the app again.',
		};
	if (status === 404)
		return {
			kind: 'unknown',
			message: `Linnworks does not know this method: ${said}`,
			nextStep: 'Report this message.',
		};
	if (status === 400 && /does not exist|could not (be found|determine)|no items found/i.test(said))
		return {
			kind: 'notFound',
			message: `Linnworks does not find it: ${said}`,
			nextStep: 'Check in Linnworks whether it was deleted or archived.',
		};
	if (status === 400)
		return {
			kind: 'invalid',
			message: `Linnworks did not accept the request: ${said}`,
			nextStep: 'Look at the stock item in Linnworks; report this message if it is fine.',
		};
	return undefined;
}
