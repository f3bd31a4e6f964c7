import type { FakeAnswer } from '../fake.mts';

/** `parameters` fill the `%1` or `%name` of the message; the receiver has to do it (magento sheet, section 9). */
export class MagentoError extends Error {
	readonly status: number;
	readonly parameters: readonly unknown[] | Record<string, unknown> | undefined;

	constructor(status: number, message: string, parameters?: MagentoError['parameters']) {
		super(message);
		this.status = status;
		this.parameters = parameters;
	}

	get answer(): FakeAnswer {
		const { message, parameters } = this;
		return json(this.status, { message, ...(parameters && { parameters }) });
	}
}

export const json = (status: number, body: unknown): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json; charset=utf-8' },
	body: JSON.stringify(body),
});

export const noRoute = (): MagentoError =>
	new MagentoError(404, 'Request does not match any route.');

export const notAuthorized = (resources: string): MagentoError =>
	new MagentoError(401, "The consumer isn't authorized to access %resources.", { resources });

export const noSuchProduct = (): MagentoError =>
	new MagentoError(
		404,
		"The product that was requested doesn't exist. Verify the product and try again.",
	);

export const isRequired = (fieldName: string): MagentoError =>
	new MagentoError(400, '"%fieldName" is required. Enter and try again.', { fieldName });

export const tooManyItems = (type: string, max: number): MagentoError =>
	new MagentoError(400, 'Maximum items of type "%type" is %max', { type, max });
