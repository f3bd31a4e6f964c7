// What the user sees of the node.
import { NodeHelpers, type INodeProperties } from 'n8n-workflow';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';

import { built, loader } from '../harness.mts';
import { refusalOf } from '../trigger/harness.mts';
import { OrdersTrigger } from './harness.mts';

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

it('a platform without supplier orders is refused with a sentence', async () => {
	const trigger = new OrdersTrigger({ parameters: { source: 'etsy' } });
	for (const work of [trigger.poll(), trigger.test()])
		expect((await refusalOf(work)).message).toBe("'etsy' keeps no orders to suppliers.");
});
