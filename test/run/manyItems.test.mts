// What a long list of items costs, counted instead of timed.
import { ExecuteContext } from 'n8n-core';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { afterEach, describe, expect, test, vi } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { built, runAcrylicDelist } from '../harness.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const { shelf } = built('./platforms/practice-store/shelf.js') as { shelf: IDataObject[] };
const { itemValues } = built('./nodes/AcrylicDelist/run/itemValues.js') as {
	itemValues(context: unknown, name: string, raw: unknown): (item: number) => unknown;
};

const practiceStore = platforms.find(({ id }) => id === 'practice-store') as Platform;
const goods = shelf.length;
afterEach(() => {
	shelf.splice(goods);
	vi.restoreAllMocks();
});

const run = async (operation: string, items: IDataObject[], sku = '={{ $json.sku }}') =>
	await runAcrylicDelist({
		parameters: {
			operation,
			channels: ['practice-store'],
			sku,
			options: { safetyLimit: 0 },
		},
		items,
	});

/** Runs a take-off of so many goods and counts what was called. */
async function countCalls(count: number) {
	const items = Array.from({ length: count }, (_, i) => ({ sku: `MANY-${i}` }));
	for (const { sku } of items)
		shelf.push({ id: `practice-${sku}`, sku, title: sku, quantity: 5, visible: true });
	const parameters = vi.spyOn(
		ExecuteContext.prototype as unknown as { _getNodeParameter(): unknown },
		'_getNodeParameter',
	);
	const steps = (['read', 'stop', 'compose'] as const).map((name) => vi.spyOn(practiceStore, name));
	const { raw } = await run('takeOffSale', items);
	const [read, stop, compose] = steps.map(({ mock }) => mock.calls.length);
	return { raw, calls: { parameters: parameters.mock.calls.length, read, compose }, stop };
}

test('20,000 items give 20,000 results in their order, and only the plan is made item by item', async () => {
	const few = await countCalls(20);
	vi.restoreAllMocks();
	shelf.splice(goods);
	const many = await countCalls(20_000);
	expect(many.raw[0].map(({ pairedItem }) => pairedItem)).toEqual(
		Array.from({ length: 20_000 }, (_, item) => ({ item })),
	);
	expect(new Set(many.raw[0].map(({ json }) => json.outcome))).toEqual(new Set(['offSale']));
	expect(many.calls).toEqual(few.calls);
	expect(few.calls.parameters).toBeGreaterThan(0);
	expect(many.stop).toBe(20_000);
});

describe('a field named in an expression', () => {
	const odd: IDataObject[] = [
		{ sku: 'ACR-HB-TWHT-120', 'Variant SKU': 'ACR-HB-COBL-60', body: { sku: 'ACR-INK-PAYN-30' } },
		{ sku: 42, 'Variant SKU': ' ACR-HB-COBL-60 ', body: {} },
		{ sku: true, 'Variant SKU': '={{ 1 + 1 }}', body: 'ACR-INK-PAYN-30' },
		{ sku: null, body: null },
		{ sku: { of: 'ACR-HB-TWHT-120' }, 'Variant SKU': ['ACR-HB-COBL-60'] },
		{ sku: '' },
		{},
	];

	// n8n itself works out what is more than a name, so the other way to say the same must give the same.
	test.each([
		['={{ $json.sku }}', '={{ $json.sku ?? undefined }}'],
		['={{$json["sku"]}}', '={{ $json.sku ?? undefined }}'],
		["={{ $json['Variant SKU'] }}", '={{ $json["Variant SKU"] ?? undefined }}'],
		['={{ $json.body.sku }}', '={{ $json.body.sku ?? undefined }}'],
		['={{ $json.body["sku"] }}', '={{ $json.body.sku ?? undefined }}'],
	])('%s reads what n8n reads', async (plain, asked) => {
		const rows = async (items: IDataObject[], sku: string) => {
			const { raw } = await run('getStockState', items, sku);
			return raw;
		};
		for (const items of [odd, odd.toReversed()]) {
			const expected = await rows(items, asked);
			expect(await rows(items, plain)).toEqual(expected);
		}
	});

	const asked = (answer: (item: number) => unknown) => {
		const getNodeParameter = vi.fn((_name: string, item: number) => answer(item));
		const context: Pick<IExecuteFunctions, 'getInputData'> = {
			getInputData: () => ['a', 'b', 'c'].map((sku) => ({ json: { sku } })),
		};
		const valueOf = itemValues({ ...context, getNodeParameter }, 'sku', '={{ $json.sku }}');
		return { values: [0, 1, 2].map(valueOf), calls: getNodeParameter.mock.calls.length };
	};

	test('is asked of n8n once', () => {
		expect(asked((item) => 'abc'[item])).toEqual({ values: ['a', 'b', 'c'], calls: 1 });
	});

	test('is left to n8n where it sees something else', () => {
		expect(asked((item) => `other ${item}`)).toEqual({
			values: ['other 0', 'other 1', 'other 2'],
			calls: 3,
		});
	});
});
