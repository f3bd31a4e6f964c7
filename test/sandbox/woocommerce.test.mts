import { expect, it } from 'vitest';
import { consumerKeys } from '../../sandbox/woocommerce/auth.mts';
import { signature } from '../../sandbox/woocommerce/deliveries.mts';
import { phpJson } from '../../sandbox/woocommerce/json.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';
import { basic, client, recordedShop, testWorld } from './wooShop.mts';

interface Pair {
	name: string;
	request: { method: string; path: string; body?: unknown; raw_body?: string; key?: string };
	response: { status: number; headers?: Record<string, string>; body: unknown };
}

interface Recorded {
	pairs: Pair[];
	errors: Pair[];
	webhooks: {
		api: Pair[];
		deliveries: { name: string; headers: Record<string, string>; raw_body: string }[];
	};
}

const none: Recorded = { pairs: [], errors: [], webhooks: { api: [], deliveries: [] } };

const api = '/wp-json/wc/v3';
const secret = 'S3cretAlnum0123456789abcdef';

/** A recorded answer says everything that counts but the times, which were those of the recording. */
function expected(recorded: unknown): unknown {
	if (Array.isArray(recorded)) return recorded.map(expected);
	if (typeof recorded !== 'object' || recorded === null) return recorded;
	const members = Object.entries(recorded)
		.filter(([name]) => !/^date_/.test(name))
		.map(([name, value]) => [name, expected(value)]);
	return expect.objectContaining(Object.fromEntries(members));
}

/** One answer was recorded after an earlier write. */
const before: Record<string, [string, string, unknown]> = {
	'list variations of all products (since 10.3)': [
		'PUT',
		`${api}/products/18/variations/19`,
		{ stock_quantity: 0 },
	],
};

const auths: Record<string, Record<string, string>> = {
	'unknown consumer key': basic('ck_unknown'),
	'right consumer key, wrong secret': basic(consumerKeys.readWrite, 'cs_wrong'),
	'no Authorization header': {},
	'valid key, permission Read': basic(consumerKeys.read),
	'valid key, permission Write': basic(consumerKeys.write),
	'valid Read/Write key of a user without shop rights': basic(consumerKeys.customer),
};

describeWithSpecs('WooCommerce fake against the recorded shop', () => {
	const recorded = (specsDir ? readSpec('woocommerce/recorded.json') : none) as Recorded;
	const replay = async ({ name, request, response }: Pair) => {
		const fake = recordedShop(testWorld().world);
		const call = client(fake, request.key === undefined ? undefined : auths[request.key]);
		const first = before[name];
		if (first) await call(...first);
		const many = { update: Array.from({ length: 101 }, () => ({ id: 10 })) };
		const body = name === 'batch of 101' ? many : (request.raw_body ?? request.body);
		const answer = await call(request.method, request.path, body);
		expect(answer.status).toBe(response.status);
		for (const [header, value] of Object.entries(response.headers ?? {})) {
			expect(answer.headers[header.toLowerCase()]).toBe(value);
		}
		const shortened = name.includes('the WHOLE catalogue');
		expect(shortened ? answer.body.slice(0, 3) : answer.body).toEqual(expected(response.body));
	};

	it.each(recorded.pairs)('$name', replay);
	it.each(recorded.errors)('error: $name', async (pair) => {
		if (pair.request.key !== undefined) expect(auths).toHaveProperty([pair.request.key]);
		await replay(pair);
	});

	it.each(recorded.webhooks.api)('webhook: $name', async ({ request, response }) => {
		const call = client(recordedShop(testWorld().world));
		const answer = await call(request.method, request.path, request.body);
		const body = response.body as Record<string, unknown>;
		// The recorded shop had had other webhooks before.
		const { id, ...rest } = body;
		expect(answer.status).toBe(response.status);
		expect(answer.body).toEqual(expected(rest));
		expect(typeof answer.body['id']).toBe(typeof id);
	});

	const signed = recorded.webhooks.deliveries.filter(
		({ headers }) => headers['X-WC-Webhook-Signature'],
	);
	it.each(signed)('signs and escapes as recorded: $name', ({ headers, raw_body: body }) => {
		expect(signature(secret, body)).toBe(headers['X-WC-Webhook-Signature']);
		expect(phpJson(JSON.parse(body))).toBe(body);
	});

	it.each([
		['product.updated, simple product out of stock', `${api}/products/10`],
		['product.updated, variation out of stock', `${api}/products/18/variations/20`],
	])('delivers %s', async (name, path) => {
		const { world, clock, sent } = testWorld();
		const call = client(recordedShop(world));
		const delivery_url = 'https://n8n.example.test/webhook/abc';
		await call('POST', `${api}/webhooks`, { topic: 'product.updated', delivery_url, secret });
		await call('PUT', path, { stock_quantity: 0 });
		await clock.advance(1000);
		const wanted = recorded.webhooks.deliveries.find((delivery) => delivery.name === name);
		const [ping, delivery] = sent;
		expect(ping?.body).toBe('webhook_id=1');
		expect(Object.keys(ping?.headers ?? {}).sort()).toEqual(['content-type', 'user-agent']);
		const real = JSON.parse(wanted?.raw_body ?? '') as Record<string, unknown>;
		const ours = JSON.parse(delivery?.body ?? '') as Record<string, unknown>;
		expect(Object.keys(ours)).toEqual(Object.keys(real));
		expect({ ...ours, related_ids: real['related_ids'] }).toEqual(
			expect.objectContaining(withoutDates(real)),
		);
		const lower = (headers: Record<string, string> = {}) =>
			Object.keys(headers).map((header) => header.toLowerCase());
		expect(lower(delivery?.headers).sort()).toEqual(
			lower(wanted?.headers)
				.filter((header) => header !== 'content-length')
				.sort(),
		);
		expect(delivery?.headers['x-wc-webhook-signature']).toBe(
			signature(secret, delivery?.body ?? ''),
		);
	});
});

const withoutDates = (row: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('date_')));
