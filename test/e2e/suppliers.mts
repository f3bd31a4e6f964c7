import { beforeAll, describe, expect, it } from 'vitest';
import { fillIn, makeLedger, messagesOf, nodeOf, readLedger, rehearsal } from './rehearsal.mts';
import { rowsOf } from './world.mts';
import type { World } from './world.mts';

const waitMs = 60_000;
const day = 24 * 60 * 60 * 1000;
const dateIn = (days: number): string =>
	new Date(Date.now() + days * day).toISOString().slice(0, 10);
const scarce = 'ACR-FL-QMAG-30';
const plenty = 'ACR-HB-COBL-60';
const few = ['shopify', 'woocommerce'];

/** Orders to suppliers in two back offices. */
export function supplierTests(world: () => World): void {
	describe.each(['netsuite', 'sap-business-one'])('%s', (source) => {
		let poNumber: string;
		let id: string;
		const fake = () => {
			const found = world().sandbox.sandbox.fakes.get(source);
			if (!found?.purchasing) throw new Error(`${source} has no orders to suppliers.`);
			return { seller: found.seller, purchasing: found.purchasing };
		};

		beforeAll(async () => {
			const { client, credentials, sandbox } = world();
			sandbox.sandbox.reset();
			await makeLedger(world());
			const { seller, purchasing } = fake();
			seller.setQuantity(scarce, 0);
			poNumber = purchasing.order({
				supplier: 'Colour Works',
				expectedOn: dateIn(-5),
				lines: [
					{ sku: scarce, quantity: 10 },
					{ sku: plenty, quantity: 20 },
				],
			});
			purchasing.send(poNumber);
			const workflow = rehearsal(world(), 'supplier-slips.json');
			workflow.name += ` in ${source}`;
			Object.assign(nodeOf(workflow, 'When an order slips').parameters, {
				source,
				firstRun: 'late',
			});
			nodeOf(workflow, 'Take pre-orders off sale').parameters.channels = few;
			fillIn(workflow, { maxDaysLate: 4 });
			id = (await client.importWorkflow(workflow, credentials)).id;
		});

		it('tells people of every late line, and stops only what is nearly sold out', async () => {
			const { client, shelf } = world();
			await client.activate(id);
			const run = await client.waitForExecution(id, () => true, waitMs);
			expect(run).toMatchObject({ status: 'success', error: undefined });
			const mails = messagesOf(run, 'Tell purchasing');
			expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
				`Order ${poNumber}: ${scarce} is overdue`,
				`Order ${poNumber}: ${plenty} is overdue`,
			]);
			// The back office lives in a time zone of its own.
			expect(mails.find(({ subject }) => subject.includes(scarce))?.text).toMatch(
				new RegExp(
					`, order ${poNumber}: 10 of 10 pieces of ${scarce} are still to come\\. They were expected on ${dateIn(-5)}, [45] days ago\\.`,
				),
			);
			expect(messagesOf(run, 'Give sales the date').map(({ text }) => text)).toEqual([
				expect.stringMatching(/There is no date to rely on/),
				expect.stringMatching(/There is no date to rely on/),
			]);
			expect(rowsOf(run, 'Take pre-orders off sale').map(({ sku }) => sku)).toEqual(
				few.map(() => scarce),
			);
			for (const slug of few) {
				expect(shelf(slug, scarce).state, slug).not.toBe('onSale');
				expect(shelf(slug, plenty).state, slug).toBe('onSale');
			}
			const ledger = (await readLedger(world())).filter(({ runId }) => runId === run.id);
			expect(ledger).toHaveLength(few.length);
			expect(messagesOf(run, 'Result in Slack')).toMatchObject([
				{ text: expect.stringContaining(`- ${scarce} on Shopify: `) as unknown },
			]);
		});

		it('gives sales the new date, and says when the goods are here', async () => {
			const { client } = world();
			const { purchasing } = fake();
			const later = dateIn(9);
			purchasing.receive(poNumber, scarce, 10);
			purchasing.move(poNumber, later);
			const before = (await client.executions(id)).map((one) => one.id);
			// n8n polls once when it publishes a workflow.
			await client.deactivate(id);
			await client.activate(id);
			const run = await client.waitForExecution(id, (one) => !before.includes(one.id), waitMs);
			expect(run).toMatchObject({ status: 'success', error: undefined });
			expect(messagesOf(run, 'Tell that goods arrived')).toMatchObject([
				{ text: `${scarce}: all 10 pieces of order ${poNumber} have come.` },
			]);
			expect(messagesOf(run, 'Give sales the date').map(({ text }) => text)).toEqual([
				`${plenty} is late. The supplier now says ${later}: tell customers that day, not an earlier one.`,
			]);
			await client.delete(id);
		});
	});
}
