import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Execution } from '../../scripts/n8n/executions.mts';
import { chain, hookId } from './workflows.mts';
import type { World } from './world.mts';

const secretHeader = 'X-Stock-Secret';
const secret = 'a-secret-that-only-the-erp-knows';
const trigger = 'ERP';

/** An ERP that posts to the address of the trigger. */
export function anySystemTests(world: () => World): void {
	let workflowId: string;
	const known = new Set<string>();

	beforeAll(async () => {
		const { client } = world();
		const data = { method: 'header', headerName: secretHeader, headerSecret: secret };
		const account = await client.createCredential('ERP', 'stockOutWebhookApi', data);
		const workflow = chain('Any system', [
			{ name: trigger, type: 'n8n-nodes-stockout.stockOutTrigger' },
			{ name: 'Take off sale', type: 'n8n-nodes-stockout.acrylicDelist' },
		]);
		workflowId = (await client.importWorkflow(workflow, { stockOutWebhookApi: account })).id;
		await client.activate(workflowId);
	});

	afterAll(async () => {
		await world().client.delete(workflowId);
	});

	const send = (
		type: string,
		body: string | Buffer<ArrayBuffer>,
		key = secret,
	): Promise<Response> =>
		fetch(`${world().n8n.url}/webhook/${hookId}/webhook`, {
			method: 'POST',
			headers: { 'content-type': type, [secretHeader]: key },
			body,
		});

	async function nextRun(): Promise<Execution> {
		const run = await world().client.waitForExecution(
			workflowId,
			({ id }) => !known.has(id),
			60_000,
		);
		known.add(run.id);
		return run;
	}

	const events = ({ nodes }: Execution) => (nodes[trigger] ?? []).flat().map(({ json }) => json);

	it('reads JSON, and the SKU goes off sale in the next node without any mapping', async () => {
		const answer = await send(
			'application/json',
			JSON.stringify([
				{ sku: 'ACR-HB-COBL-60', quantity: -2, title: 'Cobalt Blue' },
				{ sku: 'ACR-HB-COBL-120', quantity: 3 },
			]),
		);
		expect(answer.status).toBe(200);
		expect(await answer.json()).toMatchObject({ rows: 2, badRows: 0, events: 1 });
		const run = await nextRun();
		expect(events(run)).toMatchObject([
			{ event: 'ranOut', sku: 'ACR-HB-COBL-60', quantity: -2, source: 'anySystem' },
		]);
		expect((run.nodes['Take off sale'] ?? [])[0]).toMatchObject([
			{ json: { sku: 'ACR-HB-COBL-60', channel: 'practice-store', outcome: 'offSale' } },
		]);
	});

	it('reads CSV; a bad row becomes an item that says why, the others pass', async () => {
		const csv =
			'sku;quantity;status\nACR-MRK-CBLK-F;0;\nACR-GEL-MATT-500;0;;;7\nACR-SHT-CLR-A3;4;discontinued\n';
		const answer = await send('text/csv', csv);
		expect(answer.status).toBe(200);
		expect(await answer.json()).toMatchObject({ rows: 3, badRows: 1, events: 2 });
		const run = await nextRun();
		expect(events(run)).toMatchObject([
			{ event: 'ranOut', sku: 'ACR-MRK-CBLK-F' },
			{ event: 'unavailable', sku: 'ACR-SHT-CLR-A3' },
			{ event: 'badRow', row: 3, message: expect.stringMatching(/column/) as unknown },
		]);
		const [done, attention] = run.nodes['Take off sale'] ?? [];
		expect(done).toHaveLength(2);
		expect(attention).toHaveLength(1);
	});

	it('reads NDJSON', async () => {
		const lines = [
			'{"sku":"ACR-INK-PAYN-30","quantity":0}',
			'{"sku":"ACR-FL-QMAG-30","quantity":0}',
		];
		const answer = await send('application/x-ndjson', `${lines.join('\n')}\n`);
		expect(answer.status).toBe(200);
		expect(events(await nextRun()).map(({ sku }) => sku)).toEqual([
			'ACR-INK-PAYN-30',
			'ACR-FL-QMAG-30',
		]);
	});

	it('turns away a wrong secret, an empty body and one that is too large, and starts nothing', async () => {
		const body = JSON.stringify({ sku: 'ACR-HB-TWHT-120', quantity: 0 });
		expect((await send('application/json', body, 'a-secret-that-somebody-guessed')).status).toBe(
			401,
		);
		expect((await send('application/json', '')).status).toBe(400);
		const huge = Buffer.alloc(17 * 1024 * 1024, ' ');
		const tooLarge = await send('text/csv', huge);
		expect([tooLarge.status, await tooLarge.text()]).toEqual([
			413,
			'The body is too large. Send fewer rows in one call.',
		]);
		// JSON is read by n8n itself, which answers with its own words.
		expect((await send('application/json', huge)).status).toBeGreaterThanOrEqual(400);

		expect((await send('application/json', body)).status).toBe(200);
		await nextRun();
		const runs = await world().client.executions(workflowId);
		expect(runs.map(({ id }) => id).toSorted()).toEqual([...known].toSorted());
	});
}
