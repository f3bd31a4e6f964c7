import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { loader } from '../harness.mts';

type Test = (
	this: unknown,
	credential: ICredentialsDecrypted,
) => Promise<INodeCredentialTestResult>;
const { methods, description } = loader.getNode('stockOutTrigger').type as unknown as {
	methods: { credentialTest: Record<string, Test> };
	description: { credentials: Array<{ name: string; testedBy?: string }> };
};
const name = description.credentials.find(
	(credential) => credential.name === 'stockOutWebhookApi',
)!.testedBy!;
const test = async (data: Partial<Record<string, string>> | undefined) =>
	await methods.credentialTest[name]!.call({}, {
		id: '1',
		name: 'x',
		type: 'stockOutWebhookApi',
		data,
	} as unknown as ICredentialsDecrypted);

const long = 'sixteen-letters!';

it.each([
	{ method: 'header', headerName: 'X-Stock-Secret', headerSecret: long },
	{ method: 'hmac', headerName: 'X-Signature', secret: long },
	{ method: 'basic', user: 'erp', password: long },
])('is content with $method and a secret of 16 characters', async (data) => {
	expect(await test(data)).toMatchObject({ status: 'OK' });
});

it.each([
	{ method: 'header', headerName: 'X-Stock-Secret', headerSecret: long.slice(1) },
	{ method: 'hmac', headerName: 'X-Signature', secret: '' },
	{ method: 'basic', user: 'erp', password: 'short' },
	// The secret of another method does not count.
	{ method: 'hmac', headerName: 'X-Signature', headerSecret: long, password: long },
])('finds the secret of $method too short', async (data) => {
	expect(await test(data)).toEqual({
		status: 'Error',
		message: 'The secret is too short: use at least 16 random characters',
	});
});

it.each(['', 'X Stock', 'X-Stöck', 'X:Stock', 'X\n'])(
	'does not take %j for the name of a header',
	async (headerName) => {
		for (const method of ['header', 'hmac'])
			expect(await test({ method, headerName, headerSecret: long, secret: long })).toEqual({
				status: 'Error',
				message: "'Header Name' is not a valid name of a header",
			});
	},
);

it('wants a user, and something at all', async () => {
	expect(await test({ method: 'basic', user: '', password: long })).toEqual({
		status: 'Error',
		message: "'User' is empty",
	});
	expect(await test(undefined)).toMatchObject({ status: 'Error' });
	expect(await test({})).toMatchObject({ status: 'Error' });
});
