import type { FakeAnswer } from '../fake.mts';

interface Where {
	'o:errorPath'?: string;
	'o:errorHeader'?: string;
	'o:errorQueryParam'?: string;
}

/** Becomes an answer in NetSuite's error form (netsuite sheet, section 9). */
export class NetsuiteError extends Error {
	readonly status: number;
	readonly code: string;
	readonly where: Where;
	constructor(status: number, code: string, detail: string, where: Where = {}) {
		super(detail);
		this.status = status;
		this.code = code;
		this.where = where;
	}
}

const titles: Record<number, [title: string, section: string]> = {
	400: ['Bad Request', '15.5.1'],
	401: ['Unauthorized', '15.5.2'],
	403: ['Forbidden', '15.5.4'],
	404: ['Not Found', '15.5.5'],
	405: ['Method Not Allowed', '15.5.6'],
	429: ['Too Many Requests', '15.5.1'],
};

export function errorAnswer({ status, code, message, where }: NetsuiteError): FakeAnswer {
	const [title, section] = titles[status] ?? ['Bad Request', '15.5.1'];
	return {
		status,
		headers: { 'content-type': 'application/vnd.oracle.resource+json; type=error' },
		body: {
			type: `https://www.rfc-editor.org/rfc/rfc9110.html#section-${section}`,
			title,
			status,
			'o:errorDetails': [{ detail: message, ...where, 'o:errorCode': code }],
		},
	};
}

export const userError = (detail: string, path?: string): NetsuiteError =>
	new NetsuiteError(
		400,
		'USER_ERROR',
		`Error while accessing a resource. ${detail}`,
		path === undefined ? {} : { 'o:errorPath': path },
	);

export const nonexistent = (): NetsuiteError =>
	new NetsuiteError(
		404,
		'NONEXISTENT_ID',
		'The record instance does not exist. Provide a valid record instance ID.',
	);

export const tooMany = (): NetsuiteError =>
	new NetsuiteError(
		429,
		'CONCURRENCY_LIMIT_EXCEEDED',
		'Concurrent request limit exceeded. Request blocked.',
	);
