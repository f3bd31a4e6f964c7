import { expect, it } from 'vitest';
import type { Fake } from '../../sandbox/fake.mts';
import type { World } from './world.mts';

/** A person can act on a sentence, not on 'Unauthorized'. */
const sentence = /^\S+ (\S+ ){3,}/;
const webhookType = 'stockOutWebhookApi';
const webhookSecret = { method: 'header', headerName: 'X-Stock-Secret' };

export function credentialTests(world: () => World): void {
	const fakes = () => [...world().sandbox.sandbox.fakes.values()];

	it('test green with the accounts of the sandbox', async () => {
		const { client, credentials } = world();
		expect(Object.keys(credentials).length).toBeGreaterThanOrEqual(4);
		const signedIn = fakes().filter((fake) => fake.signedIn);
		for (const [type, { id, name }] of Object.entries(credentials)) {
			// n8n's editor has no test button for OAuth2: connecting the account is the test there.
			if (signedIn.some((fake) => name === `Sandbox: ${fake.name}`)) continue;
			expect({ type, ...(await client.testCredential(id)) }).toMatchObject({ type, status: 'OK' });
		}
	});

	it('test red with a wrong secret, and say something a person understands', async () => {
		const { client, credentials } = world();
		const unclear: Record<string, string> = {};
		for (const [type, { name }] of Object.entries(credentials)) {
			const fake = fakes().find((one) => name === `Sandbox: ${one.name}`);
			if (!fake) throw new Error(`No fake belongs to the credential "${name}".`);
			// Of OAuth2 a wrong secret shows only when the token is renewed (test/platforms).
			if (fake.signedIn) continue;
			const { id } = await client.createCredential(`Wrong ${type}`, type, wrong(fake.account));
			const { status, message } = await client.testCredential(id);
			expect({ type, status }).toEqual({ type, status: 'Error' });
			if (!sentence.test(message)) unclear[type] = message;
		}
		expect(unclear).toEqual({});
	});

	it('test the secret of any system for its length', async () => {
		const { client } = world();
		const test = async (headerSecret: string) => {
			const data = { ...webhookSecret, headerSecret };
			const { id } = await client.createCredential('Secret to test', webhookType, data);
			return (await client.testCredential(id)).status;
		};
		expect(await test('a-long-secret-of-random-text')).toBe('OK');
		expect(await test('short')).toBe('Error');
	});
}

function wrong(account: Fake['account']): Fake['account'] {
	const isSecret = (field: string): boolean => /secret|key$|token|password/i.test(field);
	return Object.fromEntries(
		Object.entries(account).map(([field, value]) => [
			field,
			isSecret(field) && typeof value === 'string' ? value.replace(/[^_|.-]/g, '7') : value,
		]),
	);
}
