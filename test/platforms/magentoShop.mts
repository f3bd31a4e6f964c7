import { expect } from 'vitest';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { keysOf, makeMagento, type MagentoFake } from '../../sandbox/magento/index.mts';
import type { Options } from '../../sandbox/magento/shop.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { requestSchema, violations } from '../openapi.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, runner, sent } from './channelRun.mts';

interface Opening extends Partial<Options> {
	catalogue?: readonly Product[];
}

export async function openMagento({ catalogue, ...options }: Opening = {}) {
	const clock = fastClock(200);
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		makers: [makeMagento(options)],
		...(catalogue ? { catalogue } : {}),
	});
	const { sandbox } = served;
	const fake = sandbox.fakes.get('magento') as MagentoFake;
	const shop = {
		sandbox,
		credentials: { stockOutMagentoApi: { ...fake.account } as ICredentialDataDecryptedObject },
	};
	const cloud = options.edition === 'accs';
	return {
		...shop,
		fake,
		clock,
		url: served.url,
		/** Everything a take-off may touch. */
		snapshot() {
			const { products, sourceItems } = fake.shop;
			return structuredClone({
				products: [...products.values()].map(({ updated: _, ...kept }) => kept),
				sourceItems: [...sourceItems.values()],
			});
		},
		items: (sku: string) =>
			fake.shop
				.items(sku)
				.map(({ source_code, quantity, status }) => ({ source_code, quantity, status })),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		run: runner('magento', shop),
		with: (values: object) => ({
			credentials: {
				stockOutMagentoApi: { ...fake.account, ...values } as ICredentialDataDecryptedObject,
			},
		}),
		as: (name: Parameters<typeof keysOf>[0]) => ({
			credentials: {
				stockOutMagentoApi: { ...fake.account, ...keysOf(name) } as ICredentialDataDecryptedObject,
			},
		}),
		writes: (path = /./) =>
			sandbox.log
				.entries('magento')
				.filter((entry) => entry.method !== 'GET' && !entry.login && path.test(entry.path)),
		reads: (path = /./) => sent(sandbox, 'magento', 'GET', path),
		/** Checks everything that was sent, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of sandbox.log.entries('magento'))
				if (!entry.login) expectSound(entry, cloud);
		},
	};
}

export type Magento = Awaited<ReturnType<typeof openMagento>>;

const documents =
	specsDir === undefined
		? undefined
		: {
				paas: readSpec('magento/paas-admin-2.4.9.trimmed.json'),
				accs: readSpec('magento/accs.trimmed.json'),
			};

/** A request as the official document wants it, in the scope of all store views. */
export function expectSound(entry: LogEntry, cloud: boolean): void {
	const { method, path, query, requestHeaders } = entry;
	expect(requestHeaders).toHaveProperty('authorization');
	if (cloud)
		expect(requestHeaders).toMatchObject({ store: 'all', 'x-gw-ims-org-id': expect.any(String) });
	else expect(path).toMatch(/^\/rest\/all\//);
	// PHP drops a part of the query that has no or two '=' from the signature.
	for (const part of query.replace(/^\?/, '').split('&').filter(Boolean))
		expect(part.split('=')).toHaveLength(2);
	expect(query.length).toBeLessThan(8_000);
	const spec = documents?.[cloud ? 'accs' : 'paas'];
	const template = path.replace(/^\/rest\/all/, '');
	if (!spec || method === 'GET' || template.includes('/async/')) return;
	const body = json(entry);
	const wrong = violations(requestSchema(spec, method, template), body);
	// `required` of a stock item lists its getters; the server wants only what changes (ORIGIN.md of the document).
	expect(wrong.filter((text) => !/^\/stockItem must have required property/.test(text))).toEqual(
		[],
	);
}
