import type { FakeAnswer } from '../fake.mts';

/** Becomes an answer in Zoho's form: always a code and a message (zoho-inventory sheet, section 9). */
export class ZohoError extends Error {
	readonly status: number;
	readonly code: number;
	constructor(status: number, code: number, message: string) {
		super(message);
		this.status = status;
		this.code = code;
	}

	answer(): FakeAnswer {
		return { status: this.status, body: { code: this.code, message: this.message } };
	}
}

export const noItem = (): ZohoError => new ZohoError(404, 1002, 'Item does not exist.');

/** The codes of refusals are not documented; only that they are not 0 (zoho-inventory sheet, section 9). */
export const refusal = (message: string): ZohoError => new ZohoError(400, 9001, message);

export const tooMany = (): ZohoError =>
	new ZohoError(
		429,
		44,
		'For security reasons you have been blocked for some time as you have exceeded the maximum number of requests per minute that can be made from one account.',
	);

export const tooManyAtOnce = (): ZohoError =>
	new ZohoError(429, 1070, 'The maximum number of in process requests has been reached.');

export const dayIsOver = (): ZohoError =>
	new ZohoError(429, 45, 'The maximum number of API calls for the day has been reached.');

export const invalidToken = (): ZohoError =>
	new ZohoError(401, 14, 'Invalid value passed for authtoken.');

export const notAuthorized = (): ZohoError =>
	new ZohoError(401, 57, 'You are not authorized to perform this operation');

export const foreignOrganization = (): ZohoError =>
	new ZohoError(400, 6041, 'This user is not associated with the CompanyID/CompanyName.');
