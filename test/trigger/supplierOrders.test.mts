// SAP Business One and NetSuite push changed supplier orders to the same address as the stock.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type * as Events from '../../events/purchaseOrderEvent';
import type { Platform } from '../../platforms/platform';
import { built } from '../harness.mts';
import { callTo } from '../platforms/callTo.mts';
import { TriggerShop } from './shop.mts';

const { purchaseOrderEventsOf } = built('./events/purchaseOrderEvent.js') as typeof Events;
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';

let shop: TriggerShop;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

describe.each(['sap-business-one', 'netsuite'])('%s', (id) => {
	const purchasing = () => shop.sandbox.fakes.get(id)!.purchasing!;
	const lateOrder = () => {
		const number = purchasing().order({
			supplier: 'Paint Maker Ltd',
			expectedOn: '2026-01-15',
			lines: [
				{ sku: INK, quantity: 48 },
				{ sku: GESSO, quantity: 6 },
			],
		});
		purchasing().send(number);
		return number;
	};
	const isOrder = (items: unknown[] | undefined) => items !== undefined;

	it('tells of them when asked, with the ids of the Purchase Order Trigger', async () => {
		await shop.listen(id, { parameters: { options: { supplierOrders: true } } });
		const number = lateOrder();
		const { reply } = await shop.first(({ reply }) => isOrder(reply.items));
		expect(reply.items).toMatchObject([
			{ event: 'overdue', poNumber: number, sku: INK, ordered: 48, outstanding: 48, source: id },
			{ event: 'overdue', poNumber: number, sku: GESSO },
		]);
		const { purchaseOrders } = platforms.find((one) => one.id === id)!;
		const { lines } = await purchaseOrders!.page(await callTo(id, shop.account(id)), {});
		const polled = lines
			.filter(({ poNumber }) => poNumber === number)
			.flatMap((line) =>
				purchaseOrderEventsOf(line, {
					source: id,
					now: Date.now(),
					zone: 'UTC',
					partIsBackordered: purchaseOrders!.partIsBackordered,
				}),
			);
		expect(reply.items!.map(({ eventId }) => eventId)).toEqual(
			polled.map(({ eventId }) => eventId),
		);
	});

	it('tells of the SKUs that were asked for only', async () => {
		await shop.listen(id, { parameters: { options: { supplierOrders: true, skus: GESSO } } });
		lateOrder();
		const { reply } = await shop.first(({ reply }) => isOrder(reply.items));
		expect(reply.items).toMatchObject([{ event: 'overdue', sku: GESSO }]);
	});

	it('says nothing of them unless asked', async () => {
		await shop.listen(id);
		lateOrder();
		const { reply } = await shop.first(({ sent }) => sent.method === 'POST');
		expect(reply).toMatchObject({ status: 200, items: undefined });
	});
});
