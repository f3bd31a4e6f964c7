import { expect, it } from 'vitest';
import type { World } from './world.mts';

/** n8n makes a second node of Acrylic Delist, which an AI Agent can call. */
export function toolTests(world: () => World): void {
	it('is offered to AI Agents, with a description that says what it does', async () => {
		const types = await world().client.nodeTypes();
		const tool = types.find(({ name }) => name === 'n8n-nodes-stockout.acrylicDelistTool');
		expect(tool).toMatchObject({ displayName: 'Acrylic Delist Tool', outputs: ['ai_tool'] });
		expect(tool?.description).toMatch(/^Takes SKUs off sale on many sales channels/);
		// What the agent may fill in, and the sentence by which it decides whether this is the tool it needs.
		expect(tool?.properties.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['toolDescription', 'operation', 'channels', 'sku', 'restore']),
		);
		expect(tool?.credentials?.length).toBeGreaterThan(20);
	});
}
