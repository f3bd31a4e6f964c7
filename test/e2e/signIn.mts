import { expect, it } from 'vitest';
import type { Fake } from '../../sandbox/fake.mts';
import { items, chain } from './workflows.mts';
import { rowsOf, type World } from './world.mts';

interface Registry {
	id: string;
	service?: { credential: string };
}

/** What a seller does with 'Connect my account', for every platform whose owner has to agree in a browser. */
export function signInTests(world: () => World, platforms: readonly Registry[]): void {
	const withConsent = () =>
		platforms.flatMap(({ id, service }) => {
			const fake = world().sandbox.sandbox.fakes.get(id);
			return service && fake?.signedIn ? [{ id, type: service.credential, fake }] : [];
		});
	const account = async (type: string, { name, account: fields }: Fake, change = {}) =>
		await world().client.createCredential(`Signed in: ${name}`, type, { ...fields, ...change });

	it('connects each account, and the connection reads the shop', async () => {
		const { client } = world();
		const states: Record<string, string[]> = {};
		for (const { id, type, fake } of withConsent()) {
			const credential = await account(type, fake);
			const page = await client.connectAccount(credential.id);
			expect({ id, page: page.status }).toEqual({ id, page: 200 });
			const workflow = await client.importWorkflow(
				chain(`Read ${id}`, [
					...items([{ sku: 'ACR-FL-QMAG-30' }]),
					{
						name: 'Delist',
						type: 'n8n-nodes-stockout.acrylicDelist',
						parameters: { operation: 'getStockState', channels: [id] },
					},
				]),
				{ [type]: credential },
			);
			await client.run(workflow.id, 'Start');
			const execution = await client.waitForExecution(workflow.id, () => true, 60_000);
			states[id] = rowsOf(execution, 'Delist').map(({ outcome }) => outcome);
		}
		const expected = withConsent().map(({ id }) => [id, ['alreadyOnSale']] as const);
		expect(states).toEqual(Object.fromEntries(expected));
		expect(expected.length).toBeGreaterThanOrEqual(4);
	});

	it('connects nothing with an app that the platform does not know', async () => {
		const { client } = world();
		for (const { id, type, fake } of withConsent()) {
			const credential = await account(type, fake, { clientId: 'another-app' });
			await expect(client.connectAccount(credential.id), id).rejects.toThrow(/not known|400/);
		}
	});
}
