import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../../sandbox/catalogue.mts';
import { linksOf, openMailbox } from './mailbox.mts';
import type { Mailbox } from './mailbox.mts';
import { fillIn, makeLedger, messagesOf, nodeOf, readLedger, rehearsal } from './rehearsal.mts';
import { rowsOf, until } from './world.mts';
import type { World } from './world.mts';

const waitMs = 60_000;
const few = ['shopify', 'woocommerce'];
const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0' };

/** A list that is read from an address; the question goes out by mail, since there is no Slack here. */
export function feedTests(world: () => World): void {
	const stock = new Map(
		catalogue.flatMap(({ variants }) => variants.map(({ sku }) => [sku, 5] as [string, number])),
	);
	const skus = [...stock.keys()];
	let server: Server;
	let mailbox: Mailbox;
	let id: string;

	beforeAll(async () => {
		const { client, credentials, sandbox } = world();
		sandbox.sandbox.reset();
		await makeLedger(world());
		server = createServer((_, answer) => {
			const lines = [...stock].map(([sku, quantity]) => `${sku};${quantity}`);
			answer.setHeader('content-type', 'text/csv');
			answer.end(`sku;quantity\n${lines.join('\n')}\n`);
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		mailbox = await openMailbox();
		const smtp = await client.createCredential('Mailbox', 'smtp', {
			host: '127.0.0.1',
			port: mailbox.port,
			secure: false,
			disableStartTls: true,
			user: '',
			password: '',
			hostName: '',
		});
		const workflow = rehearsal(world(), 'warehouse-feed-with-approval.json');
		const { port } = server.address() as AddressInfo;
		nodeOf(workflow, 'When the feed changes').parameters.feedUrl =
			`http://127.0.0.1:${port}/stock.csv`;
		for (const name of ['Take off sale', 'Take off sale after approval'])
			nodeOf(workflow, name).parameters.channels = few;
		fillIn(workflow, { askFrom: 3 });
		const ask = nodeOf(workflow, 'Ask a person');
		const { message, approvalOptions } = ask.parameters;
		Object.assign(ask, {
			type: 'n8n-nodes-base.emailSend',
			typeVersion: 2.1,
			parameters: {
				operation: 'sendAndWait',
				fromEmail: 'n8n@example.com',
				toEmail: 'boss@example.com',
				subject: 'Many SKUs ran out',
				message,
				approvalOptions,
				options: {},
			},
		});
		id = (await client.importWorkflow(workflow, { ...credentials, smtp })).id;
	});
	afterAll(async () => {
		await world().client.delete(id);
		await mailbox.close();
		server.close();
	});

	/** n8n polls once when it publishes a workflow. */
	async function poll(): Promise<void> {
		await world().client.deactivate(id);
		await world().client.activate(id);
	}
	/** n8n sends the mail a moment before it begins to wait, and answers 409 until then. */
	async function press(mail: string, answer: string): Promise<void> {
		const link = linksOf(mail).find((one) => one.includes(`approved=${answer}`)) ?? '';
		for (let tries = 0; tries < 50; tries++) {
			const { status } = await fetch(link, { headers: browser });
			if (status === 200) return;
			expect(status).toBe(409);
			await sleep(200);
		}
		throw new Error('n8n never began to wait.');
	}
	const isOut = (sku: string): boolean =>
		few.every((slug) => world().shelf(slug, sku).state !== 'onSale');
	const known = async (): Promise<string[]> =>
		(await world().client.executions(id)).map((one) => one.id);
	/** Two SKUs of a product may share a listing on a channel; each of these stands alone. */
	const [one, ...many] = skus.filter((sku) => /-(60|30)$/.test(sku)).slice(0, 5);

	it('lets a small change through at once', async () => {
		const { client } = world();
		await client.activate(id);
		stock.set(one, 0);
		await poll();
		const run = await client.waitForExecution(id, () => true, waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		expect(rowsOf(run, 'Take off sale').map(({ sku, outcome }) => [sku, outcome])).toEqual(
			few.map(() => [one, 'offSale']),
		);
		expect(run.nodes).not.toHaveProperty(['Ask a person']);
		expect(isOut(one)).toBe(true);
		expect(mailbox.mails).toEqual([]);
	});

	it('asks a person before a big change, and does it after the yes', async () => {
		const { client } = world();
		const before = await known();
		for (const sku of many) stock.set(sku, 0);
		await poll();
		const mail = await until('the question', () => mailbox.mails.at(-1));
		for (const sku of many) {
			expect(mail.replace(/=\r\n/g, '')).toContain(sku);
			expect(isOut(sku), sku).toBe(false);
		}
		await press(mail, 'true');
		const run = await client.waitForExecution(id, (exec) => !before.includes(exec.id), waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		const rows = rowsOf(run, 'Take off sale after approval');
		expect(rows.map(({ sku }) => sku)).toEqual(many.flatMap((sku) => few.map(() => sku)));
		for (const row of rows) expect(row).toMatchObject({ outcome: 'offSale', confirmed: true });
		for (const sku of many) expect(isOut(sku), sku).toBe(true);
		const ledger = (await readLedger(world())).filter((row) => row.runId === run.id);
		expect(ledger).toHaveLength(many.length * few.length);
	});

	it('leaves everything on sale after the no', async () => {
		const { client } = world();
		const before = await known();
		const mails = mailbox.mails.length;
		const others = skus.filter((sku) => sku !== one && !many.includes(sku)).slice(0, 4);
		for (const sku of others) stock.set(sku, 0);
		await poll();
		const mail = await until('the question', () => mailbox.mails.at(mails));
		await press(mail, 'false');
		const run = await client.waitForExecution(id, (exec) => !before.includes(exec.id), waitMs);
		expect(run).toMatchObject({ status: 'success', error: undefined });
		expect(messagesOf(run, 'Say that nothing was done')).toMatchObject([
			{ text: expect.stringMatching(/^4 SKUs stay on sale/) as unknown },
		]);
		for (const sku of others) expect(isOut(sku), sku).toBe(false);
	});
}
