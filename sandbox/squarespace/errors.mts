import type { FakeAnswer } from '../fake.mts';

/** What Squarespace answers instead of doing it. */
export class SquarespaceError extends Error {
	readonly status: number;
	readonly type: string;
	readonly subtype: string | null;

	constructor(status: number, type: string, message: string, subtype: string | null = null) {
		super(message);
		this.status = status;
		this.type = type;
		this.subtype = subtype;
	}

	answer(contextId: string): FakeAnswer {
		const { type, subtype, message } = this;
		return { status: this.status, body: { type, subtype, message, details: null, contextId } };
	}
}

export const invalid = (message: string, subtype: string | null = null): SquarespaceError =>
	new SquarespaceError(400, 'INVALID_REQUEST_ERROR', message, subtype);

export const notFound = (message: string): SquarespaceError =>
	new SquarespaceError(404, 'INVALID_REQUEST_ERROR', message);

export const conflict = (subtype: string, message: string): SquarespaceError =>
	new SquarespaceError(409, 'CONFLICT', message, subtype);

export const tooMany = (): SquarespaceError =>
	new SquarespaceError(429, 'TOO_MANY_REQUESTS', 'Too many requests. Please try again later.');

export const unauthorized = (): SquarespaceError =>
	new SquarespaceError(401, 'AUTHORIZATION_ERROR', 'You are not authorized to do that.');

export const missingScope = (): SquarespaceError =>
	new SquarespaceError(
		403,
		'AUTHORIZATION_ERROR',
		'The API key does not have the permission for this request.',
		'MISSING_SCOPE',
	);
