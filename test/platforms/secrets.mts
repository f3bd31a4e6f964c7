import { expect } from 'vitest';

import type { Sandbox } from '../../sandbox/sandbox.mts';
import { loader, type RunResult } from '../harness.mts';

/** What platforms hand out during a run and nobody may see: tokens, and addresses that carry their own signature. */
const HANDED_OUT = [/"access_token":\s*"([^"]+)"/g, /"(https?:[^"]*[?&](?:X-Amz-)?Signature=[^"]*)"/gi];

/** Asserts that no secret of a credential and nothing the platforms handed out stands in any item. */
export function expectNoSecrets(result: Pick<RunResult, 'raw' | 'credentials'>, sandbox?: Sandbox): void {
	const text = JSON.stringify(result.raw);
	for (const secret of new Set([...ofCredentials(result), ...(sandbox ? handedOut(sandbox) : [])]))
		for (const form of formsOf(secret)) expect(text).not.toContain(form);
}

function ofCredentials({ credentials }: Pick<RunResult, 'credentials'>): string[] {
	return Object.entries(credentials.stored).flatMap(([name, values]) =>
		loader
			.getCredential(name)
			.type.properties.filter(({ typeOptions }) => typeOptions?.password)
			.map((property) => String(values[property.name] ?? '')),
	);
}

function handedOut(sandbox: Sandbox): string[] {
	return sandbox.log
		.entries()
		.flatMap(({ responseBody }) =>
			HANDED_OUT.flatMap((pattern) => [...responseBody.matchAll(pattern)].map(([, secret]) => secret)),
		);
}

function formsOf(secret: string): string[] {
	if (secret.length < 6) return [];
	const signature = /[?&](?:X-Amz-)?Signature=([^&]+)/i.exec(secret)?.[1];
	return [
		secret,
		encodeURIComponent(secret),
		Buffer.from(`${secret}:`).toString('base64'),
		...(signature ? [signature] : []),
	];
}
