import { afterEach, describe, expect, it } from 'vitest';

import type { Service } from '../../http/client';
import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { built } from '../harness.mts';
import { intercept } from './channelRun.mts';
import { openVend, type VendShop } from './vendShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const isWrite = ({ method }: FakeRequest): boolean => method === 'PUT';

let shop: VendShop;
afterEach(async () => await shop.close());

const said = (status: number, body: unknown, headers = {}): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json', ...headers },
	body: JSON.stringify(body),
});
/** The platform's answer to the write of one product. */
const answerTo = (sku: string, answer: () => FakeAnswer | undefined) =>
	intercept(shop.fake, (request) =>
		isWrite(request) && request.path.endsWith(shop.item(sku).id) ? answer() : undefined,
	);

describe('Vend: one bad product among many', () => {
	it.each([
		[404, { error: 'Not Found' }, 'notFound', 'deleted'],
		[422, { errors: { 'details.inventory[0].outlet_id': ['is unknown'] } }, 'failed', 'is unknown'],
		[422, ['a shape nobody knows'], 'failed', 'a shape nobody knows'],
		[400, { error: 'Bad Request', message: 'no' }, 'failed', 'did not understand'],
		[403, { error: 'Forbidden', message: 'products:write' }, 'failed', 'products:write'],
		[409, {}, 'failed', 'changed'],
		[402, { error: 'Payment Required' }, 'refused', 'locked or paused'],
	])('a write answered with %i %j is told as %s', async (status, body, outcome, message) => {
		shop = await openVend();
		answerTo(INK, () => said(status, body));
		const { of } = await shop.run('takeOffSale', [INK, GEL]);
		expect(of(INK)).toMatchObject({ outcome, changed: false, nextStep: expect.any(String) });
		expect(of(INK).message).toContain(message);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('the others are seen although one was deleted right after it was written', async () => {
		shop = await openVend();
		const item = shop.item(INK);
		intercept(shop.fake, async (request) => {
			if (!isWrite(request) || !request.path.endsWith(item.id)) return undefined;
			const answer = await shop.fakeHandle(request);
			item.deletedAt = '2026-11-23T10:00:00+00:00';
			return answer;
		});
		const { of } = await shop.run('takeOffSale', [INK, GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(of(INK)).toMatchObject({ outcome: 'pending', confirmed: false });
	});

	it('a write that was taken and did nothing is contradicted', async () => {
		shop = await openVend();
		answerTo(INK, () => said(200, {}));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'contradicted', confirmed: false });
	});

	it('an empty answer to a write is as good as an empty object', async () => {
		shop = await openVend();
		intercept(shop.fake, async (request) => {
			if (!isWrite(request)) return undefined;
			await shop.fakeHandle(request);
			return { status: 200, body: '' };
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.writes()).toHaveLength(1);
	});
});

describe('Vend: login, rights and address', () => {
	it('says that the token is mistyped, expired or revoked, and asks once', async () => {
		shop = await openVend();
		const { all } = await shop.run(
			'takeOffSale',
			[INK],
			shop.with({ accessToken: 'lsxs_pt_gone' }),
		);
		expect(all).toMatchObject([{ outcome: 'failed', kind: 'login', changed: false }]);
		expect(all[0].nextStep).toContain('Personal Tokens');
		expect(shop.sandbox.requests('vend')).toBe(1);
	});

	it('names the missing right', async () => {
		shop = await openVend();
		const { of } = await shop.run(
			'takeOffSale',
			[INK],
			shop.with({ accessToken: shop.fake.tokens.readOnly }),
		);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission', changed: false });
		expect(of(INK).message).toContain('products:write');
	});

	it('asks for the version in the credential, and says what an unknown one means', async () => {
		shop = await openVend();
		await shop.run('getStockState', [INK], shop.with({ apiVersion: '2026-04' }));
		expect(shop.reads()[0].path).toBe('/api/2026-04/products');
		const { of } = await shop.run('getStockState', [INK], shop.with({ apiVersion: '2099-01' }));
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'invalid' });
		expect(of(INK).message).toContain('API version');
	});

	it('takes an answer without rows for a fault, not for an unknown SKU', async () => {
		shop = await openVend();
		intercept(shop.fake, () => said(200, { welcome: 'to the guest network' }));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'unavailable' });
		// It was not the platform that spoke.
		shop.sandbox.log.clear();
	});
});

describe('Vend: pace', () => {
	const skus = (count: number) =>
		manyProducts(count).flatMap(({ variants }) => variants.map(({ sku }) => sku));

	it('waits until the date it is told', async () => {
		shop = await openVend();
		let until = 0;
		const asked: number[] = [];
		intercept(shop.fake, (request) => {
			if (!isWrite(request)) return undefined;
			asked.push(shop.clock.now());
			if (until > 0) return undefined;
			until = Math.ceil((shop.clock.now() + 60_000) / 1_000) * 1_000;
			return said(
				429,
				{ error: 'Too Many Requests', message: 'Rate limiting enforced' },
				{ 'retry-after': new Date(until).toUTCString() },
			);
		});
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(asked).toHaveLength(2);
		expect(asked[1]).toBeGreaterThanOrEqual(until);
	});

	it('goes on right after a refusal, although nothing was left then', async () => {
		shop = await openVend();
		shop.sandbox.faults.add({ slug: 'vend', kind: 'throttled', method: 'PUT', times: 1 });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(Math.max(...shop.waits)).toBeLessThan(10_000);
	});

	it('says so when the pause is longer than a run waits', async () => {
		shop = await openVend();
		answerTo(INK, () =>
			said(429, {}, { 'retry-after': new Date(shop.clock.now() + 290_000).toUTCString() }),
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'throttled', changed: false });
		expect(shop.writes()).toHaveLength(1);
	});

	it('never runs into the limit of one register, and is not slow before it has to be', async () => {
		shop = await openVend({ catalogue: manyProducts(400), speed: 100 });
		const small = await shop.run('takeOffSale', skus(100));
		expect(small.attention).toEqual([]);
		expect(shop.waits).toEqual([]);
		const { attention } = await shop.run('takeOffSale', skus(400));
		expect(attention).toEqual([]);
		expect(shop.waits.length).toBeGreaterThan(0);
		expect(Math.max(...shop.waits)).toBeLessThan(60_000);
		expect(shop.sandbox.log.entries('vend').filter(({ status }) => status === 429)).toEqual([]);
	}, 60_000);

	it('does not wait at all in a store with more registers', async () => {
		shop = await openVend({ catalogue: manyProducts(400), registers: 10 });
		const { attention } = await shop.run('takeOffSale', skus(400));
		expect(attention).toEqual([]);
		expect(shop.waits).toEqual([]);
	});

	it('reads back what was written when the answer is lost', async () => {
		shop = await openVend();
		shop.sandbox.faults.add({ slug: 'vend', kind: 'dropAfter', method: 'PUT' });
		const { of } = await shop.run('takeOffSale', [GEL, INK]);
		for (const sku of [GEL, INK])
			expect(of(sku)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});
});

describe('Vend: the list of outlets', () => {
	it('comes from the account, by name, without closed ones', async () => {
		shop = await openVend();
		const { outlets } = built('./platforms/vend/outlets.js') as {
			outlets(call: (request: { path: string; query: Record<string, string> }) => unknown): unknown;
		};
		const asked: string[] = [];
		const pages = [
			{ data: [{ id: 'o-2', name: 'Warehouse', deleted_at: null }], version: { min: 7, max: 7 } },
			{
				data: [
					{ id: 'o-3', name: 'Closed', deleted_at: '2020-01-01T00:00:00+00:00' },
					{ id: 'o-1', name: 'Art Store', deleted_at: '' },
				],
				version: { min: 8, max: 9 },
			},
			{ data: [], version: { min: 0, max: 0 } },
		];
		const list = await outlets(({ path, query }) => {
			asked.push(`${path} ${query.after}`);
			return Promise.resolve({ status: 200, headers: {}, body: pages.shift() });
		});
		expect(list).toEqual([
			{ name: 'Art Store', value: 'o-1' },
			{ name: 'Warehouse', value: 'o-2' },
		]);
		expect(asked).toEqual(['/2.0/outlets 0', '/2.0/outlets 7', '/2.0/outlets 9']);
	});
});

describe('Vend: answers about webhooks', () => {
	const { service } = built('./platforms/vend/service.js') as { service: Service };
	it.each([
		[409, 'POST', '/2026-07/webhooks', 'refused', 'has a webhook of this kind', 'Setup > API'],
		[422, 'POST', '/2026-07/webhooks', 'refused', 'did not accept the address', 'WEBHOOK_URL'],
		[404, 'DELETE', '/2026-07/webhooks/1', 'notFound', 'webhook was deleted', 'Publish'],
		[404, 'GET', '/2026-07/webhooks', 'invalid', 'no Lightspeed X-Series store', 'Store Address'],
		[401, 'GET', '/2026-07/webhooks', 'login', 'did not accept the token', 'new personal token'],
		[403, 'GET', '/2026-07/webhooks', 'permission', 'the scope webhooks', 'manage webhooks'],
	] as const)('%i to %s %s is %s', (status, method, path, kind, sentence, next) => {
		const secret = 'https://n8n.example.test/webhook/1?token=0123456789abcdef';
		const body = { error: 'Refused', message: `the scope webhooks, ${secret}` };
		const problem = service.diagnose({ status, headers: {}, body }, { method, path });
		expect(problem).toMatchObject({
			kind,
			message: expect.stringContaining(sentence),
			nextStep: expect.stringContaining(next),
		});
		if (status !== 403) expect(problem!.message).not.toContain('token=');
	});

	it('an empty answer to a deletion is good, to a read it is none', () => {
		const empty = { status: 200, headers: {}, body: '' };
		const ask = (method: 'GET' | 'DELETE' | 'POST') =>
			service.diagnose(empty, { method, path: '/2026-07/webhooks/1' });
		expect(ask('DELETE')).toBeUndefined();
		expect(ask('GET')).toMatchObject({ kind: 'unavailable' });
		expect(ask('POST')).toMatchObject({ kind: 'unavailable' });
	});
});
