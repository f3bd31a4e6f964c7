import { existsSync } from 'node:fs';
import { chromium, selectors } from 'playwright-core';
import type { Locator, Page } from 'playwright-core';

export interface Editor {
	page: Page;
	openWorkflow(id: string): Promise<void>;
	/** Opens the panel of a node on the canvas. */
	openNode(name: string): Promise<Locator>;
	screenshot(path: string): Promise<void>;
	close(): Promise<void>;
}

selectors.setTestIdAttribute('data-test-id');

const launchArgs = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export function chromiumPath(): string {
	const path = process.env.CHROMIUM ?? '/usr/bin/chromium';
	if (existsSync(path)) return path;
	throw new Error(
		`There is no Chromium at ${path}. Install it (on Debian: apt-get install chromium) or set CHROMIUM to its path.`,
	);
}

/** n8n's editor in Chromium, signed in. */
export async function openEditor(
	url: string,
	owner: { email: string; password: string },
): Promise<Editor> {
	const browser = await chromium.launch({ executablePath: chromiumPath(), args: launchArgs });
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	try {
		await page.goto(`${url}/signin`);
		await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
		await page.locator('input[name="password"]').fill(owner.password);
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL((current) => !current.pathname.startsWith('/signin'));
	} catch (error) {
		await browser.close();
		throw error;
	}

	const panel = page.getByTestId('ndv');
	return {
		page,
		async openWorkflow(id) {
			await page.goto(`${url}/workflow/${id}`);
			await page.getByTestId('canvas-node').first().waitFor();
		},
		async openNode(name) {
			await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
			await panel.waitFor();
			return panel;
		},
		async screenshot(path) {
			await page.screenshot({ path });
		},
		async close() {
			await browser.close();
		},
	};
}
