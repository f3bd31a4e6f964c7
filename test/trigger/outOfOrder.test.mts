// Deliveries overtake each other on their way. What is older than the last word about a SKU must not count any more.
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { byHeader, SECRET } from './anySystem.mts';
import { TestTrigger } from './harness.mts';

const EARLY = '2026-01-20T08:00:00Z';
const LATE = '2026-01-20T08:00:05Z';

const parameters = {
	source: 'anySystem',
	triggerOn: ['outOfStock', 'backInStock'],
	options: { occurredAtField: 'at' },
};

function listener(staticData: IDataObject = {}) {
	const trigger = new TestTrigger({
		parameters,
		credentials: { stockOutWebhookApi: byHeader },
		staticData,
	});
	const tell = async (...rows: Array<{ sku: string; quantity: number; at?: string }>) => {
		const { items } = await trigger.receive({
			headers: { 'content-type': 'application/json', 'x-stock-secret': SECRET },
			body: JSON.stringify(rows),
		});
		return (items ?? []).map(({ event, sku }) => `${String(event)} ${String(sku)}`);
	};
	return { trigger, tell };
}

describe('older news that come after newer ones', () => {
	it('put nothing back that has run out since', async () => {
		const { tell } = listener();
		expect(await tell({ sku: 'A', quantity: 0, at: LATE })).toEqual(['ranOut A']);
		expect(await tell({ sku: 'A', quantity: 14, at: EARLY })).toEqual([]);
	});

	it('take nothing off sale that has come back since', async () => {
		const { tell } = listener();
		expect(await tell({ sku: 'A', quantity: 14, at: LATE })).toEqual([]);
		expect(await tell({ sku: 'A', quantity: 0, at: EARLY })).toEqual([]);
	});

	it('are known as such after a restart of n8n', async () => {
		const first = listener();
		await first.tell({ sku: 'A', quantity: 0, at: LATE });
		const { tell } = listener(first.trigger.saved());
		expect(await tell({ sku: 'A', quantity: 14, at: EARLY })).toEqual([]);
		expect(await tell({ sku: 'A', quantity: 14, at: '2026-01-20T08:00:06Z' })).toEqual([
			'cameBack A',
		]);
	});
});

describe('what still counts', () => {
	it('news of the very same time, and those without one', async () => {
		const { tell } = listener();
		await tell({ sku: 'A', quantity: 0, at: LATE });
		expect(await tell({ sku: 'A', quantity: 3, at: LATE })).toEqual(['cameBack A']);
		await tell({ sku: 'A', quantity: 0, at: LATE });
		expect(await tell({ sku: 'A', quantity: 3 })).toEqual(['cameBack A']);
	});

	it('the last row of one call, whatever the times of its rows', async () => {
		const { tell } = listener();
		expect(
			await tell({ sku: 'A', quantity: 5, at: LATE }, { sku: 'A', quantity: 0, at: EARLY }),
		).toEqual(['ranOut A']);
	});

	it('the news of other SKUs, and of other senders', async () => {
		const { tell } = listener();
		await tell({ sku: 'A', quantity: 4, at: LATE });
		expect(await tell({ sku: 'B', quantity: 0, at: EARLY })).toEqual(['ranOut B']);
		expect(await listener().tell({ sku: 'A', quantity: 0, at: EARLY })).toEqual(['ranOut A']);
	});

	it('all that comes after news with a time far ahead', async () => {
		const { tell } = listener();
		await tell({ sku: 'A', quantity: 4, at: '2999-01-01T00:00:00Z' });
		const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString();
		expect(await tell({ sku: 'A', quantity: 0, at: inTwoDays })).toEqual(['ranOut A']);
	});
});
