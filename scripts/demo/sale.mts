import { setTimeout as sleep } from 'node:timers/promises';
import type { ShelfItem } from '../../sandbox/fake.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { Client } from '../n8n/client.mts';

/** The Shopify shop of the sandbox goes on selling these at zero, as shops do that take back-orders. */
export const soldSkus: readonly string[] = ['ACR-HB-COBL-120', 'ACR-FL-QMAG-30', 'ACR-INK-PAYN-30'];

export interface ChannelResult {
	name: string;
	before: ShelfItem[];
	after: ShelfItem[];
	outcome: string;
	confirmed: boolean;
	/** All the sandbox got for this channel from the sale on, without logins; at the source also the trigger's look-ups. */
	requests: number;
	/** From the sale to the answer of the channel's last request, the read-back, by the sandbox's own record. */
	ms: number;
	/** Sentences about what did not work. */
	problems: string[];
}

export interface SaleResult {
	/** From the sale to the last channel's read-back. */
	totalMs: number;
	ok: boolean;
	channels: Record<string, ChannelResult>;
}

interface Row {
	sku: string;
	channel: string;
	outcome: string;
	confirmed: boolean;
	message: string;
	nextStep?: string;
}

export interface Scene {
	client: Client;
	sandbox: Sandbox;
	sandboxUrl: string;
	workflowId: string;
	/** Name of the node whose rows tell what became of each SKU on each channel. */
	node: string;
	channels: readonly string[];
	patienceMs: number;
	onWait(text: string): void;
}

/** Sells the last pieces in the Shopify shop and waits until the workflow has dealt with all of them. */
export async function sellOut(scene: Scene): Promise<SaleResult> {
	const { sandbox, channels } = scene;
	const before = new Map(channels.map((slug) => [slug, shelfOf(sandbox, slug)]));
	sandbox.resetCounts();
	const soldAt = Date.now();
	await Promise.all((before.get('shopify') ?? []).map((item) => sell(scene.sandboxUrl, item)));
	const rows = await watch(scene, soldAt);

	const results: SaleResult['channels'] = {};
	for (const slug of channels) {
		const own = soldSkus.map((sku) => rows.get(`${slug}/${sku}`));
		const missing = own.includes(undefined);
		const known = own.filter((row) => row !== undefined);
		const after = shelfOf(sandbox, slug);
		const bad = known.filter(({ outcome, confirmed }) => outcome !== 'offSale' || !confirmed);
		const stillOnSale = after.filter(({ state }) => state === 'onSale').map(({ sku }) => sku);
		results[slug] = {
			name: sandbox.fakes.get(slug)?.name ?? slug,
			before: before.get(slug) ?? [],
			after,
			outcome: bad[0]?.outcome ?? (missing ? 'missing' : 'offSale'),
			confirmed: !missing && known.every(({ confirmed }) => confirmed) && stillOnSale.length === 0,
			requests: sandbox.requests(slug),
			ms: Math.max(0, ...sandbox.log.entries(slug).map(({ at }) => at - soldAt)),
			problems: [
				...bad.map(({ sku, message, nextStep = '' }) => `${sku}: ${message} ${nextStep}`.trim()),
				...stillOnSale.map((sku) => `${sku} can still be bought.`),
				...(missing ? ['Not every SKU was reported.'] : []),
			],
		};
	}
	const all = Object.values(results);
	return {
		totalMs: Math.max(...all.map(({ ms }) => ms)),
		ok: all.every(({ outcome, confirmed }) => outcome === 'offSale' && confirmed),
		channels: results,
	};
}

function shelfOf(sandbox: Sandbox, slug: string): ShelfItem[] {
	const shelf = sandbox.fakes.get(slug)?.shelf() ?? [];
	return shelf.filter(({ sku }) => soldSkus.includes(sku));
}

async function sell(url: string, { sku, quantity }: ShelfItem): Promise<void> {
	const answer = await fetch(`${url}/_sandbox/sell`, {
		method: 'POST',
		body: JSON.stringify({ slug: 'shopify', sku, quantity }),
	});
	if (!answer.ok) throw new Error(`${sku} could not be sold: ${await answer.text()}`);
}

/** Collects rows by channel and SKU until there is one for each. */
async function watch(scene: Scene, soldAt: number): Promise<Map<string, Row>> {
	const { client, workflowId, node, channels } = scene;
	const wanted = channels.flatMap((slug) => soldSkus.map((sku) => `${slug}/${sku}`));
	const rows = new Map<string, Row>();
	const read = new Set<string>();
	while (Date.now() - soldAt < scene.patienceMs) {
		for (const { id, stoppedAt } of await client.executions(workflowId)) {
			if (stoppedAt === null || read.has(id)) continue;
			read.add(id);
			const { nodes, error } = await client.execution(id);
			if (error) throw new Error(`Execution ${id} of the workflow failed: ${error.message}`);
			for (const { json } of (nodes[node] ?? []).flat()) {
				const row = json as unknown as Row;
				const key = `${row.channel}/${row.sku}`;
				// A SKU with stock in two places is reported twice; only the first run had something to do.
				if (rows.get(key)?.outcome !== 'offSale') rows.set(key, row);
			}
		}
		if (wanted.every((key) => rows.has(key))) break;
		scene.onWait(`Waiting for the channels: ${rows.size} of ${wanted.length} results ...`);
		await sleep(200);
	}
	return rows;
}
