import type { FakeAnswer } from '../fake.mts';

/** An error as Wix words it (wix sheet, section 9). */
export class WixError extends Error {
	readonly status: number;
	readonly body: unknown;

	constructor(status: number, body: unknown) {
		super(JSON.stringify(body));
		this.status = status;
		this.body = body;
	}
}

export const applicationError = (status: number, code: string, description = ''): WixError =>
	new WixError(status, {
		message: description,
		details: { applicationError: { code, description, data: {} } },
	});

/** A missing right: the body does not say which (recorded). */
export const noRight = (): WixError =>
	new WixError(403, { message: '', details: { applicationError: { description: '' } } });

export const violation = (field: string, description: string, violatedRule: string): WixError =>
	new WixError(400, {
		message: `request is invalid:\n\`-- ${field} ${description}`,
		details: { validationError: { fieldViolations: [{ field, description, violatedRule }] } },
	});

export const notFound = (what: string): WixError =>
	applicationError(404, `${what}_NOT_FOUND`, `${what} was not found`);

/** No rate headers (wix sheet, section 8). */
export const throttled = (): FakeAnswer => ({
	status: 429,
	body: {
		message: 'Too many requests',
		details: { applicationError: { code: 'RESOURCE_EXHAUSTED', description: '', data: {} } },
	},
});

export const unauthenticated = (): FakeAnswer => ({
	status: 401,
	body: {
		message: '',
		details: { applicationError: { code: 'UNAUTHENTICATED', description: '', data: {} } },
	},
});
