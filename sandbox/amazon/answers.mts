import type { FakeAnswer, World } from '../fake.mts';

/** What an operation answers: status and body; the headers are the same for all. */
export interface Result {
	status: number;
	body?: unknown;
}

export class ApiError extends Error {
	readonly status: number;
	readonly code: string;
	/** Listings and feeds send an empty `details`, a feed that is not found sends none. */
	readonly details: string | null;

	constructor(status: number, code: string, message: string, details: string | null = '') {
		super(message);
		this.status = status;
		this.code = code;
		this.details = details;
	}
}

export const unauthorized = (): ApiError =>
	new ApiError(403, 'Unauthorized', 'Access to requested resource is denied.');

export const invalidInput = (message?: string): ApiError =>
	new ApiError(
		400,
		'InvalidInput',
		message ?? 'Request has missing or invalid parameters and cannot be parsed.',
	);

export const notFound = (message: string): ApiError => new ApiError(404, 'NotFound', message, null);

export const errorBody = ({ code, message, details }: ApiError) => ({
	errors: [{ code, message, ...(details !== null && { details }) }],
});

/** In the one recorded 429 there was no rate header (amazon sheet, section 12). */
export const throttledAnswer = (world: World): FakeAnswer => ({
	status: 429,
	headers: {
		'x-amzn-errortype': 'TooManyRequestsException',
		'x-amzn-requestid': uuid(world),
	},
	body: errorBody(
		new ApiError(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.'),
	),
});

export const randomText = (world: World, length: number, alphabet: string): string =>
	Array.from({ length }, () => alphabet[Math.floor(world.random() * alphabet.length)]).join('');

export const hex = (world: World, length: number): string =>
	randomText(world, length, '0123456789abcdef');

export const uuid = (world: World): string =>
	[8, 4, 4, 4, 12].map((length) => hex(world, length)).join('-');
