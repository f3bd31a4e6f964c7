import type { FakeAnswer } from '../fake.mts';

export interface SquareErrorBody {
	category: string;
	code: string;
	detail?: string;
	field?: string;
}

/** What Square answers instead of doing it. */
export class SquareError extends Error {
	readonly status: number;
	readonly body: SquareErrorBody;

	constructor(status: number, body: SquareErrorBody) {
		super(body.detail ?? body.code);
		this.status = status;
		this.body = body;
	}

	answer(): FakeAnswer {
		return { status: this.status, body: { errors: [this.body] } };
	}
}

export function invalid(code: string, detail: string, field?: string, status = 400): SquareError {
	return new SquareError(status, {
		category: 'INVALID_REQUEST_ERROR',
		code,
		detail,
		...(field ? { field } : {}),
	});
}

export const notFound = (detail: string, field?: string): SquareError =>
	invalid('NOT_FOUND', detail, field, 404);

export const noSuchObject = (id: string, field?: string): SquareError =>
	notFound(`Catalog object with ID \`${id}\` not found.`, field);

const HEADER_HELP =
	'The header value is expected to be of the format "Bearer TOKEN" (without quotation marks), where TOKEN is a valid access token (e.g. "Bearer ABC123def456GHI789jkl0"). For more information, see https://developer.squareup.com/docs/build-basics/using-rest-api#__set-the-headers__ .';

export const unauthorized = (how: 'malformed' | 'incorrect or expired'): SquareError =>
	new SquareError(401, {
		category: 'AUTHENTICATION_ERROR',
		code: 'UNAUTHORIZED',
		detail: `The \`Authorization\` http header of your request was ${how}. ${HEADER_HELP}`,
	});

export const insufficientScopes = (scope: string): SquareError =>
	new SquareError(403, {
		category: 'AUTHENTICATION_ERROR',
		code: 'INSUFFICIENT_SCOPES',
		detail: `The merchant has not given your application sufficient permissions to do that. The merchant must authorize your application for the following scopes: ${scope}`,
	});

/** What a seller's token gets where the application's own is wanted; the words are not documented. */
export const notTheApplication = (): SquareError =>
	new SquareError(401, {
		category: 'AUTHENTICATION_ERROR',
		code: 'UNAUTHORIZED',
		detail: 'This request could not be authorized.',
	});

export const rateLimited = (detail: string): SquareError =>
	new SquareError(429, { category: 'RATE_LIMIT_ERROR', code: 'RATE_LIMITED', detail });
