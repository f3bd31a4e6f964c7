import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEditor } from './browser.mts';
import type { Editor } from './browser.mts';
import { sample } from './workflows.mts';
import type { World } from './world.mts';

const delist = 'Take off sale';

/** What a shop owner sees and clicks. */
export function editorTests(world: () => World): void {
	const folder = mkdtempSync(join(tmpdir(), 'stockout-editor-'));
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
			await editor.page.locator('.el-select-dropdown__item:visible', { hasText: name }).click();
		}
		await shot(`choosing-${parameter}`);
		await panel.getByTestId('node-title-container').click();
	}

	beforeAll(async () => {
		const { client, n8n } = world();
		practiceId = (await client.importWorkflow(sample('practice-run.json'))).id;
		takeId = (await client.importWorkflow(sample('take-sold-out-acrylics-off-sale.json'))).id;
		editor = await openEditor(n8n.url, client.owner);
		console.log(`Screenshots: ${folder}`);
	});
	afterAll(async () => {
		await editor?.close();
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

	it('asks for one labelled account per chosen channel', async () => {
		await editor.openWorkflow(practiceId);
		const panel = await editor.openNode(delist);
		expect(await labels(panel)).toEqual([]);
		await choose(panel, 'channels', ['Shopify', 'WooCommerce']);
		await panel.getByText('WooCommerce Account').waitFor();
		await shot('accounts');
		expect(await labels(panel)).toEqual(['Shopify Account', 'WooCommerce Account']);
	});

	it('lets the source of the trigger be chosen, with the account that belongs to it', async () => {
		await editor.openWorkflow(takeId);
		const panel = await editor.openNode('When a SKU runs out');
		await panel.getByText('Shopify Account').waitFor();
		await shot('trigger');
		expect(await panel.getByTestId('parameter-input-source').count()).toBe(1);
		await choose(panel, 'source', ['Any System']);
		await panel.getByText("Sender's Secret").waitFor();
		expect(await labels(panel)).toEqual(["Sender's Secret"]);
	});
}
