import { mkdirSync, mkdtempSync } from 'node:fs';
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

/** Set STOCKOUT_SCREENSHOTS=docs to write the pictures of the docs anew; otherwise they go to a folder that is named in the output. */
function screenshotFolder(): string {
	if (process.env.STOCKOUT_SCREENSHOTS !== 'docs')
		return mkdtempSync(join(tmpdir(), 'stockout-editor-'));
	const folder = join(projectRoot, 'docs', 'screenshots');
	mkdirSync(folder, { recursive: true });
	return folder;
}

/** What a shop owner sees and clicks. */
export function editorTests(world: () => World): void {
	const folder = screenshotFolder();
	let editor: Editor;
	let practiceId: string;
	let takeId: string;

	const shot = (name: string): Promise<void> => editor.screenshot(join(folder, `${name}.png`));
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
	/** The nodes that the panel offers for what is typed. */
	async function search(words: string): Promise<string[]> {
		const { page } = editor;
		const field = page.getByTestId('node-creator-search-bar');
		await field.fill(words);
		await page.getByTestId('node-creator-item-name').first().waitFor();
		return await page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	beforeAll(async () => {
		const { client, n8n, credentials } = world();
		practiceId = (await client.importWorkflow(sample('practice-run.json'))).id;
		takeId = (await client.importWorkflow(rehearsal(world(), `${take}.json`), credentials)).id;
		editor = await openEditor(n8n.url, client.owner);
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
		await shot('practice-run');
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
			const found = await search(words);
			if (words === 'out of stock') await shot('nodes-panel');
			expect(found.map((name) => name.trim())).toContain('Acrylic Delist');
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
		await panel.getByText('Add option').last().click();
		await page.getByText('Dry Run', { exact: true }).click();
		const toggle = panel.getByTestId('parameter-input-dryRun').getByRole('switch');
		await toggle.click();
		await panel.getByTestId('node-execute-button').click();
		const output = panel.getByTestId('output-panel');
		await output.getByText(/^Done Branch \(\d items?\)$/).waitFor();
		await output.getByText('Needs Attention Branch').waitFor();
		await output.getByText('Done Branch').click();
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

	it('adds a message behind Needs Attention with the plus at that output', async () => {
		const { page } = editor;
		await editor.openWorkflow(practiceId);
		const before = await page.getByTestId('canvas-node').count();
		await page.getByText('Take off sale', { exact: true }).first().click();
		const plus = page.getByTestId('canvas-plus-button').first();
		await plus.click();
		await search('Slack');
		await page.getByTestId('node-creator-item-name').getByText('Slack', { exact: true }).click();
		await page.getByText('Send a message', { exact: true }).click();
		await page.getByTestId('ndv').waitFor();
		await closePanel(page.getByTestId('ndv'));
		expect(await page.getByTestId('canvas-node').count()).toBe(before + 1);
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
		expect(await labels(panel)).toEqual(["Sender's Secret"]);
	});

	it.each([take, 'supplier-slips', 'warehouse-feed-with-approval', 'nightly-discrepancy-report'])(
		'draws %s so that it can be read',
		async (name) => {
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
		},
	);
}
