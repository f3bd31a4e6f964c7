import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Execution } from '../../scripts/n8n/executions.mts';
import type { ShelfItem } from '../../sandbox/fake.mts';
import { again } from './post.mts';
import type { Delivered } from './post.mts';
import { lookSeldom, makeLedger, nodeOf, rehearsal, removeLedger } from './rehearsal.mts';
import { chain, items } from './workflows.mts';
import { everyChannel } from '../../scripts/demo/channels.mts';
import { channels, rowsOf, until } from './world.mts';
import type { World } from './world.mts';

interface Source {
	id: 'shopify' | 'woocommerce';
	signature: string;
	/** Kinds of news the shop is asked for, each by a webhook of its own. */
	topics: number;
	/** How many webhooks the shop has registered right now. */
	hooks(world: World): Promise<number>;
}

/** Shopify and WooCommerce both go on selling it at zero. */
const sku = 'ACR-FL-QMAG-30';
const node = 'Take off sale';
const trigger = 'When a SKU runs out';
const waitMs = 60_000;

/** From the last sale in a shop to every channel off sale, and back again. */
export function soldOutTests(world: () => World, source: Source): void {
	let workflowId: string;
	let onSale: Map<string, ShelfItem>;
	let sent: number;
	/** What the shop sent about the stock-out. */
	let events: Delivered[];
	let firstRun: Execution;

	const finished = async (): Promise<string[]> =>
		(await world().client.executions(workflowId)).map(({ id }) => id);
	const nextRun = (
		known: readonly string[],
		fits: (execution: Execution) => boolean,
	): Promise<Execution> =>
		world().client.waitForExecution(
			workflowId,
			(one) => !known.includes(one.id) && fits(one),
			waitMs,
		);
	const eventId = ({ nodes }: Execution): unknown => nodes[trigger]?.[0]?.[0]?.json.eventId;

	beforeAll(async () => {
		const { client, credentials, sandbox } = world();
		sandbox.sandbox.reset();
		await makeLedger(world());
		const workflow = lookSeldom(rehearsal(world(), 'take-sold-out-acrylics-off-sale.json'));
		workflow.name += ` from ${source.id}`;
		for (const name of [trigger, 'When a look at the stock finds it'])
			nodeOf(workflow, name).parameters.source = source.id;
		sent = world().post.from(source.signature).length;
		workflowId = (await client.importWorkflow(workflow, credentials)).id;
		await client.activate(workflowId);
	});

	afterAll(async () => {
		await world().client.delete(workflowId);
		await removeLedger(world());
	});

	it('registers its webhook when the workflow is published', async () => {
		expect(await source.hooks(world())).toBe(source.topics);
	});

	it('takes the SKU off sale on every channel', async () => {
		const { shelf, sellOut, post } = world();
		onSale = new Map(channels.map((slug) => [slug, shelf(slug, sku)]));
		sellOut(source.id, sku);
		expect(shelf(source.id, sku)).toMatchObject({ quantity: 0, state: 'onSale' });
		onSale.set(source.id, shelf(source.id, sku));

		firstRun = await nextRun([], (one) => rowsOf(one, node).some(({ changed }) => changed));
		expect(eventId(firstRun)).toBeTypeOf('string');
		expect(firstRun).toMatchObject({ status: 'success', error: undefined });
		const rows = rowsOf(firstRun, node);
		expect(rows.map(({ channel }) => channel)).toEqual(channels);
		for (const row of rows) {
			expect(row).toMatchObject({ sku, outcome: 'offSale', changed: true, confirmed: true });
		}
		expect(firstRun.nodes[node][0]).toHaveLength(channels.length);
		for (const slug of channels) expect(shelf(slug, sku).state, slug).not.toBe('onSale');
		const event = await until('the signed event', () => post.from(source.signature).at(sent));
		expect(event.status).toBe(200);
		events = post.from(source.signature).slice(sent);
	});

	it('refuses a wrong signature and starts nothing; the same event again changes nothing', async () => {
		const { shelf, post } = world();
		const before = channels.map((slug) => shelf(slug, sku));
		const known = await finished();
		const [event] = events;
		expect(await again(event, { [headerName(event)]: 'AAAA' })).toBe(401);
		expect(await again({ ...event, body: `${event.body} ` })).toBe(401);

		for (const one of events) expect(await again(one)).toBe(200);
		// What is older than the last word of the shop starts nothing; a run it does start ends where repeats are dropped.
		for (const id of (await finished()).filter((one) => !known.includes(one))) {
			const run = await world().client.waitForExecution(workflowId, (one) => one.id === id, waitMs);
			if (eventId(run) !== eventId(firstRun)) continue;
			expect(run.nodes['Drop repeats'][0]).toEqual([]);
			expect(run.nodes).not.toHaveProperty([node]);
		}
		const runs = await finished();
		// Our own change may have been reported back by the shop; every run has a genuine event all the same.
		expect(runs.length).toBeLessThanOrEqual(
			post.from(source.signature).length - sent + events.length,
		);
		expect(channels.map((slug) => shelf(slug, sku))).toEqual(before);
	});

	it('removes its webhook when the workflow is unpublished', async () => {
		await world().client.deactivate(workflowId);
		expect(await source.hooks(world())).toBe(0);
	});

	it('puts everything back as it was, from the rows of that run', async () => {
		const { client, credentials, shelf } = world();
		const done = (firstRun.nodes[node]?.[0] ?? []).map(({ json }) => json);
		const { id } = await client.importWorkflow(
			chain('Put back on sale', [
				...items(done),
				{
					name: 'Put back',
					type: 'n8n-nodes-stockout.acrylicDelist',
					parameters: { ...everyChannel(world().sandbox.sandbox), operation: 'putBackOnSale' },
				},
			]),
			credentials,
		);
		await client.run(id, 'Start');
		const run = await client.waitForExecution(id, () => true, waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		const rows = rowsOf(run, 'Put back');
		expect(rows.map(({ channel }) => channel)).toEqual(channels);
		for (const row of rows) expect(row).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		for (const slug of channels) expect(shelf(slug, sku), slug).toEqual(onSale.get(slug));
		await client.delete(id);
	});

	const headerName = ({ headers }: Delivered): string =>
		Object.keys(headers).find((name) => name.toLowerCase() === source.signature) ?? '';
}

export const shopify: Source = {
	id: 'shopify',
	signature: 'x-shopify-hmac-sha256',
	topics: 2,
	async hooks({ sandbox }) {
		const token = sandbox.sandbox.fakes.get('shopify')?.account.accessToken;
		const answer = await fetch(`${sandbox.url}/shopify/admin/api/2026-10/graphql.json`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-shopify-access-token': String(token) },
			body: JSON.stringify({ query: '{ webhookSubscriptions(first: 50) { nodes { id } } }' }),
		});
		const { data } = (await answer.json()) as {
			data: { webhookSubscriptions: { nodes: unknown[] } };
		};
		return data.webhookSubscriptions.nodes.length;
	},
};

export const woocommerce: Source = {
	id: 'woocommerce',
	signature: 'x-wc-webhook-signature',
	topics: 1,
	async hooks({ sandbox }) {
		const account = sandbox.sandbox.fakes.get('woocommerce')?.account ?? {};
		const login = Buffer.from(`${String(account.consumerKey)}:${String(account.consumerSecret)}`);
		const answer = await fetch(`${sandbox.url}/woocommerce/wp-json/wc/v3/webhooks?per_page=100`, {
			headers: { authorization: `Basic ${login.toString('base64')}` },
		});
		return ((await answer.json()) as unknown[]).length;
	},
};
