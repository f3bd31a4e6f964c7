import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEditor } from './browser.mts';
import type { Editor } from './browser.mts';
import { sample } from './workflows.mts';
import type { World } from './world.mts';

export function editorTests(world: () => World): void {
	const folder = mkdtempSync(join(tmpdir(), 'stockout-editor-'));
	let editor: Editor;
	let practiceId: string;

	beforeAll(async () => {
		const { client, n8n } = world();
		practiceId = (await client.importWorkflow(sample('practice-run.json'))).id;
		editor = await openEditor(n8n.url, client.owner);
		console.log(`Screenshots: ${folder}`);
	});
	afterAll(async () => {
		await editor?.close();
	});
	it('shows canvas', async () => {
		await editor.openWorkflow(practiceId);
		await editor.page.waitForTimeout(1500);
		await editor.screenshot(join(folder, 'canvas.png'));
		const panel = await editor.openNode('Take off sale');
		await editor.page.waitForTimeout(1000);
		await editor.screenshot(join(folder, 'panel.png'));
		console.log(
			await panel.evaluate((e) =>
				[...e.querySelectorAll('[data-test-id]')]
					.map((x) => x.getAttribute('data-test-id'))
					.join(' '),
			),
		);
		expect(1).toBe(1);
	});
}
