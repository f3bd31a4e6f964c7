import type { FakeAnswer } from '../fake.mts';
import { json } from './json.mts';

export class WooError extends Error {
	readonly code: string;
	readonly data: Record<string, unknown> & { status: number };

	constructor(code: string, message: string, data: Record<string, unknown> & { status: number }) {
		super(message);
		this.code = code;
		this.data = data;
	}

	get body(): Record<string, unknown> {
		return { code: this.code, message: this.message, data: this.data };
	}

	get answer(): FakeAnswer {
		return json(this.data.status, this.body);
	}
}

export const noRoute = (): WooError =>
	new WooError('rest_no_route', 'No route was found matching the URL and request method.', {
		status: 404,
	});

export const invalidProduct = (status: 400 | 404): WooError =>
	new WooError('woocommerce_rest_product_invalid_id', 'Invalid ID.', { status });

export const invalidVariation = (): WooError =>
	new WooError('woocommerce_rest_product_variation_invalid_id', 'Invalid ID.', { status: 404 });

export const notAProduct = (): WooError =>
	new WooError(
		'woocommerce_rest_invalid_product_id',
		'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.',
		{ status: 404 },
	);
