import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Answer } from '../../http/answer';
import { built, runAcrylicDelist } from '../harness.mts';
import { sender } from '../trigger/anySystem.mts';
import { FeedServer } from '../levels/feedServer.mts';

const { toAnswer } = built('./http/answer.js') as {
	toAnswer(status: unknown, headers: unknown, body: unknown, bytes?: boolean): Answer;
};

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];
const POLLUTION = '{"__proto__":{"sku":"X","quantity":0},"constructor":{"prototype":{"sku":"X"}}}';

let before: string[];
beforeEach(() => {
	before = Object.getOwnPropertyNames(Object.prototype);
});
afterEach(() => {
	expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
	expect(({} as { sku?: string }).sku).toBeUndefined();
});

describe('a SKU named like what every object inherits', () => {
	it('is an ordinary SKU for a run', async () => {
		const { attention } = await runAcrylicDelist({
			parameters: { channels: ['practice-store'], sku: '={{ $json.sku }}' },
			items: NAMES.map((sku) => ({ sku })),
		});
		expect(attention.map(({ sku, outcome }) => [sku, outcome])).toEqual(
			NAMES.map((sku) => [sku, 'notFound']),
		);
	});

	it('runs out and comes back in what a trigger remembers', async () => {
		const { trigger, items } = sender({ triggerOn: ['outOfStock', 'backInStock'] });
		const told = async (quantity: number) =>
			(await items(NAMES.map((sku) => ({ sku, quantity })))).map(({ sku, event }) => [sku, event]);
		expect(await told(0)).toEqual(NAMES.map((sku) => [sku, 'ranOut']));
		expect(JSON.stringify(trigger.saved())).toContain('__proto__');
		expect(await told(5)).toEqual(NAMES.map((sku) => [sku, 'cameBack']));
	});

	it('is read from a feed like any other', async () => {
		const feed = await FeedServer.open();
		try {
			const stock = (count: number) =>
				`sku,quantity\n${NAMES.map((sku) => `${sku},${count}`).join('\n')}`;
			const trigger = feed.trigger();
			expect(await feed.next(trigger, stock(4))).toEqual([]);
			const gone = await feed.next(trigger, stock(0));
			expect(gone.map(({ sku }) => sku)).toEqual(NAMES);
		} finally {
			await feed.close();
		}
	});
});

describe('a member named like what every object inherits', () => {
	it('of a call is data and changes nothing', async () => {
		expect(await sender().items(POLLUTION)).toMatchObject([{ event: 'badRow' }]);
	});

	it('of an answer or of its headers is data and changes nothing', () => {
		const headers = JSON.parse('{"__proto__":"x","Constructor":"y"}') as object;
		const answer = toAnswer(200, headers, POLLUTION);
		expect(Object.hasOwn(answer.body as object, '__proto__')).toBe(true);
		expect(({} as { x?: string }).x).toBeUndefined();
	});
});
