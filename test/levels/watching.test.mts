// Looking after the webhooks of Stock-Out Triggers, against a platform that is in the test.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { StockEvent } from '../../events/stockEvent';
import type { Problem } from '../../http/problem';
import type { Memory } from '../../nodes/StockLevelTrigger/run/memory';
import type * as Webhooks from '../../nodes/StockLevelTrigger/run/webhooks';
import type * as Watches from '../../nodes/webhookWatch';
import { built } from '../harness.mts';
import { raise, stopTime, time } from '../run/scripted.mts';
import { memories, settingsFor } from './world.mts';

const webhooks = built('./nodes/StockLevelTrigger/run/webhooks.js') as typeof Webhooks;
const watches = built('./nodes/webhookWatch.js') as typeof Watches;

const MINUTE = 60_000;
const url = 'https://n8n.example/webhook/1';
const account = 'account 1';
interface Hook {
	topic: string;
	active: boolean;
}

let hooks: Hook[] | Problem;
let memory: Memory;
let restore: () => void;
beforeEach(() => {
	restore = stopTime();
	memory = memories.freshMemory('shop', '', time.now);
	watches.noteWatch({ source: 'wave', account, url });
	time.now += 10 * MINUTE;
});
afterEach(() => {
	watches.dropWatch(url);
	restore();
});

type Shop = Parameters<typeof webhooks.checkWebhooks>[0];
const shopWith = (topics: string | string[], webhook?: object): Shop =>
	({
		platform: {
			...{ id: 'wave', name: 'Wave' },
			webhook: webhook ?? {
				registration: {
					topics: { stock: topics },
					find: async () => await Promise.resolve('kind' in hooks ? raise(hooks) : hooks),
				},
			},
		},
		account,
		call: undefined,
	}) as unknown as Shop;
const check = async (topics: string | string[] = 'stock', checkWebhooks = true) =>
	await webhooks.checkWebhooks(shopWith(topics), memory, settingsFor({ checkWebhooks }));

const on = (topic = 'stock'): Hook => ({ topic, active: true });
const off = (topic = 'stock'): Hook => ({ topic, active: false });

describe('the webhook of a trigger', () => {
	it.each([
		['is there', 'stock', [on()]],
		['is there beside an old one that is off', 'stock', [off(), on()]],
		['is there for both topics', ['stock', 'goods'], [on('goods'), on()]],
	])('%s: nothing is said', async (_, topics, found) => {
		hooks = found;
		expect(await check(topics)).toEqual([]);
	});

	it.each([
		['is gone', 'stock', []],
		['is there for another topic only', 'stock', [on('goods')]],
		['is there for one of two topics', ['stock', 'goods'], [on('goods')]],
	])('%s: it is missing', async (_, topics, found) => {
		hooks = found;
		expect(await check(topics)).toEqual([
			{
				event: 'webhookMissing',
				source: 'wave',
				webhookUrl: url,
				message:
					'Wave does not have the webhook of your Stock-Out Trigger any more, so it tells it nothing.',
				nextStep:
					'Unpublish the workflow with the Stock-Out Trigger and publish it again; that registers it anew.',
			},
		]);
	});

	it.each([
		['is off', 'stock', [off()]],
		['is off for one of two topics', ['stock', 'goods'], [on('goods'), off()]],
	])('%s: it is disabled', async (_, topics, found) => {
		hooks = found;
		expect(await check(topics)).toMatchObject([
			{
				event: 'webhookDisabled',
				message:
					'Wave has switched off the webhook of your Stock-Out Trigger, so it tells it nothing.',
				nextStep: expect.stringMatching(
					/^Unpublish .* switches it on\. .* whether Wave can reach your n8n\.$/,
				),
			},
		]);
	});

	it('that cannot be looked at is said with the reason', async () => {
		hooks = { kind: 'permission', message: 'Not allowed.', nextStep: 'Allow it.' };
		expect(await check()).toMatchObject([
			{
				event: 'webhookUnchecked',
				message:
					'It could not be seen whether Wave still has the webhook of your Stock-Out Trigger: Not allowed.',
				nextStep: 'Allow it.',
			},
		]);
	});

	it('is said once for each address, and again when it was fine in between', async () => {
		const other = `${url}2`;
		watches.noteWatch({ source: 'wave', account, url: other });
		hooks = [];
		expect(await check()).toMatchObject([{ webhookUrl: url }, { webhookUrl: other }]);
		watches.dropWatch(other);
		expect(await check()).toEqual([]);
		hooks = [on()];
		expect(await check()).toEqual([]);
		hooks = [];
		expect(await check()).toHaveLength(1);
	});

	it('is not looked at when the user said so, or where the platform keeps none', async () => {
		hooks = [];
		expect(await check('stock', false)).toEqual([]);
		const settings = settingsFor({ checkWebhooks: true });
		expect(await webhooks.checkWebhooks(shopWith('stock', {}), memory, settings)).toEqual([]);
		const without = shopWith('stock');
		delete (without.platform as { webhook?: object }).webhook;
		expect(await webhooks.checkWebhooks(without, memory, settings)).toEqual([]);
	});
});

describe('a stock-out that a poll finds', () => {
	let found = 0;
	/** Of a new SKU, that happened so long ago; 0: nobody knows when. */
	const event = (agoMs = 5 * MINUTE, more: Partial<StockEvent> = {}): StockEvent => ({
		...{ event: 'ranOut', sku: `S${found++}`, quantity: 0, reason: '', source: 'wave' },
		occurredAt: new Date(time.now - agoMs).toISOString(),
		...{ receivedAt: new Date(time.now).toISOString(), eventId: '1' },
		...more,
	});
	const mark = (
		one: StockEvent,
		previousPass: number | undefined = time.now - MINUTE,
		of = account,
	) => webhooks.markMissed({ ...shopWith('stock'), account: of }, [one], previousPass)[0];

	it('was missed when nothing was heard', () => {
		const one = event();
		expect(mark(one)).toEqual({ ...one, missedByWebhook: true });
		// Without a time of its own there is nothing to wait for.
		const timeless = event(0);
		expect(mark(timeless)).toEqual({ ...timeless, missedByWebhook: true });
	});

	it('was not missed when it was heard, at most ten minutes before the last pass', () => {
		const one = event();
		watches.noteHeard('wave', account, one.sku);
		const heard = time.now;
		expect(mark(one, heard)).toEqual({ ...one, missedByWebhook: false });
		expect(mark(one, heard + 10 * MINUTE)).toMatchObject({ missedByWebhook: false });
		expect(mark(one, heard + 10 * MINUTE + 1)).toMatchObject({ missedByWebhook: true });
	});

	it('may still be heard within a minute', () => {
		expect(mark(event(MINUTE - 1))).not.toHaveProperty('missedByWebhook');
		expect(mark(event(MINUTE))).toMatchObject({ missedByWebhook: true });
	});

	it('has no mark where nobody listened all the time', () => {
		const since = time.now - 10 * MINUTE;
		expect(mark(event(), since)).toHaveProperty('missedByWebhook');
		expect(mark(event(), since - 1)).not.toHaveProperty('missedByWebhook');
		expect(mark(event(), time.now, 'account 2')).not.toHaveProperty('missedByWebhook');
		const unmarked = event();
		expect(webhooks.markMissed(shopWith('stock'), [unmarked], undefined)).toEqual([unmarked]);
	});

	it('is marked where one of two triggers listened all the time', () => {
		const later = `${url}3`;
		watches.noteWatch({ source: 'wave', account, url: later });
		expect(mark(event())).toHaveProperty('missedByWebhook');
		watches.dropWatch(later);
	});

	it('is none when it is a return', () => {
		expect(mark(event(5 * MINUTE, { event: 'cameBack' }))).not.toHaveProperty('missedByWebhook');
	});
});
