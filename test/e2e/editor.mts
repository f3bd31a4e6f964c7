import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/n8n/paths.mts';
import { openEditor } from './browser.mts';
import type { Editor } from './browser.mts';
import { rehearsal } from './rehearsal.mts';
import { sample } from './workflows.mts';
import type { World } from './world.mts';

const delist = 'Take off sale';
const take = 'take-sold-out-acrylics-off-sale';
const drawn = readdirSync(join(projectRoot, 'workflows'))
	.filter((name) => name.endsWith('.json'))
	.map((name) => name.replace('.json', ''));

/** Pictures that the docs show. With STOCKOUT_SCREENSHOTS=docs they are written anew; all others go to a folder that is named in the output. */
const inDocs = new Set(['dry-run', 'five-channels', 'needs-attention', 'nodes-panel', ...drawn]);
const docs = join(projectRoot, 'docs', 'screenshots');

/** What a shop owner sees and clicks. */
export function editorTests(world: () => World): void {
	const folder = mkdtempSync(join(tmpdir(), 'stockout-editor-'));
	let editor: Editor;
	let practiceId: string;
	let takeId: string;

	const shot = (name: string): Promise<void> =>
		editor.screenshot(
			join(
				process.env.STOCKOUT_SCREENSHOTS === 'docs' && inDocs.has(name) ? docs : folder,
				`${name}.png`,
			),
		);
	const labels = async (panel: Locator): Promise<string[]> =>
		(await panel.getByTestId('credentials-label').allInnerTexts()).map((text) => text.trim());
	async function choose(panel: Locator, parameter: string, options: readonly string[]) {
		const field = panel.getByTestId(`parameter-input-${parameter}`);
		await field.click();
		for (const name of options) {
			await editor.page
				.locator('.el-select-dropdown__item:visible')
				.filter({ has: editor.page.getByText(name, { exact: true }) })
				.click();
		}
		await panel.getByTestId('node-title-container').click();
	}
	const closePanel = async (panel: Locator): Promise<void> => {
		await editor.page.keyboard.press('Escape');
		await panel.waitFor({ state: 'hidden' });
	};
	/** Types into the nodes panel; resolves to what it offers under this very name. */
	async function search(words: string, name: string): Promise<Locator> {
		const { page } = editor;
		await page.getByTestId('node-creator-search-bar').fill(words);
		const item = page
			.getByTestId('node-creator-item-name')
			.getByText(name, { exact: true })
			.first();
		await item.waitFor();
		return item;
	}

	beforeAll(async () => {
		const { client, n8n, credentials } = world();
		practiceId = (await client.importWorkflow(sample('practice-run.json'))).id;
		takeId = (await client.importWorkflow(rehearsal(world(), `${take}.json`), credentials)).id;
		editor = await openEditor(n8n.url, client.owner);
		// Sooner than the test's own limit, so that the step which failed is named.
		editor.page.setDefaultTimeout(20_000);
		console.log(`Screenshots: ${folder}`);
	});
	afterAll(async () => {
		await editor?.close();
		await world().client.delete(takeId);
	});

	it('runs the practice workflow by its button, green, with items at both outputs', async () => {
		const { page } = editor;
		await editor.openWorkflow(practiceId);
		await page.getByTestId('execute-workflow-button').click();
		await page.getByText('Workflow executed successfully').waitFor();
		await shot('practice-executed');
		const panel = await editor.openNode(delist);
		const output = panel.getByTestId('output-panel');
		await output.getByText('Done Branch (2 items)').waitFor();
		await output.getByText('ACR-SB-CRED-118').first().waitFor();
		await shot('done');
		await output.getByText('Needs Attention Branch (3 items)').click();
		for (const outcome of ['refused', 'ambiguous', 'notFound']) {
			await output.getByText(outcome, { exact: true }).first().waitFor();
		}
		await shot('needs-attention');
	});

	it.each(['out of stock', 'PrestaShop', 'sold out', 'Vend'])(
		'finds Acrylic Delist in the nodes panel by typing "%s"',
		async (words) => {
			const { page } = editor;
			await page.goto(`${world().n8n.url}/workflow/new`);
			await page.getByTestId('canvas-plus-button').first().click();
			await search(words, 'Acrylic Delist');
			if (words === 'out of stock') await shot('nodes-panel');
			expect(await page.getByTestId('node-creator-item-name').count()).toBeLessThan(20);
		},
	);

	it('asks for one labelled account per chosen channel, and shows only their options', async () => {
		await editor.openWorkflow(practiceId);
		const panel = await editor.openNode(delist);
		expect(await labels(panel)).toEqual([]);
		const five = ['Amazon', 'eBay', 'Etsy', 'Shopify', 'WooCommerce'];
		await choose(panel, 'channels', five);
		await panel.getByText('WooCommerce Account').waitFor();
		expect(await labels(panel)).toEqual(five.map((name) => `${name} Account`));
		const texts = await panel.innerText();
		for (const name of five) expect(texts).toContain(`${name} Options`);
		for (const name of ['Wix', 'Square', 'PrestaShop', 'Oracle NetSuite']) {
			expect(texts).not.toContain(`${name} Options`);
		}
		await shot('five-channels');
	});

	it('does a dry run from the node itself and shows the result as a table', async () => {
		const { page } = editor;
		await editor.openWorkflow(practiceId);
		const panel = await editor.openNode(delist);
		// Of the two collections the node's own options come last.
		await panel.getByPlaceholder('Add option').last().click();
		await page.locator('.el-select-dropdown__item:visible', { hasText: 'Dry Run' }).click();
		await panel.getByTestId('parameter-input-dryRun').locator('.el-switch').click();
		await shot('dry-run-chosen');
		await panel.getByTestId('node-execute-button').click();
		const output = panel.getByTestId('output-panel');
		await output.getByText('Done Branch (2 items)').waitFor();
		await output.getByText('Needs Attention Branch (3 items)').waitFor();
		await output.getByText('Done Branch (2 items)').click();
		await output.getByTestId('radio-button-table').click();
		const heads = await output.locator('th').allInnerTexts();
		expect(heads.map((text) => text.trim()).slice(0, 5)).toEqual([
			'sku',
			'channelName',
			'outcome',
			'message',
			'nextStep',
		]);
		await shot('dry-run');
	});

	it('adds a message behind Needs Attention with the plus that is drawn there', async () => {
		const { page } = editor;
		await editor.openWorkflow(practiceId);
		const before = await page.getByTestId('canvas-node').count();
		const last = page.locator('[data-test-id="canvas-node"][data-node-name="Tell a person"]');
		await last.getByTestId('canvas-handle-plus').click();
		await (await search('Slack', 'Slack')).click();
		await page
			.getByTestId('node-creator-item-name')
			.getByText('Send a message', { exact: true })
			.click();
		const panel = page.getByTestId('ndv');
		await panel.waitFor();
		await closePanel(panel);
		await expect.poll(() => page.getByTestId('canvas-node').count()).toBe(before + 1);
	});

	it('publishes the workflow with its triggers', async () => {
		const { page } = editor;
		await editor.openWorkflow(takeId);
		const panel = await editor.openNode('When a SKU runs out');
		await panel.getByText('Shopify Account').waitFor();
		await shot('trigger');
		expect(await panel.getByTestId('parameter-input-source').count()).toBe(1);
		await closePanel(panel);
		const level = await editor.openNode('When a look at the stock finds it');
		await level.getByText('Shopify Account').waitFor();
		await shot('level-trigger');
		await closePanel(level);
		await page.getByTestId('workflow-open-publish-modal-button').click();
		await page.getByTestId('workflow-publish-button').click();
		await expect
			.poll(async () => await world().client.isActive(takeId), { timeout: 30_000 })
			.toBe(true);
		await shot('published');
	});

	it('lets the source of the trigger be chosen, with the account that belongs to it', async () => {
		await editor.openWorkflow(takeId);
		const panel = await editor.openNode('When a SKU runs out');
		await panel.getByText('Shopify Account').waitFor();
		await choose(panel, 'source', ['Any System (ERP, POS, Warehouse)']);
		await panel.getByText("Sender's Secret").waitFor();
		// Without an account of that kind n8n puts its button beside the label.
		expect(await labels(panel)).toEqual([expect.stringMatching(/^Sender's Secret/)]);
	});

	it.each(drawn)('draws %s so that it can be read', async (name) => {
		const { page } = editor;
		const workflow = sample(`${name}.json`);
		workflow.name = `Picture of ${name}`;
		const { id } = await world().client.importWorkflow(workflow);
		await editor.openWorkflow(id);
		await page.getByTestId('zoom-to-fit').click();
		expect(await page.getByTestId('canvas-node').count()).toBe(
			workflow.nodes.filter(({ type }) => !type.endsWith('.stickyNote')).length,
		);
		await shot(name);
		await world().client.delete(id);
	});
}
