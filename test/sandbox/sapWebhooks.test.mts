// The fake Service Layer's webhooks: subscriptions, deliveries, and what happens when nobody takes them.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type { World } from '../../sandbox/fake.mts';
import { make } from '../../sandbox/sap-business-one/index.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { TestWorld } from './amazonShop.mts';

type Json = ReturnType<typeof JSON.parse>;
type Sent = Parameters<World['deliver']>[0];

const INK = 'ACR-INK-PAYN-30';
const URL = 'https://n8n.example.test/webhook/1';

async function open(answers: number[] = [], user: 'full' | 'readOnly' = 'full') {
	const world = new TestWorld();
	const sent: Sent[] = [];
	const deliver = (delivery: Sent) => {
		sent.push(delivery);
		return Promise.resolve(delivery.method === 'GET' ? 200 : (answers.shift() ?? 200));
	};
	const fake = make(Object.assign(world, { deliver }));
	const send = async (method: string, path: string, body?: unknown, headers = {}) => {
		const answer = await fake.handle({
			method,
			path: `/b1s/v2/${path}`,
			query: new URLSearchParams(),
			headers: headers as Record<string, string>,
			body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
		});
		return { ...answer, body: answer.body as Json };
	};
	const { userName: UserName, password: Password } = fake.users[user];
	const CompanyDB = fake.account['companyDb'];
	const login = await send('POST', 'Login', { CompanyDB, UserName, Password });
	const cookie = String(login.headers?.['set-cookie']).replace(';HttpOnly;,', ';');
	const call = (method: string, path: string, body?: unknown, headers = {}) =>
		send(method, path, body, { cookie, ...headers });
	const subscribe = (change: object = {}) =>
		call('POST', 'EventSubscriptions', {
			WebhookID: 'one',
			WebhookURL: URL,
			AuthenticationType: 'HMAC',
			AuthenticationCred: JSON.stringify({ Key: 'SECRET', Algorithm: 'HMACSha256' }),
			Handshake: 'tYES',
			EventCollection: [{ BusinessObject: 'DeliveryNotes', TransactionType: 'Created' }],
			...change,
		});
	const settled = async () => {
		for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
	};
	return { fake, sent, call, subscribe, settled };
}

describe('event subscriptions', () => {
	it('are made after a handshake that is signed like everything else', async () => {
		const { sent, subscribe, call } = await open();
		expect((await subscribe()).status).toBe(201);
		const [{ method, url, headers }] = sent as [Sent];
		expect([method, url]).toEqual(['GET', URL]);
		const token = headers['x-b1-webhook-token']!;
		expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(headers['x-b1-webhook-signature']).toBe(
			createHmac('sha256', 'SECRET').update(token).digest('base64'),
		);
		const { body } = await call('GET', "EventSubscriptions('one')");
		expect(body).toMatchObject({ State: 'Active', AuthenticationCred: null });
		expect(JSON.stringify(body)).not.toContain('SECRET');
	});

	it.each([
		['another address without https', { WebhookURL: 'http://n8n.example.test/' }],
		['the same address', { WebhookID: 'two' }],
		['the same id', { WebhookURL: `${URL}/2` }],
		['no key', { WebhookID: 'two', WebhookURL: `${URL}/2`, AuthenticationCred: '{}' }],
		['no events', { WebhookID: 'two', WebhookURL: `${URL}/2`, EventCollection: [] }],
		[
			'an event that is not in the catalog',
			{
				WebhookID: 'two',
				WebhookURL: `${URL}/2`,
				EventCollection: [{ BusinessObject: 'Items', TransactionType: 'SoldOut' }],
			},
		],
		['an unknown property', { WebhookID: 'two', WebhookURL: `${URL}/2`, Secret: 'x' }],
	])('are refused with %s', async (_, change) => {
		const { subscribe } = await open();
		await subscribe();
		expect((await subscribe(change)).status).toBe(400);
	});

	it('are at most 16', async () => {
		const { subscribe } = await open();
		const statuses = [];
		for (let i = 0; i < 17; i++)
			statuses.push((await subscribe({ WebhookID: `w${i}`, WebhookURL: `${URL}/${i}` })).status);
		expect(statuses).toEqual([...Array.from({ length: 16 }, () => 201), 400]);
	});

	it('grow by a PATCH, are replaced with a header, and are deleted only when paused', async () => {
		const { subscribe, call, fake } = await open();
		await subscribe();
		const one = "EventSubscriptions('one')";
		const more = { EventCollection: [{ BusinessObject: 'Items', TransactionType: 'Updated' }] };
		const size = () => fake.company.news.subscriptions.get('one')?.EventCollection.length;
		await call('PATCH', one, more);
		expect(size()).toBe(2);
		await call('PATCH', one, more, { 'b1s-replacecollectionsonpatch': 'true' });
		expect(size()).toBe(1);
		expect((await call('PATCH', one, { WebhookURL: `${URL}/9` })).status).toBe(400);
		expect((await call('DELETE', one)).status).toBe(400);
		expect((await call('POST', `${one}/Pause`)).status).toBe(204);
		expect((await call('POST', `${one}/Pause`)).status).toBe(400);
		expect((await call('DELETE', one)).status).toBe(204);
		expect((await call('GET', one)).status).toBe(404);
	});

	it('are no business of a user without the right, nor of the older API', async () => {
		const reader = await open([], 'readOnly');
		expect((await reader.call('GET', 'EventSubscriptions')).status).toBe(403);
		const { fake, call } = await open();
		fake.isOld = true;
		expect((await call('GET', 'EventSubscriptions')).status).toBe(404);
	});
});

describe('deliveries', () => {
	it('are signed, in batches, and carry keys only', async () => {
		const { fake, sent, subscribe, settled } = await open();
		await subscribe();
		fake.seller.sell(INK, 1);
		fake.seller.sell(INK, 1);
		await settled();
		expect(sent).toHaveLength(2);
		const { body, headers } = sent[1]!;
		expect(headers['x-b1-webhook-signature']).toBe(
			createHmac('sha256', 'SECRET').update(body).digest('base64'),
		);
		expect(JSON.parse(body)).toMatchObject([
			{ type: 'sap.b1.DeliveryNotes.Created.v1', subject: '91', data: { DocEntry: '91' } },
			{ type: 'sap.b1.DeliveryNotes.Created.v1', subject: '92' },
		]);
		expect(body).not.toContain(INK);
	});

	it('are tried four times with the same events, then given up; in the end the subscription stops', async () => {
		const { fake, sent, subscribe, settled, call } = await open([
			...Array.from({ length: 4 }, () => 503),
			404,
		]);
		await subscribe();
		const state = () => fake.company.news.subscriptions.get('one')?.State;
		fake.seller.sell(INK, 1);
		await settled();
		expect(new Set(sent.slice(1).map(({ body }) => body)).size).toBe(1);
		expect([sent.length, state()]).toEqual([5, 'Exceptional']);
		// A refusal is final at once.
		fake.seller.sell(INK, 1);
		await settled();
		expect([sent.length, state()]).toEqual([6, 'Inactive']);
		fake.seller.sell(INK, 1);
		await settled();
		expect(sent).toHaveLength(6);
		await call('POST', "EventSubscriptions('one')/Resume");
		expect(state()).toBe('Active');
		await call('POST', "EventSubscriptions('one')/Replay");
		await settled();
		expect(JSON.parse(sent.at(-1)!.body)).toHaveLength(3);
	});
});

describeWithSpecs('SAP Business One: webhooks beside the guide', () => {
	const spec = readSpec('sap-business-one/webhooks.json') as Json;

	it('subscriptions and notifications have the documented fields', async () => {
		const { fake, sent, subscribe, settled, call } = await open();
		await subscribe();
		const { body } = await call('GET', "EventSubscriptions('one')");
		const { '@odata.context': _, ...row } = body;
		expect(Object.keys(spec.properties)).toEqual(expect.arrayContaining(Object.keys(row)));
		fake.seller.sell(INK, 1);
		await settled();
		const [event] = JSON.parse(sent[1]!.body);
		expect(Object.keys(event).sort()).toEqual(Object.keys(spec.notification.item).sort());
		const names = Object.values(spec.headers as Record<string, string>);
		const own = sent.flatMap(({ headers }) => Object.keys(headers));
		expect(own).toEqual(expect.arrayContaining(names.map((name) => name.toLowerCase())));
	});
});
