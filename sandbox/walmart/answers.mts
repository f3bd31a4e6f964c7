import type { FakeAnswer, World } from '../fake.mts';

export interface Result {
	status: number;
	body?: unknown;
}

export interface Said {
	code: string;
	field?: string;
	description: string;
	info: string;
	category?: 'DATA' | 'REQUEST' | 'SYSTEM';
}

/** Errors of the gateway stand under `error`, those of a service under `errors.error` (recorded; walmart sheet, section 9). */
export class ApiError extends Error {
	readonly status: number;
	readonly said: Said;
	readonly gateway: boolean;

	constructor(status: number, said: Said, { gateway = false } = {}) {
		super(said.description);
		this.status = status;
		this.said = said;
		this.gateway = gateway;
	}

	get answer(): FakeAnswer {
		const error = [
			{
				...this.said,
				severity: 'ERROR',
				category: this.said.category ?? 'DATA',
				causes: [],
				errorIdentifiers: {},
			},
		];
		return { status: this.status, body: this.gateway ? { error } : { errors: { error } } };
	}
}

const gateway = { gateway: true };

/** Word for word as recorded. */
export const unauthorized = (): ApiError =>
	new ApiError(
		401,
		{
			code: 'UNAUTHORIZED.GMP_GATEWAY_API',
			field: 'UNAUTHORIZED',
			description: 'Unauthorized',
			info: 'Unauthorized token or incorrect authorization header. Please verify correct format: "Authorization: Basic Base64Encode(clientId:clientSecret)" For more information, see https://developer.walmart.com/#/apicenter/marketPlace/latest#apiAuthentication.',
		},
		gateway,
	);

export const forbidden = (): ApiError =>
	new ApiError(
		403,
		{
			code: 'FORBIDDEN.GMP_GATEWAY_API',
			description: 'Forbidden',
			info: 'Access to this API is not allowed.',
		},
		gateway,
	);

/** To sellers outside the programme (seen). */
export const notEligible = (): ApiError =>
	new ApiError(
		401,
		{
			code: 'UNAUTHORIZED.GMP_GATEWAY_API',
			field: 'UNAUTHORIZED',
			description: 'Program Eligibility is not enabled',
			info: 'Program Eligibility is not enabled',
		},
		gateway,
	);

export const badHeader = (field: string): ApiError =>
	new ApiError(
		400,
		{
			code: 'INVALID_REQUEST_HEADER.GMP_GATEWAY_API',
			field,
			description: `${field} set null or invalid.`,
			info: 'One or more request headers is invalid.',
		},
		gateway,
	);

/** As recorded for a look-up of an item. */
export const wrongMedia = (): ApiError =>
	new ApiError(
		415,
		{
			code: 'UNSUPPORTED_MEDIA_TYPE.GMP_ITEM_QUERY_API',
			description: 'HTTP 415 Unsupported Media Type',
			info: 'Unsupported Media Type.',
		},
		gateway,
	);

export const notFound = (api: string, field = 'sku'): ApiError =>
	new ApiError(404, {
		code: `CONTENT_NOT_FOUND.${api}`,
		field,
		description: 'No item found.',
		info: 'Requested content could not be found.',
	});

export const badRequest = (api: string, field: string, description: string): ApiError =>
	new ApiError(400, {
		code: `INVALID_REQUEST_PARAM.${api}`,
		field,
		description,
		info: 'Request parameter is invalid.',
	});

export const tooLarge = (): ApiError =>
	new ApiError(413, {
		code: 'REQUEST_ENTITY_TOO_LARGE.GMP_FEED_API',
		description: 'The file is larger than 5 MB.',
		info: 'Payload Too Large.',
	});

/** Of the recorded 429 only status and code are known. */
export const tooMany = (headers: Record<string, string>): FakeAnswer => ({
	status: 429,
	headers,
	body: { error: [{ code: 'REQUEST_THRESHOLD_VIOLATED.GMP_GATEWAY_API' }] },
});

export const randomText = (world: World, length: number, alphabet: string): string =>
	Array.from({ length }, () => alphabet[Math.floor(world.random() * alphabet.length)]).join('');

export const each = (amount: number) => ({ unit: 'EACH', amount });

/** An amount in the form of the API, or undefined. */
export function amountOf(quantity: unknown): number | undefined {
	const { unit, amount } = (quantity ?? {}) as { unit?: unknown; amount?: unknown };
	const whole = typeof amount === 'number' && Number.isInteger(amount) && amount >= 0;
	return unit === 'EACH' && whole ? amount : undefined;
}
