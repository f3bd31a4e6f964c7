import { setTimeout as sleep } from 'node:timers/promises';
import type { ShelfItem } from '../../sandbox/fake.mts';
import { makeLedger, readLedger, rehearsal } from '../../test/e2e/rehearsal.mts';
import { isFinished } from '../n8n/executions.mts';
import type { Execution } from '../n8n/executions.mts';
import type { Progress } from '../progress.mts';
import type { Cluster } from './cluster.mts';
import type { Deliveries } from './deliveries.mts';
import { Throttles } from './throttles.mts';
import { judge } from './verdict.mts';
import type { Verdict } from './verdict.mts';

export const channels: readonly string[] = ['bigcommerce', 'shopify', 'square', 'woocommerce'];
const sample = 'take-sold-out-acrylics-off-sale.json';
const patienceMs = 300_000;
const quietMs = 8_000;
const betweenSalesMs = 1_000;
/** Of the requests to each channel this part is answered with "too fast", besides what the channels refuse by themselves. */
const throttledShare = 0.03;

export interface LoadResult extends Verdict {
	skus: number;
	sent: number;
	calls: number;
	refused: number;
	/** `channel/sku` that a customer can still buy. */
	onSale: string[];
	/** From the first sale to the last listing off sale; null when that never came. */
	allOffSaleMs: number | null;
	/** Answers that said "too fast", by channel. */
	throttled: Record<string, number>;
	ledgerRows: number;
	/** Executions each worker finished. */
	byWorker: number[];
}

/** Sells out every SKU in the Shopify shop, one soon after the other, and waits until n8n has nothing left to do. */
export async function fire(
	cluster: Cluster,
	deliveries: Deliveries,
	progress: Progress,
): Promise<LoadResult> {
	const { client, credentials, workers, skus } = cluster;
	const { sandbox } = cluster.sandbox;
	await makeLedger(cluster);
	const workflow = rehearsal(cluster, sample);
	const delist = workflow.nodes.find(({ type }) => type.endsWith('.acrylicDelist'));
	if (!delist) throw new Error('The sample workflow has no Acrylic Delist node.');
	delist.parameters = { channels: [...channels] };
	const { id } = await client.importWorkflow(workflow, credentials);
	await client.activate(id);

	const shop = sandbox.fakes.get('shopify');
	if (!shop) throw new Error('The sandbox has no Shopify shop.');
	const shelf = shop.shelf().filter(({ sku }) => skus.includes(sku));
	sandbox.log.clear();
	for (const slug of channels)
		sandbox.faults.add({ slug, kind: 'throttled', probability: throttledShare, sparesLogin: true });
	const throttles = new Throttles(sandbox);
	const soldAt = Date.now();
	const selling = sellOneByOne(shelf, (item) => shop.seller.sell(item.sku, item.quantity ?? 0));

	const stillOnSale = (): string[] =>
		channels.flatMap((slug) =>
			(sandbox.fakes.get(slug)?.shelf() ?? [])
				.filter(({ sku, state }) => skus.includes(sku) && state === 'onSale')
				.map(({ sku }) => `${slug}/${sku}`),
		);
	let allOffSaleMs: number | null = null;
	let changedAt = Date.now();
	let known = '';
	let lookedAt = 0;
	while (Date.now() - soldAt < patienceMs) {
		await sleep(100);
		throttles.look();
		const left = stillOnSale().length;
		if (left === 0) allOffSaleMs ??= Date.now() - soldAt;
		progress.status(`Waiting for the workers: ${left} listings still on sale ...`);
		if (Date.now() - lookedAt < 2_000) continue;
		lookedAt = Date.now();
		// Under load n8n may refuse a question; the next one will be answered.
		const all = await client.allExecutions(id).catch(() => []);
		if (all.length === 0) continue;
		const state = `${all.length}/${all.filter(isFinished).length}/${deliveries.calls}/${left}`;
		if (state !== known) changedAt = Date.now();
		known = state;
		const isQuiet = all.every(isFinished) && deliveries.idle;
		if (isQuiet && Date.now() - changedAt > quietMs) break;
	}
	await selling;
	sandbox.faults.clear();

	const executions: Execution[] = [];
	for (const { id: one } of await client.allExecutions(id))
		executions.push(await client.execution(one));
	await client.deactivate(id);
	return {
		...judge(executions, skus, channels),
		skus: skus.length,
		sent: deliveries.sent,
		calls: deliveries.calls,
		refused: deliveries.refused,
		onSale: stillOnSale(),
		allOffSaleMs,
		throttled: Object.fromEntries(
			channels.map((slug) => [slug, throttles.counts.get(slug) ?? 0] as const),
		),
		ledgerRows: (await readLedger(cluster)).length,
		byWorker: workers.map(
			(worker) => [...worker.log().matchAll(/Worker finished execution/g)].length,
		),
	};
}

async function sellOneByOne(
	shelf: readonly ShelfItem[],
	sell: (item: ShelfItem) => void,
): Promise<void> {
	for (const item of shelf) {
		sell(item);
		await sleep(betweenSalesMs);
	}
}
