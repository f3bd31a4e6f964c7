import { expect } from 'vitest';

import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { RunResult } from '../harness.mts';
import { expectNoSecrets } from './noSecrets.mts';

/** What platforms hand out during a run and nobody may see: tokens, and addresses that carry their own signature. */
const HANDED_OUT = [
	/"access_token":\s*"([^"]+)"/g,
	/"https?:[^"]*[?&](?:X-Amz-)?Signature=([^"&]+)/gi,
];

/** Neither what the credentials hide nor what the platforms handed out meanwhile is in any item. */
export function expectNothingSecret(result: RunResult, sandbox: Sandbox): void {
	expectNoSecrets(result, result.credentials.stored);
	const items = JSON.stringify(result.raw);
	for (const { responseBody } of sandbox.log.entries())
		for (const pattern of HANDED_OUT)
			for (const [, secret] of responseBody.matchAll(pattern)) expect(items).not.toContain(secret);
}
