import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { expect } from 'vitest';
import { loader, type RunResult } from '../harness.mts';

type Stored = Readonly<Record<string, ICredentialDataDecryptedObject>>;

/**
 * No secret of the credentials, in any form it travels in, and no signed address is in what came out: the items of both outputs, or
 * an error with everything that hangs on it.
 */
export function expectNoSecrets(result: RunResult | Error, credentials: Stored): void {
	const whole = {
		depth: Infinity,
		maxArrayLength: null,
		maxStringLength: null,
		breakLength: Infinity,
	};
	const seen =
		result instanceof Error
			? inspect(result, whole)
			: JSON.stringify(result.raw) +
				result.raw
					.flat()
					.map(({ error }) => inspect(error, whole))
					.join();
	// What was renewed during the run is a secret too.
	const stores = result instanceof Error ? [credentials] : [credentials, result.credentials.stored];
	for (const form of stores.flatMap(secretForms)) expect(seen).not.toContain(form);
	expect(seen).not.toMatch(
		/[?&](x-amz-(signature|credential|security-token)|signature|sig|consumer_(key|secret)|access_token)=/i,
	);
}

function secretForms(stored: Stored): string[] {
	return Object.entries(stored).flatMap(([type, values]) => {
		const hidden = new Set(
			loader
				.getCredential(type)
				.type.properties.filter(isSecret)
				.map(({ name }) => name),
		);
		const secrets = Object.entries(values)
			.filter(([name]) => hidden.has(name))
			.map(([, value]) => String(value))
			.filter((text) => text.length >= 6);
		const pair = `${String(values.consumerKey)}:${String(values.consumerSecret)}`;
		return [
			...secrets,
			...secrets.map(encodeURIComponent),
			...secrets.map((text) => JSON.stringify(text).slice(1, -1)),
			...secrets.map((text) => Buffer.from(text).toString('base64').replace(/=+$/, '')),
			Buffer.from(pair).toString('base64'),
		];
	});
}

const isSecret = ({ name, typeOptions }: { name: string; typeOptions?: { password?: boolean } }) =>
	typeOptions?.password === true || /key$/i.test(name);
