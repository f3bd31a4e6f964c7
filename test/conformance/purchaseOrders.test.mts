// One suite for all platforms with orders to suppliers: a month of simulated days, and the exact list of events.
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Platform } from '../../platforms/platform';
import type { Purchasing } from '../../sandbox/fake.mts';
import { built } from '../harness.mts';
import { OrdersTrigger } from '../purchaseOrders/harness.mts';
import { openShop, settableClock, type SettableClock, type TestShop } from '../shop.mts';
import { cases } from './cases.mts';
import { orderCases } from './orderCases.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const sources = platforms.filter(({ purchaseOrders }) => purchaseOrders);

const DAY = 86_400_000;
/** Noon in UTC is the same day in all zones that an account may have here. */
const START = Date.parse('2027-03-15T12:00:00Z');
const DAYS = 31;

const dateOf = (day: number): string => new Date(START + day * DAY).toISOString().slice(0, 10);

let shop: TestShop;
let clock: SettableClock;

beforeEach(async () => {
	// Some logins are dated by the computer's own clock, so that one has to go along.
	vi.useFakeTimers({ toFake: ['Date'] });
	vi.setSystemTime(START);
	clock = settableClock(100, START);
	shop = await openShop({ clock });
});
afterEach(async () => {
	await shop.close();
	vi.useRealTimers();
});

function toDay(day: number): void {
	clock.forward(START + day * DAY - clock.now());
	vi.setSystemTime(clock.now());
}

function triggerOf(
	{ id, service }: Platform,
	parameters: ConstructorParameters<typeof OrdersTrigger>[0]['parameters'] = {},
): OrdersTrigger {
	const credential = service!.credential;
	return new OrdersTrigger({
		parameters: { source: id, ...parameters },
		credentials: { [credential]: shop.credentials[credential]! },
		zone: 'UTC',
	});
}

/** The orders of the month, by the names of the story. */
type Orders = Record<string, string>;
type Step = (purchasing: Purchasing, orders: Orders) => void;

function story(id: string): Map<number, Step[]> {
	const [a, b] = cases[id]!.plain;
	const [c, d] = cases[id]!.siblings;
	const steps = new Map<number, Step[]>();
	const on = (day: number, step: Step): void =>
		void steps.set(day, [...(steps.get(day) ?? []), step]);
	const order = (
		day: number,
		name: string,
		expected: number,
		skus: string[],
		{ sent = day }: { sent?: number } = {},
	): void => {
		on(day, (purchasing, orders) => {
			orders[name] = purchasing.order({
				supplier: 'Colour Works',
				expectedOn: dateOf(expected),
				lines: skus.map((sku) => ({ sku, quantity: 10 })),
			});
		});
		on(sent, (purchasing, orders) => purchasing.send(orders[name]!));
	};
	const receive = (day: number, name: string, sku: string, quantity: number): void =>
		on(day, (purchasing, orders) => purchasing.receive(orders[name]!, sku, quantity));
	const move = (day: number, name: string, sku: string, expected: number): void =>
		on(day, (purchasing, orders) => purchasing.move(orders[name]!, dateOf(expected), sku));

	order(-1, 'late before', -5, [a]);
	order(0, 'slips', 5, [a], { sent: 1 });
	order(0, 'cancelled', 20, [b]);
	order(0, 'closed short', 20, [c]);
	order(0, 'loses a line', 10, [a, d]);
	order(0, 'in time', 12, [b]);
	order(0, 'moves', 25, [d]);
	order(0, 'marked', 28, [c]);

	move(2, 'slips', a, 8);
	on(2, (purchasing, orders) => purchasing.backorder?.(orders.marked!, c));
	receive(3, 'closed short', c, 2);
	move(3, 'moves', d, 15);
	receive(4, 'slips', a, 4);
	on(5, (purchasing, orders) => purchasing.removeLine(orders['loses a line']!, d));
	on(6, (purchasing, orders) => purchasing.cancel(orders.cancelled!));
	on(7, (purchasing, orders) => purchasing.closeShort(orders['closed short']!));
	receive(9, 'in time', b, 10);
	receive(12, 'slips', a, 6);
	receive(14, 'loses a line', a, 10);
	move(18, 'moves', d, 22);
	return steps;
}

/** Polled at noon of the day; what is done on a day is done after its poll. */
function expectedOf(id: string, hasMarks: boolean): string[] {
	const [a, b] = cases[id]!.plain;
	const [c, d] = cases[id]!.siblings;
	const { backordered } = orderCases[id]!;
	return [
		`3 delayed slips ${a}`,
		...(hasMarks ? [`3 backordered marked ${c}`] : []),
		...(backordered === 'atOnce'
			? [`4 backordered closed short ${c}`, `5 backordered slips ${a}`]
			: []),
		`9 overdue slips ${a}`,
		...(backordered === 'whenLate' ? [`9 backordered slips ${a}`] : []),
		`10 received in time ${b}`,
		`11 overdue loses a line ${a}`,
		`13 received slips ${a}`,
		`15 received loses a line ${a}`,
		`16 overdue moves ${d}`,
		`19 delayed moves ${d}`,
		`23 overdue moves ${d}`,
		`29 overdue marked ${c}`,
	].sort();
}

it('the platforms with orders to suppliers are told apart here, and can be tried', () => {
	for (const { id } of sources) {
		expect(Object.keys(orderCases), id).toContain(id);
		expect(shop.sandbox.fakes.get(id)?.purchasing, id).toBeDefined();
	}
	expect(triggerSources()).toEqual(sources.map(({ id }) => id));
});

function triggerSources(): string[] {
	const { properties } = built('./nodes/PurchaseOrderTrigger/properties.js') as {
		properties: Array<{ name: string; options?: Array<{ value: string }> }>;
	};
	const options = properties.find(({ name }) => name === 'source')?.options ?? [];
	return options.map(({ value }) => value).filter((value) => value !== 'feedUrl');
}

describe.each(sources.map((platform) => [platform.id, platform] as const))('%s', (id, platform) => {
	async function month(
		trigger: OrdersTrigger,
		after: (day: number) => void = () => undefined,
	): Promise<Array<{ day: number; name: string; item: IDataObject }>> {
		const purchasing = shop.sandbox.fakes.get(id)!.purchasing!;
		const steps = story(id);
		const orders: Orders = {};
		const told: Array<{ day: number; name: string; item: IDataObject }> = [];
		const act = (day: number): void => {
			for (const step of steps.get(day) ?? []) step(purchasing, orders);
		};
		act(-1);
		for (let day = 0; day < DAYS; day++) {
			toDay(day);
			for (const item of await trigger.poll()) {
				const [name = '?'] =
					Object.entries(orders).find(([, poNumber]) => poNumber === item.poNumber) ?? [];
				told.push({ day, name, item });
			}
			after(day);
			clock.forward(3_600_000);
			vi.setSystemTime(clock.now());
			act(day);
		}
		return told;
	}

	it('a month of orders: what happened is told once, on the day it was to be seen', async () => {
		const trigger = triggerOf(platform);
		const told = await month(trigger, () => trigger.restart());
		const short = told.map(
			({ day, name, item }) => `${day} ${String(item.event)} ${name} ${String(item.sku)}`,
		);
		const hasMarks = shop.sandbox.fakes.get(id)!.purchasing!.backorder !== undefined;
		expect(short.toSorted()).toEqual(expectedOf(id, hasMarks));
		expect(new Set(told.map(({ item }) => item.eventId)).size).toBe(told.length);
		for (const { item } of told)
			expect(item).toMatchObject({
				supplier: 'Colour Works',
				ordered: 10,
				expectedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d/),
				nativeStatus: expect.stringMatching(/./),
				source: id,
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			});
		const moved = told.find(({ day, item }) => day === 3 && item.event === 'delayed')!.item;
		expect(String(moved.previousExpectedAt).slice(0, 10)).toBe(dateOf(5));
		expect(String(moved.expectedAt).slice(0, 10)).toBe(dateOf(8));
		const overdue = told.find(({ name, item }) => name === 'slips' && item.event === 'overdue')!;
		expect(overdue.item).toMatchObject({ daysLate: 1, received: 4, outstanding: 6 });
	}, 120_000);

	it('with states that fall back a day, nothing else is told', async () => {
		const trigger = triggerOf(platform);
		let before = trigger.saved();
		const told = await month(trigger, (day) => {
			const now = trigger.saved();
			if (day > 1 && day % 3 === 0) trigger.restart(before);
			before = now;
		});
		const once = new Map(
			told.map(({ day, name, item }) => [
				item.eventId,
				`${String(item.event)} ${name} ${String(item.sku)} ${day}`,
			]),
		);
		const hasMarks = shop.sandbox.fakes.get(id)!.purchasing!.backorder !== undefined;
		const withoutDay = (text: string): string => text.replace(/^\d+ | \d+$/g, '');
		expect([...once.values()].map(withoutDay).sort()).toEqual(
			expectedOf(id, hasMarks).map(withoutDay).sort(),
		);
	}, 120_000);

	it('in the editor: what is late now, then what is open', async () => {
		const purchasing = shop.sandbox.fakes.get(id)!.purchasing!;
		const [a, b] = cases[id]!.plain;
		for (const [sku, day] of [
			[a, 5],
			[b, -2],
		] as const) {
			const lines = [{ sku, quantity: 3 }];
			const expectedOn = dateOf(day);
			purchasing.send(purchasing.order({ supplier: 'Paper Mill', expectedOn, lines }));
		}
		const trigger = triggerOf(platform);
		const items = await trigger.test();
		expect(items.map(({ event, sku }) => [event, sku])).toEqual([
			['overdue', b],
			['open', a],
		]);
		expect(trigger.saved()).toEqual({});
	});

	it('a login that is refused is said', async () => {
		const credential = platform.service!.credential;
		const { login } = cases[id]!;
		const trigger = new OrdersTrigger({
			parameters: { source: id },
			credentials: {
				[credential]: { ...shop.credentials[credential]!, [login]: 'wrong' },
			},
		});
		await expect(trigger.poll()).rejects.toMatchObject({
			name: 'NodeOperationError',
			description: expect.stringMatching(/./),
		});
	});
});
