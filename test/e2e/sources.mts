import { expect, it } from 'vitest';
import type { Platform } from '../../platforms/platform';
import { chain } from './workflows.mts';
import type { World } from './world.mts';

/** Ways to be told: a handshake while registering, a signature over the address, a key from the credential. */
const pushing = ['sap-business-one', 'square', 'bigcommerce'];
const sku = 'ACR-INK-PAYN-30';
const trigger = 'When a SKU runs out';

/** Other shops than those of the sample workflow, from publishing the trigger to unpublishing it. */
export function sourceTests(world: () => World, platforms: readonly Platform[]): void {
	it.each(pushing)('%s registers, pushes a stock-out, and is left without a hook', async (id) => {
		const { client, credentials, sandbox, sellOut } = world();
		sandbox.sandbox.reset();
		const type = platforms.find((one) => one.id === id)?.service?.credential ?? '';
		const workflow = chain(`Hear of ${id}`, [
			{
				name: trigger,
				type: 'n8n-nodes-stockout.stockOutTrigger',
				parameters: { source: id },
			},
			{ name: 'Heard', type: 'n8n-nodes-base.noOp' },
		]);
		const { id: workflowId } = await client.importWorkflow(workflow, {
			[type]: credentials[type]!,
		});
		await client.activate(workflowId);
		sellOut(id, sku);
		const run = await client.waitForExecution(workflowId, () => true, 60_000);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		expect((run.nodes['Heard'] ?? []).flat()).toMatchObject([
			{ json: { event: 'ranOut', sku, quantity: 0, source: id } },
		]);
		await client.delete(workflowId);
		const before = world().post.sent.length;
		sandbox.sandbox.fakes.get(id)!.seller.setQuantity(sku, 5);
		sellOut(id, sku);
		await new Promise((resolve) => setTimeout(resolve, 1_500));
		expect(world().post.sent).toHaveLength(before);
	});
}
