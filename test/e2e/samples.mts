import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { descriptionOf } from '../../scripts/n8n/node-types.mts';
import type { ShelfItem } from '../../sandbox/fake.mts';
import { again } from './post.mts';
import type { Delivered } from './post.mts';
import { fillIn, lookSeldom, messagesOf, nodeOf, readLedger, rehearsal } from './rehearsal.mts';
import { supplierTests } from './suppliers.mts';
import { feedTests } from './warehouse.mts';
import { chain, hookId, sample } from './workflows.mts';
import { channels, rowsOf, until } from './world.mts';
import type { World } from './world.mts';

// The ES module build imports its own files without extension, which only bundlers resolve.
const { NodeHelpers } = createRequire(import.meta.url)(
	'n8n-workflow',
) as typeof import('n8n-workflow');

const files = readdirSync(new URL('../../workflows/', import.meta.url)).filter((name) =>
	name.endsWith('.json'),
);
const take = 'take-sold-out-acrylics-off-sale.json';
const delist = 'Take off sale';
const waitMs = 60_000;
const signature = 'x-shopify-hmac-sha256';

/** The sample workflows in the n8n they are made for. */
export function sampleTests(world: () => World): void {
	describe.each(files)('%s', (file) => {
		it('is imported, and n8n keeps every parameter and has nothing to complain of', async () => {
			const { client, credentials } = world();
			const descriptions = await client.nodeTypes();
			const workflow = sample(file);
			for (const node of workflow.nodes) {
				const description = descriptionOf(node, descriptions);
				const parameters = (defaults: boolean) =>
					NodeHelpers.getNodeParameters(
						description.properties,
						node.parameters,
						defaults,
						false,
						node,
						description,
					) ?? {};
				expect(parameters(false), node.name).toEqual(node.parameters);
				const complete = { ...node, parameters: parameters(true) };
				expect(
					NodeHelpers.getNodeParametersIssues(description.properties, complete, description),
					node.name,
				).toBeNull();
			}
			const { id } = await client.importWorkflow(workflow, credentials);
			await client.delete(id);
		});
	});

	describe('the ledger', () => ledgerTests(world));
	describe('the nightly report', () => reportTests(world));
	describe('supplier slips', () => supplierTests(world));
	describe('the warehouse feed', () => feedTests(world));
	describe('the error workflow', () => failureTests(world));
}

/** Taking off sale, putting back and undoing are one story: they share the ledger. */
function ledgerTests(world: () => World): void {
	const first = 'ACR-FL-QMAG-30';
	/** In one place only: from two, Shopify tells of a stock-out twice, and two runs share the work. */
	const second = 'ACR-HB-COBL-120';
	const others = channels.filter((slug) => slug !== 'shopify');
	const shelves = (sku: string): Map<string, ShelfItem> =>
		new Map(others.map((slug) => [slug, world().shelf(slug, sku)]));
	let takeId: string;
	let runId: string;
	/** What Shopify sent about the first stock-out. */
	let deliveries: Delivered[];
	let before: Map<string, ShelfItem>;

	beforeAll(async () => {
		const { client, credentials, sandbox } = world();
		sandbox.sandbox.reset();
		const workflow = lookSeldom(rehearsal(world(), take));
		takeId = (await client.importWorkflow(workflow, credentials)).id;
	});
	afterAll(async () => {
		await world().client.delete(takeId);
	});

	const runTake = async (sku: string) => {
		world().sellOut('shopify', sku);
		return await world().client.waitForExecution(
			takeId,
			(one) => rowsOf(one, delist).some((row) => row.sku === sku && row.changed),
			waitMs,
		);
	};

	it('is made by its button, and made once', async () => {
		const { client } = world();
		for (const round of ['made', 'found']) {
			const id = await client.run(takeId, 'Set up the ledger');
			const run = await client.waitForExecution(takeId, (one) => one.id === id, waitMs);
			expect(run, round).toMatchObject({ status: 'success', error: undefined });
		}
		expect(await readLedger(world())).toEqual([]);
	});

	it('gets a row for every listing that a stock-out in the shop took off sale, and people are told once', async () => {
		const { client, shelf, post } = world();
		await client.activate(takeId);
		before = shelves(first);
		const sent = post.from(signature).length;
		const run = await runTake(first);
		runId = run.id;
		expect(run).toMatchObject({ status: 'success', error: undefined });
		for (const slug of channels) expect(shelf(slug, first).state, slug).not.toBe('onSale');
		await until('the signed event', () => post.from(signature).at(sent));
		deliveries = post.from(signature).slice(sent);

		const changed = rowsOf(run, delist).filter((row) => row.changed);
		expect(changed.map(({ channel }) => channel)).toEqual(expect.arrayContaining(others));
		const ledger = await readLedger(world());
		expect(ledger.map(({ channel }) => channel).toSorted()).toEqual(
			changed.map(({ channel }) => channel).toSorted(),
		);
		for (const row of ledger) {
			expect(row).toMatchObject({ runId, sku: first, outcome: 'offSale', restoredAt: null });
			expect(row.restore).toBe(changed.find(({ channel }) => channel === row.channel)?.restore);
			expect(Date.now() - Date.parse(String(row.takenOffAt))).toBeLessThan(waitMs);
		}
		const [slack, ...more] = messagesOf(run, 'Digest in Slack');
		expect(more).toEqual([]);
		expect(slack.to).toBe('#stock');
		expect(slack.text.split('\n')[0]).toBe(`${changed.length} taken off sale:`);
		expect(slack.text).toContain(`- ${first} on Amazon: `);
		expect(messagesOf(run, 'Digest by Gmail')).toMatchObject([
			{ to: 'you@example.com', subject: 'Taken off sale', text: slack.text },
		]);
		expect(messagesOf(run, 'Digest in Telegram')).toMatchObject([{ text: slack.text }]);
		expect(run.nodes).not.toHaveProperty(['Problem in Slack']);
	});

	it('stays as it is when the shop sends the same event again', async () => {
		const { client } = world();
		const known = (await client.executions(takeId)).map(({ id }) => id);
		const { eventId } = (await client.execution(runId)).nodes['Drop repeats'][0][0].json;
		for (const delivery of deliveries) expect(await again(delivery)).toBe(200);
		const run = await client.waitForExecution(
			takeId,
			(one) =>
				!known.includes(one.id) &&
				one.nodes['When a SKU runs out']?.[0]?.[0]?.json.eventId === eventId,
			waitMs,
		);
		expect(run.nodes['Drop repeats'][0]).toEqual([]);
		expect(run.nodes).not.toHaveProperty([delist]);
		expect(new Set((await readLedger(world())).map((row) => row.runId))).toEqual(new Set([runId]));
	});

	it('brings every listing back when stock returns, and notes it', async () => {
		const { client, credentials, sandbox, shelf } = world();
		const { id } = await client.importWorkflow(
			rehearsal(world(), 'put-restocked-acrylics-back-on-sale.json'),
			credentials,
		);
		// n8n polls once when it publishes a workflow; a rise counts at the second reading that shows it.
		await client.activate(id);
		sandbox.sandbox.fakes.get('shopify')?.seller.setQuantity(first, 24);
		for (const round of ['seen', 'confirmed']) {
			await client.deactivate(id);
			await client.activate(id);
			if (round === 'seen') expect(await client.executions(id)).toEqual([]);
		}
		const run = await client.waitForExecution(id, () => true, waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		const rows = rowsOf(run, 'Put back on sale');
		expect(rows.map(({ channel, outcome }) => `${channel} ${outcome}`).toSorted()).toEqual(
			(await readLedger(world())).map(({ channel }) => `${channel} backOnSale`).toSorted(),
		);
		for (const slug of others) {
			const { state, quantity } = shelf(slug, first);
			expect({ slug, state }).toEqual({ slug, state: before.get(slug)?.state });
			if (quantity !== null && quantity !== before.get(slug)?.quantity)
				expect({ slug, quantity }).toEqual({ slug, quantity: 24 });
		}
		for (const row of await readLedger(world())) {
			expect(row.restoredAt, row.channel).not.toBeNull();
		}
		await client.delete(id);
	});

	it('undoes a whole run, exactly, and notes it', async () => {
		const { client, credentials } = world();
		before = shelves(second);
		const wrong = await runTake(second);
		const workflow = rehearsal(world(), 'undo-the-last-run.json');
		fillIn(workflow, { runId: wrong.id });
		const { id } = await client.importWorkflow(workflow, credentials);
		await client.run(id, 'Start by hand');
		const run = await client.waitForExecution(id, () => true, waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		expect(run.nodes).not.toHaveProperty(['What needs a person']);
		expect(shelves(second)).toEqual(before);
		const ledger = await readLedger(world());
		const ofRun = ledger.filter((row) => row.runId === wrong.id);
		expect(ofRun.length).toBeGreaterThanOrEqual(others.length);
		for (const row of ofRun) expect(row.restoredAt, row.channel).not.toBeNull();

		// Once more: there is nothing left to undo.
		const next = await client.run(id, 'Start by hand');
		const idle = await client.waitForExecution(id, (one) => one.id === next, waitMs);
		expect(idle.nodes['Find the rows of the run'][0]).toEqual([]);
		expect(idle.nodes).not.toHaveProperty(['Put everything back']);
		await client.delete(id);
	});
}

function reportTests(world: () => World): void {
	it('lays the channels side by side and sends what disagrees, with the way to mend it', async () => {
		const { client, credentials, sandbox } = world();
		sandbox.sandbox.reset();
		sandbox.sandbox.fakes.get('woocommerce')?.seller.setHidden('ACR-HB-COBL-60', true);
		const workflow = rehearsal(world(), 'nightly-discrepancy-report.json');
		const few = ['shopify', 'woocommerce', 'prestashop'];
		nodeOf(workflow, 'Read every channel').parameters.channels = few;
		fillIn(workflow, { skus: 'ACR-FL-QMAG-30, ACR-HB-COBL-60,\n<b>"X"</b>&, ,' });
		const { id } = await client.importWorkflow(workflow, credentials);
		await client.run(id, 'Every night');
		const run = await client.waitForExecution(id, () => true, waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		const [{ json }] = run.nodes['Lay side by side'][0];
		expect(json).toMatchObject({ skus: 3, disagreements: 2 });
		const [mail] = messagesOf(run, 'Send the report');
		expect(mail).toMatchObject({ to: 'you@example.com', subject: '2 SKUs need a look' });
		expect(mail.text).not.toContain('ACR-FL-QMAG-30');
		expect(mail.text).toMatch(
			/<td align="left">ACR-HB-COBL-60<\/td><td align="left">on sale \(\d+\)<\/td><td align="left">on sale \(\d+\)<\/td><td align="left">off sale<\/td>/,
		);
		expect(mail.text).toContain(
			'Sold out? Run Take Off Sale for PrestaShop, Shopify. In stock? Run Put Back on Sale for WooCommerce.',
		);
		expect(mail.text).toContain('<td align="left">&lt;b&gt;&quot;X&quot;&lt;/b&gt;&amp;</td>');
		expect(mail.text).not.toContain('<b>');
		await client.delete(id);
	});

	it('sends nothing when all agree', async () => {
		const { client, credentials, sandbox } = world();
		sandbox.sandbox.reset();
		const workflow = rehearsal(world(), 'nightly-discrepancy-report.json');
		nodeOf(workflow, 'Read every channel').parameters.channels = ['shopify', 'woocommerce'];
		fillIn(workflow, { skus: 'ACR-FL-QMAG-30' });
		const { id } = await client.importWorkflow(workflow, credentials);
		await client.run(id, 'Every night');
		const run = await client.waitForExecution(id, () => true, waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		expect(run.nodes).toHaveProperty(['Nothing to report']);
		expect(run.nodes).not.toHaveProperty(['Send the report']);
		await client.delete(id);
	});
}

function failureTests(world: () => World): void {
	it('says which workflow and node stopped, what happened and what to do', async () => {
		const { client } = world();
		const watcher = await client.importWorkflow(rehearsal(world(), 'when-a-workflow-fails.json'));
		await client.activate(watcher.id);
		const data = {
			method: 'header',
			headerName: 'X-Stock-Secret',
			headerSecret: 'erp-secret-of-20-chars',
		};
		const account = await client.createCredential('ERP', 'stockOutWebhookApi', data);
		// Somebody mistyped the address of the shop: the node cannot begin at all.
		const shop = world().sandbox.sandbox.fakes.get('shopify')?.account ?? {};
		const mistyped = await client.createCredential('Mistyped', 'stockOutShopifyApi', {
			...shop,
			shop: 'my shop',
		});
		const failing = chain('With a mistyped address', [
			{ name: 'ERP', type: 'n8n-nodes-stockout.stockOutTrigger' },
			{
				name: 'Off everywhere',
				type: 'n8n-nodes-stockout.acrylicDelist',
				parameters: { channels: ['shopify'] },
			},
		]);
		failing.settings = { executionOrder: 'v1', errorWorkflow: watcher.id };
		const { id } = await client.importWorkflow(failing, {
			stockOutWebhookApi: account,
			stockOutShopifyApi: mistyped,
		});
		await client.activate(id);
		const answer = await fetch(`${world().n8n.url}/webhook/${hookId}/webhook`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-stock-secret': data.headerSecret },
			body: JSON.stringify({ sku: 'ACR-HB-COBL-60', quantity: 0 }),
		});
		expect(answer.status).toBe(200);
		const run = await client.waitForExecution(watcher.id, () => true, waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		for (const where of ['Failure in Slack', 'Failure by Gmail']) {
			const [{ text }] = messagesOf(run, where);
			const [stopped, happened, next, link] = text.split('\n');
			expect(stopped).toBe(
				"The workflow 'With a mistyped address' stopped at the node 'Off everywhere'.",
			);
			expect(happened).toMatch(/^What happened: .*address/i);
			expect(next).toMatch(/^What to do: \S+ (\S+ ){3,}/);
			expect(link).toMatch(/^http.*\/executions?\//);
		}
		await client.delete(id);
		await client.delete(watcher.id);
	});
}
