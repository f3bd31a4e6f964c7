import { expect, it } from 'vitest';
import { chain, hookId } from './workflows.mts';
import type { World } from './world.mts';

const COUNT = 500;
const SKUS = 100;
const AT_ONCE = 25;
const secret = 'a-secret-that-only-the-erp-knows';

interface Burst {
	/** Milliseconds to the answer, from the fastest on. */
	times: number[];
	/** What the trigger says that it told the workflow. */
	events: number;
}

/** Many calls in a moment, beside n8n's own Webhook node in the same run. */
export function burstTests(world: () => World): void {
	const fire = async (url: string, count: number, body: (i: number) => object): Promise<Burst> => {
		let next = 0;
		const times: number[] = [];
		let events = 0;
		const sender = async () => {
			for (let i = next++; i < count; i = next++) {
				const begun = performance.now();
				const answer = await fetch(url, {
					method: 'POST',
					headers: { 'content-type': 'application/json', 'X-Stock-Secret': secret },
					body: JSON.stringify(body(i)),
				});
				const said = await answer.text();
				expect(answer.status).toBe(200);
				times.push(performance.now() - begun);
				if (said) events += (JSON.parse(said) as { events?: number }).events ?? 0;
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, sender));
		return { times: times.sort((a, b) => a - b), events };
	};
	const runsOf = async (workflowId: string): Promise<number> => {
		const deadline = Date.now() + 60_000;
		for (;;) {
			const count = await world().client.countExecutions(workflowId);
			if (count >= COUNT || Date.now() > deadline) return count;
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
	};

	it(
		'remembers each of 100 SKUs that ran out at once, so that each comes back',
		{
			timeout: 400_000,
		},
		async () => {
			const { client, n8n } = world();
			const account = await client.createCredential('Burst', 'stockOutWebhookApi', {
				method: 'header',
				headerName: 'X-Stock-Secret',
				headerSecret: secret,
			});
			const { id } = await client.importWorkflow(
				chain('Burst there and back', [
					{
						name: 'ERP',
						type: 'n8n-nodes-stockout.stockOutTrigger',
						parameters: { triggerOn: ['outOfStock', 'backInStock'] },
					},
					{ name: 'Heard', type: 'n8n-nodes-base.noOp' },
				]),
				{ stockOutWebhookApi: account },
			);
			await client.activate(id);
			const url = `${n8n.url}/webhook/${hookId}/webhook`;
			const out = await fire(url, SKUS, (i) => ({ sku: `BURST-${i}`, quantity: 0 }));
			const back = await fire(url, SKUS, (i) => ({ sku: `BURST-${i}`, quantity: 5 }));
			expect({ out: out.events, back: back.events }).toEqual({ out: SKUS, back: SKUS });
			await client.delete(id);
		},
	);

	it('loses none of 500 calls, and tells each once', { timeout: 400_000 }, async () => {
		const { client, n8n } = world();
		const account = await client.createCredential('Burst', 'stockOutWebhookApi', {
			method: 'header',
			headerName: 'X-Stock-Secret',
			headerSecret: secret,
		});
		const ours = await client.importWorkflow(
			chain('Burst', [
				{ name: 'ERP', type: 'n8n-nodes-stockout.stockOutTrigger' },
				{ name: 'Heard', type: 'n8n-nodes-base.noOp' },
			]),
			{ stockOutWebhookApi: account },
		);
		const path = 'burst-of-n8n-itself';
		const theirs = await client.importWorkflow(
			chain('Burst of n8n itself', [
				{
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					parameters: { httpMethod: 'POST', path },
				},
				{ name: 'Heard', type: 'n8n-nodes-base.noOp' },
			]),
		);
		await client.activate(ours.id);
		await client.activate(theirs.id);
		const row = (i: number) => ({ sku: `BURST-${i}`, quantity: 0 });
		const figures: Record<string, string> = {};
		for (const [name, url] of [
			['Stock-Out Trigger', `${n8n.url}/webhook/${hookId}/webhook`],
			["n8n's own Webhook node", `${n8n.url}/webhook/${path}`],
		] as const) {
			const begun = performance.now();
			const { times } = await fire(url, COUNT, row);
			const seconds = (performance.now() - begun) / 1_000;
			const at = (share: number) => `${Math.round(times[Math.floor(COUNT * share)] ?? 0)} ms`;
			figures[name] =
				`${Math.round(COUNT / seconds)} calls a second, p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`;
		}
		console.log(figures);
		expect(await runsOf(ours.id)).toBe(COUNT);
		expect(await runsOf(theirs.id)).toBe(COUNT);
		await client.delete(ours.id);
		await client.delete(theirs.id);
	});
}
