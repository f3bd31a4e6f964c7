import type { FakeAnswer } from '../fake.mts';

/** An answer that ends a request. */
export class Refusal extends Error {
	readonly answer: FakeAnswer;

	constructor(status: number, body: unknown) {
		super(`Status ${status}`);
		this.answer = { status, body };
	}
}

/** OData's form (channeladvisor sheet, section 9). */
export const odata = (status: number, message: string): Refusal =>
	new Refusal(status, { error: { code: '', message } });

/** Of a single call; inside a batch the same words come in OData's form (channeladvisor sheet, section 9). */
export const denied = (): Refusal =>
	new Refusal(401, { Message: 'Authorization has been denied for this request.' });

export const noRoute = (url: string): Refusal =>
	new Refusal(404, {
		Message: `No HTTP resource was found that matches the request URI '${url}'.`,
	});

/** Plain text, and no word on how long to wait (channeladvisor sheet, section 8). */
export const tooMany = (): FakeAnswer => ({
	status: 429,
	headers: { 'content-type': 'text/plain' },
	body: 'Too many requests.',
});
