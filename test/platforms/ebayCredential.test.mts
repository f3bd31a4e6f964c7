import type { ICredentialType, IHttpRequestOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { built, loader, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';

const { apiHost, tokenUrl } = built('./platforms/ebay/hosts.js') as Record<
	'apiHost' | 'tokenUrl',
	(place: object) => string
>;
const credential = (): ICredentialType => loader.getCredential('stockOutEbayApi').type;

const PLACES = [
	{ environment: 'production', host: 'https://api.ebay.com' },
	{ environment: 'sandbox', host: 'https://api.sandbox.ebay.com' },
	{
		environment: 'custom',
		customHost: ' https://ebay-test.example.com/ ',
		host: 'https://ebay-test.example.com',
	},
];

describe('eBay: the credential', () => {
	it.each(PLACES)(
		'reaches $environment, in runs and in its own test alike',
		async ({ host, ...place }) => {
			expect(apiHost(place)).toBe(host);
			expect(tokenUrl(place)).toBe(`${host}/identity/v1/oauth2/token`);
			const node = makeNode('acrylicDelist', {}, new TestCredentials({}));
			const { expression } = makeWorkflow(node);
			const isolate = expression as unknown as {
				acquireIsolate?(): Promise<void>;
				releaseIsolate?(): Promise<void>;
			};
			await isolate.acquireIsolate?.();
			try {
				const typed = String(credential().test?.request.baseURL);
				const url: unknown = expression.getSimpleParameterValue(
					node,
					typed,
					'internal',
					{ $credentials: place },
					undefined,
					'',
				);
				expect(url).toBe(host);
			} finally {
				await isolate.releaseIsolate?.();
			}
		},
	);

	it('gives each API the token in its own header', async () => {
		const { authenticate } = credential();
		if (typeof authenticate !== 'function') throw new Error('The headers depend on the address');
		const headersFor = async (url: string) =>
			(
				await authenticate({ sessionToken: 'v^1.1#t' }, {
					url,
					headers: { accept: 'x' },
				} as IHttpRequestOptions)
			).headers;
		expect(await headersFor('https://api.ebay.com/ws/api.dll')).toEqual({
			accept: 'x',
			'x-ebay-api-iaf-token': 'v^1.1#t',
		});
		expect(await headersFor('/sell/inventory/v1/inventory_item?limit=1')).toEqual({
			accept: 'x',
			authorization: 'Bearer v^1.1#t',
		});
	});
});
