import type { FakeAnswer } from '../fake.mts';

/** What Lightspeed answers instead of doing it. */
export class LightspeedError extends Error {
	readonly answer: FakeAnswer;

	constructor(answer: FakeAnswer) {
		super(`Status ${answer.status}`);
		this.answer = answer;
	}
}

const WORDS: Readonly<Record<number, string>> = {
	400: 'Bad Request',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
};

/** JSON under the name of a web page (lightspeed-retail sheet, section 9). */
export const refused = (status: number, message: string): LightspeedError =>
	new LightspeedError({
		status,
		headers: { 'content-type': 'text/html; charset=UTF-8' },
		body: JSON.stringify({
			httpCode: String(status),
			httpMessage: WORDS[status],
			message,
			errorClass: 'Exception',
		}),
	});

export const unverified = (hint = 'Access token could not be verified'): LightspeedError =>
	new LightspeedError({
		status: 401,
		body: {
			error: 'access_denied',
			error_description: 'The resource owner or authorization server denied the request.',
			hint,
		},
	});

export const tokenRefused = (error: string): LightspeedError =>
	new LightspeedError({
		status: 400,
		body: { error, error_description: `The request was refused: ${error}.` },
	});
