// What the Stock Level Trigger shows, held against the registry and n8n's rules for it.
import { existsSync, readFileSync } from 'node:fs';
import {
	NodeHelpers,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { built, loader, makeNode, TestCredentials } from '../harness.mts';
import { refusalOf } from '../trigger/harness.mts';
import { TestPoller } from '../trigger/poller.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const shops = platforms.filter(({ service }) => service);
const descriptionOf = (name: string) =>
	loader.getNode(name).type.description as INodeTypeDescription;
const description = descriptionOf('stockLevelTrigger');
const { methods } = loader.getNode('stockLevelTrigger').type as INodeType;
const property = (name: string) =>
	description.properties.find((one) => one.name === name) as INodeProperties;
const options = property('options').options as INodeProperties[];
const option = (name: string) => options.find((one) => one.name === name) as INodeProperties;

/** What n8n fills in and shows for these answers. */
function shown(parameters: Record<string, string>): Record<string, unknown> {
	const node = makeNode('stockLevelTrigger', parameters, new TestCredentials({}));
	return NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		node,
		description,
	) as Record<string, unknown>;
}

/** Credentials that n8n offers for these answers. */
function offered(parameters: Record<string, string>): string[] {
	const node = makeNode('stockLevelTrigger', parameters, new TestCredentials({}));
	return (description.credentials ?? [])
		.filter((one) =>
			NodeHelpers.displayParameter(shown(parameters) as never, one, node, description),
		)
		.map(({ name }) => name);
}

describe('the Stock Level Trigger', () => {
	it('polls, and n8n gave it its poll times', () => {
		expect(description.polling).toBe(true);
		expect(property('pollTimes')).toBeDefined();
		expect(descriptionOf('stockOutTrigger').properties.map(({ name }) => name)).not.toContain(
			'pollTimes',
		);
	});

	it('has an icon for light and dark', () => {
		const { light, dark } = (description as unknown as { iconUrl: Record<string, string> })
			.iconUrl as {
			light: string;
			dark: string;
		};
		for (const url of [light, dark])
			expect(existsSync(url.split('/').slice(2).join('/')), url).toBe(true);
		expect(light).not.toBe(dark);
	});

	it('offers the feed and every platform with an account', () => {
		expect(
			(property('source').options as INodePropertyOptions[]).map(({ value }) => value),
		).toEqual(['feedUrl', ...shops.map(({ id }) => id)]);
		expect(property('source').default).toBe('feedUrl');
	});

	it('is found by the names of all platforms', () => {
		const { alias } = JSON.parse(
			readFileSync('nodes/StockLevelTrigger/StockLevelTrigger.node.json', 'utf8'),
		) as { alias: string[] };
		for (const { name } of shops) expect(alias).toContain(name);
	});

	it('asks for no credential at first, so that the editor shows the sources', () => {
		expect(offered({})).toEqual([]);
	});

	it.each([
		['basicAuth', 'httpBasicAuth'],
		['bearerAuth', 'httpBearerAuth'],
		['headerAuth', 'httpHeaderAuth'],
	])('%s asks for %s', (authentication, credential) => {
		expect(offered({ source: 'feedUrl', authentication })).toEqual([credential]);
	});

	it('ties no source by name to the credentials of the feed, else the editor would hide the sources', () => {
		const tied = (description.credentials ?? []).flatMap(
			({ displayOptions }) => displayOptions?.show?.source ?? [],
		);
		expect(tied).not.toContain('feedUrl');
	});

	it('sorts its options by name and describes switches as such', () => {
		const names = options.map(({ displayName }) => displayName);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		expect(new Set(options.map(({ name }) => name)).size).toBe(options.length);
		for (const { type: kind, description: text } of options)
			if (kind === 'boolean') expect(text).toMatch(/^Whether /);
	});

	it('offers to check webhooks exactly where they are registered by us', () => {
		expect(option('checkWebhooks').displayOptions?.show?.['/source']).toEqual(
			shops.filter(({ webhook }) => webhook?.registration).map(({ id }) => id),
		);
	});

	it('has the questions that are shared with the Stock-Out Trigger in the same words', () => {
		const other = descriptionOf('stockOutTrigger').properties;
		expect(property('triggerOn')).toEqual(other.find(({ name }) => name === 'triggerOn'));
		const its = other.find(({ name }) => name === 'options')?.options as INodeProperties[];
		for (const name of ['threshold', 'skus'])
			expect(option(name)).toEqual(its.find((one) => one.name === name));
	});

	it.each(shops.map((platform) => [platform.id, platform] as const))(
		'%s: shows its own credential, its locations where it can be listed, and nothing of the feed',
		(id, { service, levels, lists }) => {
			expect(offered({ source: id })).toEqual([service!.credential]);
			const visible = shown({ source: id });
			expect(Object.keys(visible)).not.toEqual(expect.arrayContaining(['feedUrl', 'skuField']));
			expect('locations' in visible).toBe(Boolean(levels && lists?.locations));
			expect('nameSkus' in visible).toBe(!levels);
			if (levels && lists?.locations)
				expect(methods!.loadOptions).toHaveProperty([`${id}.locations`]);
		},
	);

	it('leaves it to n8n to say that no credential is chosen', async () => {
		const poller = new TestPoller({
			node: 'stockLevelTrigger',
			parameters: { source: 'woocommerce', options: { skus: 'A' } },
		});
		const { name, message } = await refusalOf(poller.poll());
		expect(name).toBe('NodeOperationError');
		expect(message).toMatch(/credentials/);
		expect(message).not.toMatch(/unexpected/);
	});
});
