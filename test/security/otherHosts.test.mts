// What a platform hands out as the address of the next page, of a job, of a record: the login goes to none of them.
import { afterEach, describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { manyProducts } from '../../sandbox/catalogue.mts';
import type { Fake, FakeAnswer } from '../../sandbox/fake.mts';
import { built, runAcrylicDelist } from '../harness.mts';
import { connected } from '../platforms/connected.mts';
import { openShop, type TestShop } from '../shop.mts';
import { closeHosts, host } from './hostile.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
/** Amazon hands out an address for each document, which takes no login; and Linnworks' login names the server of the account. */
const USES_ADDRESSES = new Set(['amazon']);

let shop: TestShop;
afterEach(async () => {
	await shop.close();
	closeHosts();
});

/** Puts another host into every address in every answer, apart from those to a login. */
function leadAway(fake: Fake, from: string, to: string): void {
	const handle = fake.handle.bind(fake);
	const away = (text: string) =>
		text.replaceAll(from, to).replaceAll(from.replaceAll('/', '\\/'), to);
	fake.handle = async (request) => {
		const answer: FakeAnswer = await handle(request);
		if (/auth|token|login/i.test(request.path)) return answer;
		const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [
			name,
			away(value),
		]);
		const { body } = answer;
		return {
			...answer,
			headers: {
				link: `<${to}/next>; rel="next"`,
				...(Object.fromEntries(headers) as Record<string, string>),
			},
			body:
				typeof body === 'string'
					? away(body)
					: Buffer.isBuffer(body) || body === undefined
						? body
						: (JSON.parse(away(JSON.stringify(body))) as unknown),
		};
	};
}

const PUBLIC =
	/^(accept|accept-encoding|connection|content-length|content-type|host|transfer-encoding|user-agent)$/;

describe.each(platforms.filter(({ service }) => service).map(({ id }) => id))('%s', (id) => {
	it('sends its login to no host that an answer names', async () => {
		const other = await host((_request, response) => response.writeHead(404).end());
		shop = await openShop({ speed: 2_000, catalogue: manyProducts(260) });
		const fake = shop.sandbox.fakes.get(id)!;
		leadAway(fake, new URL(shop.url).origin, other.url);
		const { platform, levels } = await connected(id, shop.credentials);
		const { service } = platform;
		await runAcrylicDelist({
			parameters: {
				channels: [id],
				sku: '={{ $json.sku }}',
				options: { safetyLimit: 0, confirmFor: 10_000 },
			},
			items: Array.from({ length: 60 }, (_, i) => ({
				sku: `BENCH-${String(i + 1).padStart(5, '0')}`,
			})),
			credentials: { [service!.credential]: shop.credentials[service!.credential]! },
		});
		if (platform.levels) await levels().catch(() => undefined);
		if (!USES_ADDRESSES.has(id)) expect(other.requests).toEqual([]);
		for (const { headers } of other.requests)
			expect(Object.keys(headers).filter((name) => !PUBLIC.test(name))).toEqual([]);
		expect(shop.sandbox.log.entries(id).length).toBeGreaterThan(0);
	}, 120_000);
});
