// One suite for all platforms that push: what the Stock-Out Trigger promises, kept with each one's own deliveries.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { built } from '../harness.mts';
import type { TestTrigger } from '../trigger/harness.mts';
import { TriggerShop, type Delivered } from '../trigger/shop.mts';
import { cases } from './cases.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const sources = platforms.filter(({ webhook }) => webhook);

describe.each(sources.map((platform) => [platform.id, platform] as const))(
	'%s',
	(id, { webhook }) => {
		const [sku, other] = cases[id]!.plain;
		let shop: TriggerShop;
		let trigger: TestTrigger;

		beforeEach(async () => {
			shop = await TriggerShop.open();
		});
		afterEach(async () => await shop.close());

		const sellOut = (which: string) => {
			const shelf = shop.sandbox.fakes.get(id)!.shelf();
			const line = shelf.find((one) => one.sku === which);
			shop.seller(id).sell(which, line?.quantity ?? 1);
		};
		/** The delivery that speaks of the SKU; platforms that push for more than stock send others as well. */
		const newsOfSale = async (): Promise<Delivered> => {
			trigger = await shop.listen(id);
			sellOut(sku);
			return await shop.news();
		};

		test('what runs out in the shop comes out as an event', async () => {
			const { reply } = await newsOfSale();
			expect(reply.status).toBe(200);
			expect(reply.items).toEqual([
				expect.objectContaining({
					event: expect.stringMatching(/^(ranOut|unavailable)$/),
					sku,
					quantity: cases[id]!.countless ? null : 0,
					source: id,
					reason: expect.any(String),
					occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
					receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
					eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
				}),
			]);
		});

		test('a delivery that comes again has the same event id', async () => {
			const { sent, reply } = await newsOfSale();
			const again = await trigger.receive({
				...sent,
				query: Object.fromEntries(new URL(sent.url).searchParams),
			});
			expect(again.items?.map(({ eventId }) => eventId)).toEqual(
				reply.items?.map(({ eventId }) => eventId),
			);
		});

		test('what is still in stock starts nothing', async () => {
			trigger = await shop.listen(id);
			shop.seller(id).sell(sku, 1);
			if (cases[id]!.tellsOnlyStockOuts) {
				await new Promise((resolve) => setTimeout(resolve, 300));
				expect(shop.deliveries).toEqual([]);
				return;
			}
			const { reply } = await shop.delivered(shop.deliveries.length + 1);
			expect(reply).toMatchObject({ status: 200, items: undefined });
		});

		test('only the SKUs that were asked for start the workflow', async () => {
			trigger = await shop.listen(id, {
				parameters: { options: { skus: `${other}, ACR-NONE-*` } },
			});
			sellOut(sku);
			expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
			sellOut(other);
			expect((await shop.news()).reply.items).toMatchObject([{ sku: other }]);
		});

		test.each([
			['a changed body', ({ body }: Delivered['sent']) => ({ body: `${body} ` })],
			['no headers', () => ({ headers: {} })],
			['nothing at all', () => ({ headers: {}, body: '' })],
		])('%s is refused when it is not what was signed', async (_name, change) => {
			const { sent } = await newsOfSale();
			const url = new URL(sent.url);
			const signsBody = Object.keys(sent.headers).some((name) =>
				/sign|hmac|hash|digest|jwt/i.test(name),
			);
			const changed = change(sent);
			const reply = await trigger.receive({ ...sent, ...changed, query: {} });
			if (cases[id]!.proofIsBody && !('body' in changed)) {
				expect(reply).toMatchObject({ status: 200, items: [{ sku }] });
				return;
			}
			// Where only a password travels along, the body may be anything that still carries it.
			const may = 'headers' in changed || signsBody || url.search !== '' || isToken(sent.body);
			if (may) expect(reply).toMatchObject({ status: 401, items: undefined });
			else expect([200, 401]).toContain(reply.status);
		});

		test('a GET that is no handshake is turned away', async () => {
			trigger = await shop.listen(id);
			const reply = await trigger.receive({ method: 'GET', headers: {}, body: '' });
			expect(reply.items).toBeUndefined();
			expect([401, 405]).toContain(reply.status);
		});

		test('while the stock cannot be looked up, nothing is lost', async () => {
			trigger = await shop.listen(id);
			shop.time.speed = 1000;
			shop.sandbox.faults.add({ slug: id, kind: 'unavailable' });
			sellOut(sku);
			const { reply } = await shop.first(({ reply }) => reply.status !== 200 || !!reply.items);
			if (reply.items?.[0]?.event === 'ranOut' || reply.items?.[0]?.event === 'unavailable') return;
			if (webhook!.redelivers) expect(reply).toMatchObject({ status: 503, items: undefined });
			else
				expect(reply).toMatchObject({
					status: 200,
					items: [{ event: 'unresolved', nextStep: expect.any(String) }],
				});
		});

		if (webhook!.registration) {
			test('the node registers itself once, and leaves nothing behind', async () => {
				trigger = shop.trigger(id);
				expect(await trigger.activate()).toEqual({ registered: true });
				expect(await trigger.activate()).toEqual({ registered: false });
				const listening = shop.trigger(id, { isTest: true });
				const { oneHook } = cases[id]!;
				if (oneHook) await expect(listening.activate()).rejects.toThrow(oneHook);
				else await listening.activate();
				await listening.deactivate();
				expect(await trigger.activate()).toEqual({ registered: false });
				const restarted = shop.trigger(id, { staticData: trigger.saved() });
				expect(await restarted.activate()).toEqual({ registered: false });
				await restarted.deactivate();
				await restarted.deactivate();
				const before = shop.deliveries.length;
				sellOut(sku);
				await new Promise((resolve) => setTimeout(resolve, 300));
				expect(shop.deliveries).toHaveLength(before);
			});

			test('when it cannot be removed, that is said aloud', async () => {
				trigger = await shop.listen(id);
				shop.time.speed = 1000;
				shop.sandbox.faults.add({ slug: id, kind: 'unavailable' });
				await expect(trigger.deactivate()).rejects.toThrow(/could not/);
				expect(trigger.warnings).toHaveLength(1);
			});
		} else {
			test('the node says what to do by hand', () => {
				expect(webhook!.steps?.length).toBeGreaterThan(1);
			});
		}
	},
);

/** A signed token is the whole body. */
const isToken = (body: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(body);
