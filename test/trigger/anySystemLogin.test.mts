import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { byHeader, SECRET } from './anySystem.mts';
import { TestTrigger } from './harness.mts';

const body = '{"sku":"A-1","quantity":0}';

const call = async (
	credential: ICredentialDataDecryptedObject,
	headers: Record<string, string>,
) => {
	const trigger = new TestTrigger({
		parameters: { source: 'anySystem' },
		credentials: { stockOutWebhookApi: credential },
	});
	const { status, items } = await trigger.receive({
		body,
		headers: { 'content-type': 'application/json', ...headers },
	});
	return { status, events: items?.map(({ event }) => event), warnings: trigger.warnings };
};

const accepted = { status: 200, events: ['ranOut'], warnings: [] };
const refused = (reason: string) => ({
	status: 401,
	events: undefined,
	warnings: [`Stock-Out Trigger: a call was refused (${reason})`],
});

describe('a secret in a header', () => {
	it('is accepted, whatever the case of the name', async () => {
		expect(await call(byHeader, { 'x-STOCK-secret': SECRET })).toEqual(accepted);
		expect(
			await call({ ...byHeader, headerName: ' X-Stock-Secret ' }, { 'X-Stock-Secret': SECRET }),
		).toEqual(accepted);
	});

	it.each([
		[{ 'x-stock-secret': `${SECRET}x` }, 'badSignature'],
		[{ 'x-stock-secret': SECRET.slice(1) }, 'badSignature'],
		[{ 'x-stock-secret': SECRET.toUpperCase() }, 'badSignature'],
		[{ 'x-stock-secret': '' }, 'missingSignature'],
		[{}, 'missingSignature'],
		[{ 'x-other': SECRET }, 'missingSignature'],
	] as const)('%o is refused', async (headers, reason) => {
		expect(await call(byHeader, { ...headers })).toEqual(refused(reason));
	});

	it('that is not set lets nobody in', async () => {
		expect(await call({ ...byHeader, headerSecret: '' }, { 'x-stock-secret': '' })).toEqual(
			refused('noSecret'),
		);
		expect(await call({ ...byHeader, headerName: ' ' }, { ' ': SECRET })).toEqual(
			refused('noSecret'),
		);
	});
});

describe('a signature of the body', () => {
	const hmac = (algorithm: string, encoding: 'hex' | 'base64', secret = SECRET) =>
		createHmac(algorithm, secret).update(body).digest(encoding);
	const signing = (more: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({
		method: 'hmac',
		headerName: 'X-Signature',
		secret: SECRET,
		...more,
	});

	it.each(['sha1', 'sha256', 'sha512'])(
		'with %s, in hex and base64, with and without prefix',
		async (algorithm) => {
			for (const encoding of ['hex', 'base64'] as const)
				for (const prefix of ['', `${algorithm}=`, 'v1 '])
					expect(
						await call(signing({ algorithm, encoding, prefix }), {
							'x-signature': `${prefix}${hmac(algorithm, encoding)}`,
						}),
					).toEqual(accepted);
		},
	);

	it('works with the defaults, in capitals too', async () => {
		expect(await call(signing(), { 'x-signature': hmac('sha256', 'hex').toUpperCase() })).toEqual(
			accepted,
		);
	});

	it.each([
		['of another secret', hmac('sha256', 'hex', 'other'), 'badSignature'],
		['of another algorithm', hmac('sha1', 'hex'), 'badSignature'],
		['in another encoding', hmac('sha256', 'base64'), 'badSignature'],
		['with a prefix nobody expects', `sha256=${hmac('sha256', 'hex')}`, 'badSignature'],
		['that is empty', '', 'missingSignature'],
	])('%s is refused', async (_what, value, reason) => {
		expect(await call(signing(), { 'x-signature': value })).toEqual(refused(reason));
	});

	it('without its prefix, or with nothing but the prefix, is refused', async () => {
		const prefixed = signing({ prefix: 'sha256=' });
		expect(await call(prefixed, { 'x-signature': hmac('sha256', 'hex') })).toEqual(
			refused('badSignature'),
		);
		expect(await call(prefixed, { 'x-signature': 'sha256=' })).toEqual(refused('badSignature'));
	});

	it('is refused while no secret is set', async () => {
		expect(
			await call(signing({ secret: '' }), { 'x-signature': hmac('sha256', 'hex', '') }),
		).toEqual(refused('noSecret'));
	});
});

describe('user and password', () => {
	const login: ICredentialDataDecryptedObject = {
		method: 'basic',
		user: 'erp',
		password: 'pass:word-äöü-123',
	};
	const basic = (text: string) => ({
		authorization: `Basic ${Buffer.from(text).toString('base64')}`,
	});

	it('are accepted, whatever the case of the scheme', async () => {
		const { authorization } = basic('erp:pass:word-äöü-123');
		expect(await call(login, { authorization })).toEqual(accepted);
		expect(await call(login, { authorization: authorization.replace('Basic', 'basic') })).toEqual(
			accepted,
		);
	});

	it.each([
		[basic('erp:'), 'badSignature'],
		[basic('ERP:pass:word-äöü-123'), 'badSignature'],
		[{ authorization: 'Bearer abc' }, 'badSignature'],
		[{ authorization: '' }, 'missingSignature'],
		[{}, 'missingSignature'],
	])('%o is refused', async (headers, reason) => {
		expect(await call(login, { ...headers } as Record<string, string>)).toEqual(refused(reason));
	});

	it('that are not set let nobody in', async () => {
		expect(await call({ ...login, password: '' }, basic('erp:'))).toEqual(refused('noSecret'));
		expect(await call({ ...login, user: '' }, basic(':pass:word-äöü-123'))).toEqual(
			refused('noSecret'),
		);
	});
});
