// What the user sees of the node.
import { NodeHelpers, type INodeProperties } from 'n8n-workflow';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';

import type { Settings } from '../../nodes/PurchaseOrderTrigger/settings';
import type { Platform } from '../../platforms/platform';
import { built, loader } from '../harness.mts';
import { refusalOf } from '../trigger/harness.mts';
import { OrdersTrigger } from './harness.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const { readSettings } = built('./nodes/PurchaseOrderTrigger/settings.js') as {
	readSettings(context: unknown): Settings;
};
const { OPTION_DEFAULTS } = built('./nodes/PurchaseOrderTrigger/properties.js') as {
	OPTION_DEFAULTS: Record<string, unknown>;
};
const { description } = loader.getNode('purchaseOrderTrigger').type as {
	description: import('n8n-workflow').INodeTypeDescription;
};

it('polls, and brings its pictures and its words for the search along', () => {
	expect(description).toMatchObject({ polling: true, inputs: [], group: ['trigger'] });
	expect(description.properties.map(({ name }) => name)).toContain('pollTimes');
	const folder = new URL('../../dist/nodes/PurchaseOrderTrigger/', import.meta.url);
	for (const file of ['svg', 'dark.svg'])
		expect(existsSync(new URL(`purchaseOrderTrigger.${file}`, folder))).toBe(true);
	expect(existsSync(new URL('PurchaseOrderTrigger.node.json', folder))).toBe(true);
});

it('what the options show as their default is what counts without them', () => {
	const { options } = description.properties.find(({ name }) => name === 'options')!;
	for (const { name, default: preset } of options as INodeProperties[])
		expect([name, preset]).toEqual([name, OPTION_DEFAULTS[name]]);
});

it.each([
	['none', []],
	['basicAuth', ['httpBasicAuth']],
	['bearerAuth', ['httpBearerAuth']],
	['headerAuth', ['httpHeaderAuth']],
])('with the login %s it asks for %j and no other credential', (authentication, names) => {
	const parameters = { source: 'feedUrl', authentication };
	const node = { typeVersion: 1 };
	const shown = description.credentials!.filter((credential) =>
		NodeHelpers.displayParameter(parameters, credential, node, description),
	);
	expect(shown.map(({ name }) => name)).toEqual(names);
});

describe('a field of the seller that marks backorders', () => {
	const platform = platforms.find(({ id }) => id === 'netsuite')!;
	const own = platform.purchaseOrders;
	afterEach(() => void (platform.purchaseOrders = own));

	it.each([
		[{ markField: ' custbody_state ', markText: 'back', markPlace: 'line' }, true, true],
		[{ markField: 'custbody_state', markText: ' ' }, true, false],
		[{ markText: 'back' }, true, false],
		[{ markField: 'custbody_state', markText: 'back' }, false, false],
	])('%j, taken by the platform: %j', (options, takesMark, isSent) => {
		platform.purchaseOrders = {
			overlapMs: 0,
			page: async () => ({ lines: [] }),
			...(takesMark ? { takesMark } : {}),
		};
		// n8n drops options that the form does not show, and it shows these only where a platform takes a mark.
		const parameters: Record<string, unknown> = { source: 'netsuite', options };
		const context = {
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
			getTimezone: () => 'UTC',
		};
		expect(readSettings(context).mark).toEqual(
			isSent ? { mark: { place: 'line', field: 'custbody_state', text: 'back' } } : {},
		);
	});
});

it('a platform without supplier orders is refused with a sentence', async () => {
	const trigger = new OrdersTrigger({ parameters: { source: 'etsy' } });
	for (const work of [trigger.poll(), trigger.test()])
		expect((await refusalOf(work)).message).toBe("'etsy' keeps no orders to suppliers.");
});
