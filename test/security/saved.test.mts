// What n8n keeps of an execution: items of both outputs and errors, of real runs, dry runs and failures.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { cases } from '../conformance/cases.mts';
import { built, runAcrylicDelist } from '../harness.mts';
import { expectNothingSecret } from '../platforms/secrets.mts';
import { openShop, type TestShop } from '../shop.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

const { optionsName } = built('./nodes/AcrylicDelist/run/gather.js') as {
	optionsName(platform: Platform): string;
};

let shop: TestShop;
beforeEach(async () => void (shop = await openShop({ speed: 2_000 })));
afterEach(async () => await shop.close());

describe.each(platforms.filter(({ service }) => service).map(({ id }) => id))('%s', (id) => {
	it('shows no secret in what n8n keeps of a dry run, a run and a failure', async () => {
		const platform = platforms.find((one) => one.id === id)!;
		const { credential } = platform.service!;
		const run = async (dryRun: boolean) => {
			const result = await runAcrylicDelist({
				parameters: {
					channels: [id],
					sku: '={{ $json.sku }}',
					[optionsName(platform)]: cases[id]?.options ?? {},
					options: { dryRun, safetyLimit: 0, confirmFor: 10_000 },
				},
				items: [{ sku: 'ACR-INK-PAYN-30' }, { sku: 'ACR-FL-QMAG-30' }, { sku: 'ACR-NOPE' }],
				credentials: { [credential]: shop.credentials[credential]! },
			});
			expectNothingSecret(result, shop.sandbox);
			return [...result.done, ...result.attention];
		};
		expect(JSON.stringify(await run(true))).toContain('plannedRequests');
		await run(false);
		// It repeats the whole request, login included, where it refuses it.
		const fake = shop.sandbox.fakes.get(id)!;
		fake.handle = async ({ method, path, query, headers, body }) => ({
			status: 400,
			body: {
				message: `${method} ${path}?${query.toString()} ${JSON.stringify(headers)} ${body.toString()}`,
			},
		});
		expect((await run(false)).map(({ outcome }) => outcome)).not.toContain('offSale');
	}, 60_000);
});
