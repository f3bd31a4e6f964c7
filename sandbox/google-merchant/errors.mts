import type { FakeAnswer } from '../fake.mts';

export const json = { 'content-type': 'application/json; charset=UTF-8' };

/** Google's error form, AIP-193 (google-merchant sheet, section 9). */
export class ApiError extends Error {
	readonly code: number;
	readonly status: string;
	readonly reason: string;
	readonly metadata: Record<string, string>;

	constructor(
		code: number,
		status: string,
		message: string,
		reason: string,
		metadata: Record<string, string> = {},
	) {
		super(message);
		this.code = code;
		this.status = status;
		this.reason = reason;
		this.metadata = metadata;
	}

	get answer(): FakeAnswer {
		const { code, message, status, reason, metadata } = this;
		const info = {
			'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
			reason,
			domain: 'merchantapi.googleapis.com',
			metadata,
		};
		return {
			status: code,
			headers: json,
			body: { error: { code, message, status, details: [info] } },
		};
	}
}

export const invalid = (message: string, REASON: string, FIELD_LOCATION?: string): ApiError =>
	new ApiError(400, 'INVALID_ARGUMENT', message, 'invalid', {
		REASON,
		...(FIELD_LOCATION && { FIELD_LOCATION }),
	});

export const notFound = (message: string, REASON: string): ApiError =>
	new ApiError(404, 'NOT_FOUND', message, 'notFound', { REASON });

export const noAccess = (account: string): ApiError =>
	new ApiError(
		403,
		'PERMISSION_DENIED',
		`The caller does not have access to the accounts: [${account}]`,
		'forbidden',
	);

export const unauthenticated = (): ApiError =>
	new ApiError(
		401,
		'UNAUTHENTICATED',
		'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
		'ACCESS_TOKEN_EXPIRED',
		{ service: 'merchantapi.googleapis.com' },
	);

/** The token is good, the project behind it is not registered (sheet, section 2). */
export const unregistered = (project: string): ApiError =>
	new ApiError(
		401,
		'UNAUTHENTICATED',
		`GCP project with id ${project} and number 480215936741 is not registered with the merchant account. Please follow these steps https://developers.google.com/merchant/api/guides/quickstart.`,
		'unauthorized',
	);

export const disabled = (project: string): ApiError =>
	new ApiError(
		403,
		'PERMISSION_DENIED',
		`Merchant API has not been used in project ${project} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/merchantapi.googleapis.com/overview?project=${project} then retry.`,
		'SERVICE_DISABLED',
		{ service: 'merchantapi.googleapis.com', consumer: `projects/${project}` },
	);

const overQuota = (message: string, reason: string): ApiError =>
	new ApiError(429, 'RESOURCE_EXHAUSTED', message, 'rateLimitExceeded', { REASON: reason });

export const tooFast = (): ApiError =>
	overQuota('Quota for calls per minute has been exceeded.', 'quota/request_rate_too_high');

export const dayIsOver = (): ApiError =>
	overQuota('Quota for calls per day has been exceeded.', 'quota/daily_limit_exceeded');
