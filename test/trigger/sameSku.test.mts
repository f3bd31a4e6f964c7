import { describe, expect, it } from 'vitest';

import { sender } from './anySystem.mts';

const rows = (...counts: unknown[]) =>
	counts.map((quantity, i) => ({ sku: 'A', warehouse: i, quantity }));

describe('several rows of one SKU', () => {
	it('are news in their order unless chosen otherwise: the last one counts', async () => {
		expect(await sender().items(rows(0, 4))).toEqual([]);
		expect(await sender().items(rows(4, 0))).toMatchObject([{ event: 'ranOut', quantity: 0 }]);
	});

	describe('as one row per warehouse', () => {
		const perWarehouse = () => sender({ options: { sameSku: 'sum' } });

		it('are out only when all of them are', async () => {
			expect(await perWarehouse().items(rows(4, 0))).toEqual([]);
			expect(await perWarehouse().items(rows(0, 0, -1))).toMatchObject([
				{ event: 'ranOut', quantity: -1, reason: 'quantity 0 + quantity 0 + quantity -1' },
			]);
		});

		it('are unavailable only when every warehouse says so', async () => {
			expect(await perWarehouse().items(rows('unavailable', 3))).toEqual([]);
			expect(await perWarehouse().items(rows('unavailable', 'sold out'))).toMatchObject([
				{ event: 'unavailable' },
			]);
		});

		it('keep other SKUs apart', async () => {
			const items = await perWarehouse().items([...rows(0, 0), { sku: 'B', quantity: 0 }]);
			expect(items.map(({ sku }) => sku)).toEqual(['A', 'B']);
		});
	});
});
