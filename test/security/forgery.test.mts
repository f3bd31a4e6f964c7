import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { deliveryOf } from '../events/scheme.mts';
import { schemes } from '../events/schemes.mts';
import { Chance } from '../events/mutations.mts';
import { byHeader, SECRET } from '../trigger/anySystem.mts';
import { TestTrigger, type Incoming } from '../trigger/harness.mts';

/** The module itself, as the product has it. */
const crypto = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
afterEach(() => void vi.restoreAllMocks());

const call = async (credential: object, headers: object, query: object = {}) => {
	const trigger = new TestTrigger({
		parameters: { source: 'anySystem' },
		credentials: { stockOutWebhookApi: credential as never },
	});
	return await trigger.receive({
		body: '{"sku":"A-1","quantity":0}',
		headers: { 'content-type': 'application/json', ...headers } as Incoming['headers'],
		query: query as Incoming['query'],
	});
};
const REFUSED = { status: 401, body: 'Unauthorized', items: undefined };

describe('a proof of the wrong type', () => {
	it.each([
		[[SECRET]],
		[{ 0: SECRET }],
		[{ toString: () => SECRET }],
		[{ length: 27 }],
		[true],
		[0],
		[null],
	])('such as %j is none', async (proof) => {
		expect(await call(byHeader, { 'x-stock-secret': proof })).toEqual(REFUSED);
	});

	it('sent twice is none', async () => {
		// Node.js joins the same header with a comma.
		expect(await call(byHeader, { 'x-stock-secret': `${SECRET}, ${SECRET}` })).toEqual(REFUSED);
	});

	it.each([
		['vend', 'token'],
		['channeladvisor', 'secret'],
	])('twice in the address is refused and no crash (%s)', async (source, name) => {
		for (const proof of [['a', 'b'], { length: '5' }, { a: 'b' }]) {
			const trigger = new TestTrigger({
				parameters: { source, triggerOn: ['outOfStock'] },
				credentials: {
					stockOutVendApi: { url: 'shop', token: 'lsxs_pt_0123456789' },
					stockOutChannelAdvisorApi: { webhookSecret: SECRET },
				},
				staticData: { 'node:Node': { secrets: [SECRET] } },
			});
			const reply = await trigger.receive({
				body: '{}',
				headers: {},
				query: { [name]: proof } as unknown as Incoming['query'],
			});
			expect(reply).toEqual(REFUSED);
		}
	});
});

describe('a secret', () => {
	it.each([
		{ ...byHeader, headerSecret: '   ' },
		{
			method: 'hmac',
			headerName: 'X-Stock-Secret',
			algorithm: 'sha256',
			encoding: 'hex',
			prefix: '',
			secret: ' \t ',
		},
	])('of blanks lets nobody in (%#)', async (credential) => {
		const proof = crypto
			.createHmac('sha256', ' \t ')
			.update('{"sku":"A-1","quantity":0}')
			.digest('hex');
		for (const given of ['', '   ', proof])
			expect(await call(credential, { 'x-stock-secret': given })).toEqual(REFUSED);
	});

	it('of blanks for user or password lets nobody in', async () => {
		for (const [user, password] of [
			[' ', SECRET],
			['erp', ' '],
		] as const) {
			const login = Buffer.from(`${user}:${password}`).toString('base64');
			expect(
				await call({ method: 'basic', user, password }, { authorization: `Basic ${login}` }),
			).toEqual(REFUSED);
		}
	});

	it.each(schemes)('of $name is compared in constant time', async (scheme) => {
		const chance = new Chance(7);
		const secret = scheme.secret?.(chance) ?? chance.text(32);
		const body = Buffer.from('{"sku":"A"}');
		const bare = deliveryOf(body, {});
		const headers = scheme.headers?.(bare) ?? {};
		const proof = scheme.prove(secret, { ...bare, headers });
		const compared = vi.spyOn(crypto, 'timingSafeEqual');
		// Those that check a public key compare nothing that is secret.
		const verified = vi.spyOn(crypto, 'verify');
		const { ok } = await scheme.verify(
			deliveryOf(body, { ...headers, [scheme.header]: proof }),
			secret,
		);
		expect(ok).toBe(true);
		expect(compared.mock.calls.length + verified.mock.calls.length).toBeGreaterThan(0);
	});
});
