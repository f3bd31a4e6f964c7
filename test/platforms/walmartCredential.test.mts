import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type { Platform } from '../../platforms/platform';
import { shipNodes } from '../../sandbox/walmart/inventory.mts';
import { scopes } from '../../sandbox/walmart/login.mts';
import { built, loader } from '../harness.mts';

const credential = loader.getCredential('stockOutWalmartApi').type as ICredentialType & {
	authenticate(
		values: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions>;
};
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

const headersOf = async (values: ICredentialDataDecryptedObject) => {
	const request = { url: 'https://example.test', headers: { 'content-type': 'application/json' } };
	return (await credential.authenticate({ sessionToken: 'eyJ', ...values }, request))
		.headers as Record<string, string>;
};

it('sends the token in the header of Walmart, with a new number each time', async () => {
	const first = await headersOf({ market: 'us', environment: 'production' });
	expect(first).toMatchObject({
		'WM_SEC.ACCESS_TOKEN': 'eyJ',
		'WM_SVC.NAME': 'Walmart Marketplace',
		accept: 'application/json',
		'content-type': 'application/json',
	});
	expect(first).not.toHaveProperty('authorization');
	expect(first).not.toHaveProperty('WM_SANDBOX');
	const second = await headersOf({ market: 'us', environment: 'production' });
	expect(second['WM_QOS.CORRELATION_ID']).not.toBe(first['WM_QOS.CORRELATION_ID']);
});

it('asks for the sandbox that remembers writes, where there is one', async () => {
	expect(await headersOf({ market: 'us', environment: 'sandbox' })).toMatchObject({
		WM_SANDBOX: 'v2',
	});
	expect(await headersOf({ market: 'ca', environment: 'sandbox' })).not.toHaveProperty(
		'WM_SANDBOX',
	);
});

it('sends the channel type only where one was given', async () => {
	expect(await headersOf({ channelType: ' 0f3e4dd4 ' })).toMatchObject({
		'WM_CONSUMER.CHANNEL.TYPE': '0f3e4dd4',
	});
	expect(await headersOf({ channelType: '' })).not.toHaveProperty('WM_CONSUMER.CHANNEL.TYPE');
});

const evaluate = (expression: unknown, $credentials: object): string =>
	new Function('$credentials', `return ${String(expression).replace(/^=\{\{|\}\}$/g, '')}`)(
		$credentials,
	) as string;

it.each<[ICredentialDataDecryptedObject, string]>([
	[
		{ environment: 'production', market: 'us' },
		'https://marketplace.walmartapis.com/v3/token/detail',
	],
	[{ environment: 'sandbox', market: 'us' }, 'https://sandbox.walmartapis.com/v3/token/detail'],
	[
		{ environment: 'production', market: 'mx' },
		'https://marketplace.walmartapis.com/v3/items?limit=1&nextCursor=*',
	],
	[
		{ environment: 'custom', customHost: ' http://127.0.0.1:4700/walmart/ ', market: 'us' },
		'http://127.0.0.1:4700/walmart/v3/token/detail',
	],
])('is tested at a protected address: %j', (values, address) => {
	const { baseURL, url } = credential.test?.request ?? {};
	expect(evaluate(baseURL, values) + evaluate(url, values)).toBe(address);
	expect(platforms.find(({ id }) => id === 'walmart')?.service?.baseUrl(values)).toBe(
		new URL(address).origin + (values.customHost ? '/walmart' : ''),
	);
});

it('is red when the key may not change stock or send files, and green with the rights named in the docs', () => {
	const rules = (credential.test?.rules ?? []) as Array<{
		type: string;
		properties: { key: string; value: unknown };
	}>;
	const red = (detail: object) =>
		rules.filter(
			({ type, properties: { key, value } }) =>
				type === 'responseSuccessBody' &&
				key
					.split('.')
					.reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], detail) === value,
		).length;
	expect(red({ is_valid: true, scopes })).toBe(0);
	expect(red({ is_valid: false, scopes })).toBe(1);
	expect(red({ is_valid: true, scopes: { ...scopes, inventory: 'view_only' } })).toBe(1);
	expect(red({ is_valid: true, scopes: { ...scopes, feeds: 'no_access' } })).toBe(1);
	expect(red({ is_valid: true, scopes: { ...scopes, item: 'no_access' } })).toBe(1);
	expect(red({ ItemResponse: [], totalItems: 0 })).toBe(0);
});

it('lists the ship nodes that are in use, by name', async () => {
	const call: Call = async () => ({ status: 200, headers: {}, body: shipNodes });
	expect(await platforms.find(({ id }) => id === 'walmart')?.lists?.shipNodes(call, {})).toEqual([
		{ name: 'Own Warehouse', value: '721407426382852098' },
		{ name: 'Virtual Node', value: '10001023456' },
	]);
});
