import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { virtualNode, warehouse } from '../../sandbox/walmart/shop.mts';
import type { WalmartFake } from '../../sandbox/walmart/index.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { refusalOf, type TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const INK = 'ACR-INK-PAYN-30';
/** At two ship nodes: 2 in the warehouse, 5 at the virtual node. */
const GEL = 'ACR-GEL-MATT-500';
const HOOKS = '/v3/webhooks/subscriptions';

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const fake = () => shop.sandbox.fakes.get('walmart') as WalmartFake;
const hooks = () =>
	shop.sandbox.log.entries('walmart').filter(({ path }) => path.startsWith(HOOKS));
const listen = async (parameters = {}) => {
	trigger = await shop.listen('walmart', { parameters });
};

/** A delivery as Walmart sends it, with the proof in a header of our own. */
const post = (
	payload: object,
	{ more = {}, source = {} }: { more?: object; source?: object } = {},
) =>
	trigger.receive({
		headers: {
			'content-type': 'application/json',
			'x-stock-out-token': String(trigger.secret),
			...more,
		},
		body: JSON.stringify({
			source: {
				eventType: 'INVENTORY_OOS',
				eventTime: new Date().toISOString(),
				eventId: 'e734a060-0001',
				...source,
			},
			payload: { partnerId: '10000000359', itemId: '286687472', sku: INK, ...payload },
		}),
	});

const nodes = (...counts: Array<[string, number]>) => ({
	shipNodes: counts.map(([shipNode, availToSellQty]) => ({ shipNode, availToSellQty })),
});

describe('a real delivery of Walmart', () => {
	it('is an event in the words of an event', async () => {
		await listen();
		shop.seller('walmart').sell(INK, 8);
		const { sent, reply } = await shop.delivered(1);
		const { source } = JSON.parse(sent.body) as { source: IDataObject };
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: "Acrylic Ink Payne's Grey 30 ml",
				quantity: 0,
				reason: '0 available to sell over all ship nodes',
				source: 'walmart',
				occurredAt: source.eventTime,
				receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it('is no event while another ship node has stock, unless only the empty one counts', async () => {
		await listen();
		shop.seller('walmart').sell(GEL, 5);
		const { sent, reply } = await shop.delivered(1);
		expect(JSON.parse(sent.body)).toMatchObject({
			payload: { shipNodes: [{ shipNode: virtualNode, availToSellQty: 0 }] },
		});
		expect(reply).toMatchObject({ status: 200, items: undefined });
		shop.seller('walmart').sell(GEL, 2);
		expect((await shop.news()).reply.items).toMatchObject([{ sku: GEL, quantity: 0 }]);
		trigger = shop.trigger('walmart', {
			parameters: { locations: [virtualNode] },
			staticData: trigger.saved(),
		});
		shop.seller('walmart').setQuantity(GEL, 7);
		const there = await post({ sku: GEL, ...nodes([virtualNode, 0]) });
		expect(there.items).toMatchObject([{ sku: GEL, quantity: 0 }]);
		// The warehouse does not count here.
		expect((await post({ sku: GEL, ...nodes([warehouse, 0]) })).items).toBeUndefined();
	});

	it('counts more than what is read of its ship node, as long as reads may lag', async () => {
		await listen();
		// Reads still show 8.
		expect((await post(nodes([virtualNode, 0]))).items).toMatchObject([{ sku: INK, quantity: 0 }]);
		const eventTime = new Date(Date.now() - 11 * 60_000).toISOString();
		const late = await post(nodes([virtualNode, 0]), { source: { eventTime } });
		expect(late).toMatchObject({ status: 200, items: undefined });
	});

	it('is no event while Walmart itself sells from its warehouse, and none of a deleted item', async () => {
		await listen();
		expect((await post({ sku: 'ACR-GES-WHT-1000' })).items).toBeUndefined();
		shop.seller('walmart').remove(INK);
		expect(await post(nodes([virtualNode, 0]))).toMatchObject({ status: 200, items: undefined });
	});

	it('tells that an offer went off the site, when that is wanted', async () => {
		await listen();
		shop.seller('walmart').setHidden(INK, true);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'unavailable', sku: INK, quantity: null, reason: 'publishStatus UNPUBLISHED' },
		]);
		await trigger.deactivate();
		await listen({ triggerOn: ['outOfStock'] });
		const topics = hooks()
			.filter(({ method }) => method === 'POST')
			.map(({ requestBody }) => (JSON.parse(requestBody) as Events).events[0]!.eventType);
		expect(topics).toEqual(['INVENTORY_OOS', 'OFFER_UNPUBLISHED', 'INVENTORY_OOS']);
	});

	it('is tried three times, and not again once it was answered', async () => {
		await listen();
		trigger.secret = 'another';
		shop.seller('walmart').sell(INK, 8);
		expect((await shop.delivered(3)).reply.status).toBe(401);
		await new Promise((resolve) => setTimeout(resolve, 400));
		expect(shop.deliveries).toHaveLength(3);
	});

	it('holds ids beyond 2^53 and hostile SKUs as they are, and nothing of other events', async () => {
		await listen();
		const sku = `<b>"';--\\\u202e/..?`;
		const { items } = await post(
			{ sku, publishStatus: '<i>' },
			{ source: { eventType: 'OFFER_UNPUBLISHED' } },
		);
		expect(items).toMatchObject([{ sku, productId: '286687472', reason: 'publishStatus <i>' }]);
		expect((await post({ sku })).items).toBeUndefined();
		for (const eventType of ['OFFER_PUBLISHED', 'PO_CREATED', undefined, { a: 1 }])
			expect(await post({}, { source: { eventType } })).toMatchObject({
				status: 200,
				items: undefined,
			});
		expect((await post({ sku: { a: 1 } })).items).toBeUndefined();
	});
});

interface Events {
	events: Array<Record<string, ReturnType<typeof JSON.parse>>>;
}

describe('the login that Walmart sends along', () => {
	it('passes with and without its scheme, also when the own header was dropped', async () => {
		await listen();
		const login = Buffer.from(`n8n:${trigger.secret}`).toString('base64');
		for (const authorization of [login, `Basic ${login}`, `basic ${login}`]) {
			const more = { 'x-stock-out-token': undefined, authorization } as never;
			expect((await post(nodes([virtualNode, 0]), { more })).items).toHaveLength(1);
		}
	});

	it.each([
		['of another user', (secret: string) => ({ authorization: btoa(`erp:${secret}`) })],
		['with another password', () => ({ authorization: btoa('n8n:nonsense') })],
		['that is the bare secret', (secret: string) => ({ authorization: secret })],
		['that is empty', () => ({ authorization: '' })],
		['beside a wrong header', () => ({ 'x-stock-out-token': 'x', authorization: 'y' })],
	])('%s is refused', async (_what, headers) => {
		await listen();
		const more = { 'x-stock-out-token': undefined, ...headers(String(trigger.secret)) } as never;
		expect(await post(nodes([virtualNode, 0]), { more })).toMatchObject({
			status: 401,
			items: undefined,
		});
	});
});

describe('registering at Walmart', () => {
	it('switches a hook on again that was switched off, and takes no hook of another address', async () => {
		await listen();
		const call = connection();
		const [mine] = (await call('GET', HOOKS)).events;
		await call('PATCH', `${HOOKS}/${mine!.subscriptionId}`, { status: 'INACTIVE' });
		const other = { ...mine!, eventUrl: 'https://erp.example.test/hook' };
		await call('POST', HOOKS, { events: [other] });
		expect(await trigger.activate()).toEqual({ registered: false });
		const rows = (await call('GET', HOOKS)).events;
		expect(rows.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
		await trigger.deactivate();
		expect((await call('GET', HOOKS)).events).toMatchObject([{ eventUrl: other.eventUrl }]);
	});

	it('resolves when the hook is gone already', async () => {
		await listen();
		const call = connection();
		for (const { subscriptionId } of (await call('GET', HOOKS)).events)
			await call('DELETE', `${HOOKS}/${subscriptionId}`);
		await trigger.deactivate();
		expect(trigger.warnings).toEqual([]);
	});

	it('says where there are no webhooks', async () => {
		const ca = { stockOutWalmartApi: { market: 'ca' } };
		trigger = shop.trigger('walmart', { credentials: ca });
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: 'Walmart offers no news of stock for this account.',
			nextStep: expect.stringContaining('Stock Level Trigger'),
		});
	});

	it('understands the older wrapper of the answer as well', async () => {
		const handle = fake().handle.bind(fake());
		fake().handle = async (request) => {
			const answer = await handle(request);
			if (!request.path.startsWith(HOOKS) || answer.status !== 200) return answer;
			const { events } = answer.body as Events;
			if (!events) return answer;
			const body = request.method === 'GET' ? { events: [{ event: events }] } : { event: events };
			return { ...answer, body };
		};
		trigger = shop.trigger('walmart');
		expect(await trigger.activate()).toEqual({ registered: true });
		expect(await trigger.activate()).toEqual({ registered: false });
	});

	/** Walmart's API as another tool of the seller uses it. */
	function connection() {
		const { requestHeaders } = hooks()[0]!;
		return async (method: string, path: string, body?: object): Promise<Events> => {
			const answer = await fake().handle({
				method,
				path,
				query: new URLSearchParams(),
				headers: { ...requestHeaders, ...tokenHeader() },
				body: Buffer.from(body ? JSON.stringify(body) : ''),
			});
			expect(answer.status).toBe(200);
			return answer.body as Events;
		};
	}

	/** The log keeps no secrets, so the token is taken where the credential keeps it. */
	const tokenHeader = () => ({
		'wm_sec.access_token': String(trigger.credentials.stored.stockOutWalmartApi!.sessionToken),
	});
});

describeWithSpecs('Walmart: requests about webhooks against its document', () => {
	it('fit, and so do the answers of the fake', async () => {
		const document = readSpec('walmart/notifications.json');
		await listen();
		await trigger.activate();
		await trigger.deactivate();
		expect(hooks().map(({ method }) => method)).toEqual(
			expect.arrayContaining(['GET', 'POST', 'DELETE']),
		);
		for (const { method, path, requestBody, status, responseBody } of hooks()) {
			const schema = requestSchema(document, method, path);
			const body: unknown = requestBody ? JSON.parse(requestBody) : undefined;
			expect(violations(schema, body), `${method} ${path}`).toEqual([]);
			const answer = responseSchema(document, method, path, Number(status));
			expect(violations(answer, JSON.parse(String(responseBody)))).toEqual([]);
		}
	});
});
