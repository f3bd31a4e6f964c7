import type { INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ChannelAdvisorFake } from '../../sandbox/channeladvisor/index.mts';
import { fba, main, store } from '../../sandbox/channeladvisor/shop.mts';
import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const ID = 'channeladvisor';
const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';

let shop: TriggerShop;
let fake: ChannelAdvisorFake;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
	fake = shop.sandbox.fakes.get(ID) as ChannelAdvisorFake;
});
afterEach(async () => await shop.close());

const listen = async (parameters: INodeParameters = {}, credential = {}) => {
	trigger = await shop.listen(ID, {
		parameters,
		credentials: { stockOutChannelAdvisorApi: credential },
	});
};
const product = (sku: string) => [...fake.shop.products.values()].find(({ Sku }) => Sku === sku)!;
const secret = () => fake.account.webhookSecret!;

/** An order as it may come, put into the trigger directly. */
const order = async (body: unknown, headers: Record<string, string> = {}, query = {}) =>
	await trigger.receive({
		headers: { 'content-type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		query,
	});
const authentic = async (body: unknown) => await order(body, {}, { secret: secret() });

describe('an order of ChannelAdvisor', () => {
	it('says by a look-up what it left, in the words of an event', async () => {
		await listen();
		shop.seller(ID).sell(INK, 8);
		const { sent, reply } = await shop.delivered(1);
		const { PaymentDateUtc } = JSON.parse(sent.body) as { PaymentDateUtc: string };
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: expect.any(String),
				quantity: 0,
				reason: '0 available',
				source: ID,
				productId: String(product(INK).ID),
				occurredAt: PaymentDateUtc,
				receivedAt: expect.any(String),
				eventId: expect.any(String),
			},
		]);
	});

	it('is no event while another distribution center has stock, unless only the first counts', async () => {
		await listen();
		// Five in the warehouse, two in the store.
		shop.seller(ID).sell(GEL, 5);
		expect((await shop.delivered(1)).reply).toMatchObject({ status: 200, items: undefined });
		await listen({ locations: [String(main)] });
		shop.seller(ID).sell(GEL, 1);
		const { reply } = await shop.news();
		expect(reply.items).toMatchObject([{ sku: GEL, quantity: 0 }]);
		expect(product(GEL).stock.get(store)).toBe(1);
	});

	it('counts what somebody else holds, such as FBA, as long as it may be sold', async () => {
		await listen();
		const gesso = product('ACR-GES-WHT-1000');
		shop.seller(ID).sell(gesso.Sku, 9);
		expect((await shop.delivered(1)).reply.items).toBeUndefined();
		expect(gesso.stock.get(fba)).toBe(3);
		fake.shop.change(gesso, { IsExternalQuantityBlocked: true });
		expect((await authentic({ ID: 7, Items: [{ Sku: gesso.Sku }] })).items).toMatchObject([
			{ event: 'ranOut', quantity: 0 },
		]);
	});

	it('of a bundle is news of its components too', async () => {
		await listen();
		// Two of each go into a set; the white has 14 pieces, so seven sets take it all.
		const white = product('ACR-HB-TWHT-60');
		shop.seller(ID).sell('ACR-SET-START', Math.floor((white.stock.get(main) ?? 0) / 2));
		const { reply } = await shop.delivered(1);
		const skus = reply.items?.map(({ sku }) => sku);
		expect(skus).toContain('ACR-SET-START');
		expect(skus).toContain('ACR-HB-TWHT-60');
	});

	it('of a blocked product is reported as unavailable', async () => {
		await listen();
		shop.seller(ID).setHidden(INK, true);
		const { items } = await authentic({ ID: 9, Items: [{ Sku: INK, Quantity: 1 }] });
		expect(items).toMatchObject([
			{ event: 'unavailable', sku: INK, quantity: 8, reason: '8 available, blocked: Not for sale' },
		]);
	});

	it('looks up the account of the profile alone', async () => {
		await listen({}, { profileId: '12345679' });
		fake.shop.stockChange(product('ACR-DUP-1'), () => product('ACR-DUP-1').stock.set(main, 0));
		const { items } = await authentic({ ID: 1, Items: [{ Sku: 'ACR-DUP-1' }] });
		expect(items).toBeUndefined();
		const [entry] = shop.sandbox.log.entries(ID).filter(({ path }) => path === '/v1/Products');
		expect(new URLSearchParams(entry!.query).get('$filter')).toBe(
			"(Sku eq 'ACR-DUP-1') and ProfileID eq 12345679",
		);
	});

	it.each([
		['a list of orders', [{ ID: 1, Items: [{ Sku: INK }] }]],
		["OData's list", { value: [{ ID: 1, Items: [{ Sku: INK }] }] }],
		['an id beyond 2^53', '{"ID":9007199254740993,"Items":[{"Sku":"ACR-INK-PAYN-30"}]}'],
	])('is understood as %s', async (_, body) => {
		await listen();
		shop.seller(ID).setQuantity(INK, 0);
		expect((await authentic(body)).items).toMatchObject([{ sku: INK, quantity: 0 }]);
	});

	it('keeps orders with neighbouring ids beyond 2^53 apart', async () => {
		await listen();
		shop.seller(ID).setQuantity(INK, 0);
		const ids = await Promise.all(
			['9007199254740992', '9007199254740993'].map(
				async (id) =>
					(await authentic(`{"ID":${id},"Items":[{"Sku":"${INK}"}]}`)).items?.[0]?.eventId,
			),
		);
		expect(new Set(ids).size).toBe(2);
	});

	it.each([
		{},
		[],
		{ Items: 'none' },
		{ Items: [null, { Sku: { $ne: 1 } }, { Sku: '' }] },
		{ ID: 1, Items: [{ Sku: 'NOT-ONE-OF-OURS' }] },
		{ ID: 1, Items: [{ Sku: 'A\u0000B' }] },
		{ ID: 1, Items: [{ Sku: "' or 1 eq 1 or Sku eq '" }] },
	])('without one of our SKUs is no event: %j', async (body) => {
		await listen();
		expect(await authentic(body)).toMatchObject({ status: 200, items: undefined });
	});
});

describe('the password of the address', () => {
	const sold = { ID: 1, Items: [{ Sku: INK }] };

	it.each<[string, (password: string) => [Record<string, string>, Record<string, unknown>]]>([
		['stands in a header as well', (password) => [{ 'X-Webhook-Secret': password }, {}]],
		['stands in the address', (password) => [{}, { secret: password }]],
	])('%s', async (_, place) => {
		await listen();
		const [headers, query] = place(secret());
		expect((await order(sold, headers, query)).status).toBe(200);
		const [wrongHeaders, wrongQuery] = place(`${secret()}x`);
		expect((await order(sold, wrongHeaders, wrongQuery)).status).toBe(401);
	});

	it.each<[string, object]>([
		['none', {}],
		['an empty one', { secret: '' }],
		['a list', { secret: ['a', 'b'] }],
		['an object', { secret: { $gt: '' } }],
	])('%s is refused', async (_, query) => {
		await listen();
		expect((await order(sold, {}, query)).status).toBe(401);
	});

	it('cannot be empty on both sides', async () => {
		await listen({}, { webhookSecret: '' });
		expect((await order(sold, {}, { secret: '' })).status).toBe(401);
		expect((await order(sold, { 'X-Webhook-Secret': ' ' }, {})).status).toBe(401);
	});
});
