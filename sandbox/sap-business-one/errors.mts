import type { FakeAnswer } from '../fake.mts';

/** What the Service Layer says no with; v1 and v2 word it differently (sap-business-one sheet, section 9). */
export class ServiceLayerError extends Error {
	readonly status: number;
	readonly code: number;

	constructor(status: number, code: number, message: string) {
		super(message);
		this.status = status;
		this.code = code;
	}
}

export const fail = (status: number, code: number, message: string): never => {
	throw new ServiceLayerError(status, code, message);
};

export const noMatch = (): never => fail(404, -2028, 'No matching records found (ODBC -2028)');

export const invalidProperty = (name: string, type: string): never =>
	fail(400, -1000, `Property '${name}' of '${type}' is invalid`);

export const sessionOver = (): ServiceLayerError =>
	new ServiceLayerError(401, 301, 'Invalid session or session already timeout.');

export type Version = 'v1' | 'v2';

export function errorAnswer(
	{ status, code, message }: ServiceLayerError,
	version: Version,
): FakeAnswer {
	const error =
		version === 'v1'
			? { code, message: { lang: 'en-us', value: message } }
			: { code: String(code), details: [{ code: '', message: '' }], message };
	return {
		status,
		headers: {
			'content-type': 'application/json;charset=utf-8',
			...(version === 'v2' && { 'odata-version': '4.0' }),
		},
		body: { error },
	};
}
