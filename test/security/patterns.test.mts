import { describe, expect, it } from 'vitest';

import type { SkuFilter } from '../../events/skuFilter';
import type { Element } from '../../platforms/ebay/xml';
import { built, runAcrylicDelist } from '../harness.mts';
import { SupplierFile } from '../purchaseOrders/supplierFile.mts';

const { excerpt } = built('./http/diagnose.js') as { excerpt(body: unknown): string };
const { skuFilter } = built('./events/skuFilter.js') as { skuFilter(text: string): SkuFilter };
const { childrenOf } = built('./platforms/prestashop/xml.js') as {
	childrenOf(document: string, parent: string): unknown[];
};
const { parseXml } = built('./platforms/ebay/xml.js') as {
	parseXml(document: string): Element | undefined;
};

/** What takes a moment takes minutes where the time grows with the square of the length. */
const SOON_MS = 3_000;

function expectSoon(work: () => unknown): void {
	const begun = performance.now();
	work();
	expect(performance.now() - begun).toBeLessThan(SOON_MS);
}

describe('a text made to take for ever', () => {
	it('as an error page of nothing but brackets', () => {
		expectSoon(() => excerpt('<'.repeat(400_000)));
		expect(excerpt('<p class="a">Not <b>here</b></p>')).toBe('Not here');
	});

	it.each(['<![CDATA[', '<!--', '<?', '<a b="', "<a b='", '<a ', '<a b=', '&#'])(
		'as XML of %j without end',
		(piece) => {
			const document = `<prestashop><products>${piece.repeat(100_000)}`;
			expectSoon(() => expect(childrenOf(document, 'products')).toEqual([]));
			expectSoon(() => expect(parseXml(document)).toBeUndefined());
		},
	);

	it.each([' , '.repeat(50_000) + 'x', '['.repeat(100_000), "'".repeat(100_000)])(
		'as a SKU (%#): no channel is asked',
		async (sku) => {
			const { attention } = await runAcrylicDelist({
				parameters: { channels: ['practice-store'], sku: '={{ $json.sku }}' },
				items: [{ sku }],
			});
			expect(attention).toMatchObject([
				{ outcome: 'failed', message: expect.stringContaining('characters'), requests: 0 },
			]);
		},
	);

	it('as a date of a supplier', async () => {
		const file = await SupplierFile.open('2026-11-27T08:00:00Z');
		const expectedAt = `${'T1:11'.repeat(100_000)}\nx`;
		const order = { poNumber: 'PO-1', sku: 'A', ordered: 3, received: 0 };
		file.contentType = 'application/json';
		file.content = JSON.stringify([
			{ ...order, expectedAt },
			{ ...order, sku: 'B', expectedAt: '2026-11-20' },
		]);
		const begun = performance.now();
		const items = await file.trigger({ firstRun: 'late' }).poll();
		expect(performance.now() - begun).toBeLessThan(SOON_MS);
		expect(items).toMatchObject([{ event: 'overdue', sku: 'B' }, { event: 'badRow' }]);
		await file.close();
	});

	it("as the user's own pattern of SKUs", () => {
		const { accepts } = skuFilter(`${'*a'.repeat(2_000)}*b`);
		expectSoon(() => expect(accepts('a'.repeat(50_000))).toBe(false));
		// Marks of regular expressions are plain characters.
		expect(skuFilter('(a+)+$').accepts('aaaa')).toBe(false);
		expect(skuFilter('(a+)+$').accepts('(a+)+$')).toBe(true);
	});
});
