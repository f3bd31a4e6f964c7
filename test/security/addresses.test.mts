import { describe, expect, it } from 'vitest';

import { built } from '../harness.mts';

const { shopAddress } = built('./http/address.js') as {
	shopAddress(typed: string, options?: { allowHttp?: boolean }): string;
};
const { feedAddress } = built('./http/feed.js') as { feedAddress(typed: string): URL };
const { authenticate, preAuthentication } = new (
	built('./credentials/StockOutLinnworksApi.credentials.js') as {
		StockOutLinnworksApi: new () => {
			authenticate: unknown;
			preAuthentication(this: unknown, credentials: object): Promise<object>;
		};
	}
).StockOutLinnworksApi();

const refusal = (work: () => unknown): string => {
	try {
		work();
	} catch (error) {
		return (error as Error).message;
	}
	return '';
};

describe('an address without encryption', () => {
	it.each([
		'http://169.254.169.254/latest/meta-data',
		'http://192.168.1.20',
		'http://10.0.0.1',
		'http://[fd00::1]',
		'http://[::ffff:169.254.169.254]',
		'http://0xa9fea9fe',
		'http://2852039166',
		'http://localhost.example.test',
		'http://127.0.0.1.example.test',
		'ftp://127.0.0.1',
		'file:///etc/passwd',
		'javascript://127.0.0.1/',
	])('%s is refused for a shop and for a feed', (typed) => {
		expect(refusal(() => shopAddress(typed))).toMatch(/unencrypted|not a web address/);
		expect(refusal(() => feedAddress(typed))).toMatch(/unencrypted|not a web address/);
	});

	it('may be this very computer, in whatever spelling', () => {
		for (const typed of ['http://127.0.0.1:8080', 'http://2130706433:8080', 'http://0x7f.1:8080'])
			expect(shopAddress(typed)).toBe('http://127.0.0.1:8080');
	});
});

describe('a login inside an address', () => {
	it.each([
		'https://user:hunter22@shop.example.test',
		'https://user:hunter22@shop.example.test:99999',
		'https://user:hunter22@',
		'user:hunter22@shop.example.test',
		'https://hunter22@[',
	])('%s is refused and not repeated', (typed) => {
		for (const read of [shopAddress, feedAddress]) {
			expect(refusal(() => read(typed))).not.toBe('');
			expect(refusal(() => read(typed))).not.toContain('hunter22');
		}
	});
});

describe('a server that the login of Linnworks names', () => {
	const loginNaming = async (Server: string): Promise<object> =>
		await preAuthentication.call(
			{
				helpers: {
					httpRequest: async () => ({
						statusCode: 200,
						headers: {},
						body: { Token: 't-1', Server },
					}),
				},
			},
			{ environment: 'production' },
		);

	it('is used over https only', async () => {
		expect(authenticate).toBeTypeOf('function');
		expect(await loginNaming('https://eu.linnworks.example.test/')).toEqual({
			sessionToken: 't-1',
			sessionServer: 'https://eu.linnworks.example.test',
		});
		await expect(loginNaming('http://eu.linnworks.example.test')).rejects.toThrow('unencrypted');
	});
});
