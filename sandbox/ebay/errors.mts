import type { FakeAnswer } from '../fake.mts';

/** An entry of `errors` in an answer of the REST APIs (ebay sheet, section 9). */
export interface Entry {
	errorId: number;
	domain: string;
	subdomain?: string;
	category: 'REQUEST' | 'APPLICATION';
	message: string;
	longMessage?: string;
	parameters?: { name: string; value: string }[];
}

export const entry = (
	errorId: number,
	message: string,
	parameters: Record<string, string> = {},
): Entry => ({
	errorId,
	domain: 'API_INVENTORY',
	subdomain: 'Selling',
	category: errorId === 25001 || errorId === 25025 ? 'APPLICATION' : 'REQUEST',
	message,
	...(Object.keys(parameters).length > 0 && {
		parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
	}),
});

export const skuNotFound = (sku: string): Entry =>
	entry(25702, `${sku} could not be found or is not available in the system.`, { SKU: sku });

export const invalidSku = (): Entry =>
	entry(
		25707,
		'This is an invalid value for a SKU. Only alphanumeric characters can be used for SKUs, and their length must not exceed 50 characters',
	);

export const noEntity = (): Entry =>
	entry(25710, "We didn't find the entity you are requesting. Please verify the request");

export class ApiError extends Error {
	readonly status: number;
	readonly entry: Entry;

	constructor(status: number, entry: Entry) {
		super(entry.message);
		this.status = status;
		this.entry = entry;
	}
}

export const answerOf = ({ status, entry }: ApiError): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json' },
	body: { errors: [entry] },
});

export const invalidToken = (): ApiError =>
	new ApiError(401, {
		errorId: 1001,
		domain: 'OAuth',
		category: 'REQUEST',
		message: 'Invalid access token',
		longMessage: 'Invalid access token. Check the value of the Authorization HTTP request header.',
	});

export const accessDenied = (): ApiError =>
	new ApiError(403, {
		errorId: 1100,
		domain: 'ACCESS',
		category: 'REQUEST',
		message: 'Access denied',
		longMessage: 'Insufficient permissions to fulfill the request.',
	});

/** Number and form are unconfirmed (ebay sheet, section 13). */
export const tooMany = (): ApiError =>
	new ApiError(429, {
		errorId: 2001,
		domain: 'ACCESS',
		category: 'REQUEST',
		message: 'Too many requests.',
		longMessage: 'The request limit has been reached for the resource.',
	});
