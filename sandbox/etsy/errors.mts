import type { FakeAnswer } from '../fake.mts';

/** What Etsy answers instead of doing it: one sentence, no code (etsy sheet, section 9). */
export class EtsyError extends Error {
	readonly status: number;
	readonly description: string | undefined;
	readonly headers: Record<string, string>;

	constructor(
		status: number,
		error: string,
		description?: string,
		headers: Record<string, string> = {},
	) {
		super(error);
		this.status = status;
		this.description = description;
		this.headers = headers;
	}

	get answer(): FakeAnswer {
		const error_description = this.description;
		const body = { error: this.message, ...(error_description ? { error_description } : {}) };
		return { status: this.status, headers: this.headers, body };
	}
}

export const invalid = (error: string): EtsyError => new EtsyError(400, error);
export const notFound = (): EtsyError => new EtsyError(404, 'Resource not found');
export const tokenExpired = (): EtsyError =>
	new EtsyError(401, 'invalid_token', 'access token is expired');
