import type { ICredentialType } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type { Platform } from '../../platforms/platform';
import { built, loader } from '../harness.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const platform = platforms.find(({ id }) => id === 'channeladvisor') as Platform;

describe('ChannelAdvisor: the credential', () => {
	const credential = loader.getCredential('stockOutChannelAdvisorApi').type as ICredentialType;
	const evaluate = (expression: unknown, $credentials: object): string =>
		new Function('$credentials', `return ${String(expression).replace(/^=\{\{|\}\}$/g, '')}`)(
			$credentials,
		) as string;

	it.each([
		[{ environment: 'production' }, 'https://api.channeladvisor.com'],
		[
			{ environment: 'custom', customHost: ' http://127.0.0.1:4700/channeladvisor/ ' },
			'http://127.0.0.1:4700/channeladvisor',
		],
	])('is tested where the node works: %j', (values, address) => {
		expect(evaluate(credential.test?.request.baseURL, values)).toBe(address);
		expect(platform.service?.baseUrl(values)).toBe(address);
		expect(credential.test?.request.url).toContain('/v1/Products');
	});

	it('is red with a sentence for every way a login is refused', () => {
		const rules = (credential.test?.rules ?? []) as Array<{
			type: string;
			properties: { value: unknown; message: string };
		}>;
		for (const status of [400, 401]) {
			const rule = rules.find(
				({ type, properties }) => type === 'responseCode' && properties.value === status,
			);
			expect(rule?.properties.message).toMatch(/ChannelAdvisor/);
		}
	});
});

describe('ChannelAdvisor: the list of distribution centers', () => {
	it('comes from the account, by name, without deleted ones and those of others', async () => {
		const answer = (value: object[], next?: string) => ({
			status: 200,
			headers: {},
			body: { value, ...(next && { '@odata.nextLink': next }) },
		});
		const asked: string[] = [];
		const call: Call = async ({ path }) => {
			asked.push(path);
			return asked.length === 1
				? answer(
						[
							{ ID: 0, Name: 'Main Warehouse' },
							{ ID: 5, Name: 'FBA', IsExternallyManaged: true },
							{ ID: 6, Name: 'WFS', Type: 'ExternallyManaged' },
						],
						'https://api.channeladvisor.com/v1/DistributionCenters?$skip=3',
					)
				: answer([
						{ ID: 7, Name: 'Old', IsDeleted: true },
						{ ID: 3, Code: 'ART' },
					]);
		};
		expect(await platform.lists?.distributionCenters?.(call, {})).toEqual([
			{ name: 'ART', value: '3' },
			{ name: 'Main Warehouse', value: '0' },
		]);
		expect(asked).toEqual(['/v1/DistributionCenters', '/v1/DistributionCenters?$skip=3']);
	});
});
