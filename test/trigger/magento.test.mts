// What is special about Adobe Commerce: events by hand, signed twice with Adobe's own keys, and looked up by SKU or product id.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { WebhookSource } from '../../platforms/webhookSource';
import { project } from '../../sandbox/magento/access.mts';
import type { MagentoFake } from '../../sandbox/magento/index.mts';
import { signed } from '../../sandbox/magento/signing.mts';
import { built } from '../harness.mts';
import type { TestTrigger } from './harness.mts';
import { TriggerShop } from './shop.mts';

const INK = 'ACR-INK-PAYN-30';
const GEL = 'ACR-GEL-MATT-500';
const TYPE = 'stockOutMagentoApi';

const { webhook } = built('./platforms/magento/webhook.js') as { webhook: WebhookSource };

let shop: TriggerShop;
let trigger: TestTrigger;
beforeEach(async () => {
	shop = await TriggerShop.open();
});
afterEach(async () => await shop.close());

const fake = () => shop.sandbox.fakes.get('magento') as MagentoFake;
const product = (sku: string) => fake().shop.product(sku);
const listen = async (options: Parameters<TriggerShop['listen']>[1] = {}) => {
	trigger = await shop.listen('magento', options);
	await fake().events.registrations[0]!.tried;
};
const event = (name: string, value: unknown, more: object = {}) => ({
	specversion: '1.0',
	id: 'event-1',
	type: `com.adobe.commerce.observer.${name}`,
	time: '2026-11-23T10:00:00Z',
	data: { key: 'k', value },
	recipientclientid: project.clientId,
	...more,
});
/** Sent by hand, signed with Adobe's own key. */
const tell = async (body: unknown, headers: Record<string, string> = {}) => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return await trigger.receive({ body: text, headers: { ...signed(text), ...headers } });
};
const sellOut = (sku: string) =>
	fake().shop.saveItem({ sku, source_code: 'default', quantity: 0, status: 0 });

describe('a real delivery of Adobe Commerce', () => {
	it('of an order: all is ordered although the source still has its pieces', async () => {
		await listen();
		shop.seller('magento').sell(INK, 8);
		const { sent, reply } = await shop.news();
		expect(sent.body).toContain('sales_order_save_commit_after');
		expect(fake().shop.items(INK)).toMatchObject([{ quantity: 8, status: 1 }]);
		expect(reply.items).toEqual([
			{
				event: 'ranOut',
				sku: INK,
				title: "Acrylic Ink Payne's Grey 30 ml",
				quantity: 0,
				reason: 'quantity 0',
				source: 'magento',
				productId: String(product(INK).id),
				occurredAt: expect.stringMatching(/Z$/),
				receivedAt: expect.stringMatching(/Z$/),
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it('of a stock item: only the product id is known', async () => {
		await listen();
		shop.seller('magento').setQuantity(GEL, 0);
		const { sent, reply } = await shop.news();
		expect(sent.body).not.toContain(GEL);
		expect(reply.items).toMatchObject([{ event: 'ranOut', sku: GEL, quantity: 0 }]);
	});

	it('of a product that was disabled', async () => {
		await listen();
		shop.seller('magento').setHidden(GEL, true);
		expect((await shop.news()).reply.items).toMatchObject([
			{ event: 'unavailable', sku: GEL, quantity: 7, reason: 'quantity 7, disabled' },
		]);
	});

	it('comes again until it is answered', async () => {
		await listen();
		shop.time.speed = 1_000;
		shop.sandbox.faults.add({ slug: 'magento', kind: 'unavailable', path: 'V1' });
		shop.seller('magento').sell(INK, 8);
		const refused = await shop.first(({ reply }) => reply.status !== 200);
		expect(refused.reply).toMatchObject({ status: 503, items: undefined });
		shop.sandbox.faults.clear();
		shop.time.speed = 1;
		expect((await shop.news()).reply.items).toMatchObject([{ sku: INK }]);
	});
});

describe('what an event names', () => {
	it.each([
		['a product', 'catalog_product_save_commit_after', { sku: INK, status: '1' }],
		['a product by its id as text', 'cataloginventory_stock_item_save_commit_after', '41'],
		['the lines of an order', 'sales_order_save_commit_after', { items: [{ sku: INK }, {}] }],
		['lines with gaps', 'sales_order_save_commit_after', { items: { 3: { sku: INK } } }],
		['one line twice', 'sales_order_save_commit_after', { items: [{ sku: INK }, { sku: INK }] }],
	])('%s', async (_, name, value) => {
		await listen();
		sellOut(INK);
		const given = typeof value === 'string' ? { product_id: String(product(INK).id) } : value;
		expect((await tell(event(name, given))).items).toMatchObject([
			{ event: 'ranOut', sku: INK, occurredAt: '2026-11-23T10:00:00Z' },
		]);
	});

	it('several events in one delivery', async () => {
		await listen();
		for (const sku of [INK, GEL]) sellOut(sku);
		const batch = [
			event('catalog_product_save_commit_after', { sku: INK }),
			event('catalog_product_save_commit_after', { sku: GEL }, { id: 'event-2' }),
		];
		const { items } = await tell(batch);
		expect(items?.map(({ sku }) => sku).sort()).toEqual([GEL, INK]);
		const stranger = { ...batch[1], recipientclientid: 'somebody-else' };
		expect((await tell([batch[0], stranger])).status).toBe(401);
	});

	it('a SKU in other letters is the same product', async () => {
		await listen();
		sellOut(INK);
		const value = { sku: INK.toLowerCase() };
		expect((await tell(event('catalog_product_save_commit_after', value))).items).toMatchObject([
			{ sku: INK },
		]);
	});

	it.each([
		['nothing', {}],
		['a list instead of an object', [1, 2]],
		['ids that are none', { product_id: '1 or 1=1' }],
		['null', null],
		['SKUs that are none', { sku: ['x'], items: [{ sku: {} }] }],
	])('%s: no request and no event', async (_, value) => {
		await listen();
		await tell(event('catalog_product_save_commit_after', {}));
		shop.sandbox.resetCounts();
		expect(await tell(event('catalog_product_save_commit_after', value))).toMatchObject({
			status: 200,
			items: undefined,
		});
		expect(shop.sandbox.requests('magento')).toBe(0);
	});

	it('one that is gone: nothing is left to report', async () => {
		await listen();
		const { id } = product(INK);
		shop.seller('magento').remove?.(INK);
		for (const value of [{ sku: INK }, { product_id: id }])
			expect(await tell(event('catalog_product_save_commit_after', value))).toMatchObject({
				status: 200,
				items: undefined,
			});
	});

	it('a configurable product is nothing to take off sale, its variants are', async () => {
		await listen();
		product('ACR-HB-COBL-60-ALL').status = 2;
		const value = { sku: 'ACR-HB-COBL-60-ALL' };
		const reply = await tell(event('catalog_product_save_commit_after', value));
		expect(reply).toMatchObject({ status: 200, items: undefined });
	});

	it('a stock that is not managed never runs out', async () => {
		await listen();
		sellOut('ACR-COURSE-1');
		const value = { sku: 'ACR-COURSE-1' };
		expect((await tell(event('catalog_product_save_commit_after', value))).items).toBeUndefined();
	});
});

describe('the handshake', () => {
	const ask = async (query: Record<string, string>) =>
		await trigger.receive({ method: 'GET', headers: {}, body: '', query });

	it('gives the text back, as JSON so that no browser takes it for a page', async () => {
		await listen();
		expect(fake().events.registrations).toMatchObject([{ status: 'Active' }]);
		const challenge = '<script>alert(1)</script>';
		expect(await ask({ challenge })).toMatchObject({
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ challenge }),
		});
		expect((await ask({ challenge: '' })).status).toBe(405);
		expect((await ask({ challenge_code: 'x' })).status).toBe(405);
	});

	it('fails where nobody said whose events are meant, so that the person hears of it at once', async () => {
		await listen({ credentials: { [TYPE]: { eventsClientId: '' } } });
		expect(fake().events.registrations).toMatchObject([{ status: 'Disabled' }]);
		const body = event('catalog_product_save_commit_after', { sku: INK });
		expect((await tell(body)).status).toBe(401);
	});
});

describe('whose events are meant', () => {
	const secret = webhook.secret as (credential: object) => string;

	it('is the client ID of the project; that of the login will do for the cloud service', () => {
		const keys = { eventsKeyUrl: 'https://static.adobeioevents.com/' };
		expect(secret({ ...keys, edition: 'paas', clientId: 'x' })).toBe('');
		expect(secret({ ...keys, edition: 'accs', clientId: ' own ' })).toBe(
			'own https://static.adobeioevents.com',
		);
		expect(secret({ ...keys, edition: 'accs', clientId: 'own', eventsClientId: 'other' })).toBe(
			'other https://static.adobeioevents.com',
		);
		expect(secret({ edition: 'accs', clientId: 'own' })).toBe(
			'own https://static.adobeioevents.com',
		);
	});

	it.each([
		['the newer field', { recipientclientid: project.clientId }, 200],
		[
			'the older field',
			{ recipientclientid: undefined, recipient_client_id: project.clientId },
			200,
		],
		['another customer of Adobe', { recipientclientid: 'f'.repeat(32) }, 401],
		['nobody', { recipientclientid: undefined }, 401],
		['a part of it', { recipientclientid: project.clientId.slice(0, -1) }, 401],
		['an object', { recipientclientid: { toString: 'x' } }, 401],
	])('%s', async (_, more, status) => {
		await listen();
		const body = event('catalog_product_save_commit_after', { sku: INK }, more);
		expect((await tell(body)).status).toBe(status);
	});
});

describe('the signature', () => {
	const body = event('catalog_product_save_commit_after', { sku: INK });
	const asked = () =>
		shop.sandbox.log.entries('magento').filter(({ path }) => path.includes('/keys/')).length;

	it('either of the two will do, also while Adobe exchanges its keys', async () => {
		await listen();
		const good = signed(JSON.stringify(body));
		const bad = 'A'.repeat(342) + '==';
		for (const name of ['x-adobe-digital-signature-1', 'x-adobe-digital-signature-2'])
			expect((await tell(body, { [name]: bad })).status).toBe(200);
		expect(
			(
				await tell(body, {
					'x-adobe-digital-signature-1': bad,
					'x-adobe-digital-signature-2': bad,
				})
			).status,
		).toBe(401);
		const {
			'x-adobe-digital-signature-1': _one,
			'x-adobe-public-key1-path': _path,
			...second
		} = good;
		expect((await trigger.receive({ body: JSON.stringify(body), headers: second })).status).toBe(
			200,
		);
	});

	it('is checked with keys that are fetched once', async () => {
		await listen();
		await tell(body);
		const before = asked();
		for (let i = 0; i < 5; i++) expect((await tell(body)).status).toBe(200);
		expect(asked()).toBe(before);
	});

	it.each([
		'https://attacker.test/prod/keys/pub-key-12345678.pem',
		'//attacker.test/keys/pub-key-12345678.pem',
		'@attacker.test/prod/keys/pub-key-12345678.pem',
		'.attacker.test/prod/keys/pub-key-12345678.pem',
		'/prod/keys/../../rest/all/V1/products/pub-key-12345678.pem',
		'/prod/keys/pub-key-12345678.pem?x=1',
		'/prod/keys/pub-key-%2e%2e.pem',
		'',
	])('with a key at %o is refused, and nothing is fetched', async (path) => {
		await listen();
		shop.sandbox.resetCounts();
		const reply = await tell(body, {
			'x-adobe-public-key1-path': path,
			'x-adobe-public-key2-path': path,
		});
		expect(reply.status).toBe(401);
		expect(shop.sandbox.requests('magento')).toBe(0);
	});

	it('by somebody else’s key is refused, although it is well formed', async () => {
		await listen();
		const { privateKey } = generateKeyPairSync('rsa', {
			modulusLength: 2_048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		expect(createPublicKey(createPrivateKey(privateKey)).asymmetricKeyType).toBe('rsa');
		const text = JSON.stringify(body);
		expect((await trigger.receive({ body: text, headers: signed(text, privateKey) })).status).toBe(
			401,
		);
	});

	it('that cannot be checked now is neither believed nor refused for good', async () => {
		await listen();
		shop.time.speed = 1_000;
		shop.time.forward(24 * 3_600_000);
		shop.sandbox.faults.add({ slug: 'magento', kind: 'unavailable', path: '/keys/' });
		expect((await tell(body)).status).toBe(503);
		shop.sandbox.faults.clear();
		shop.time.speed = 1;
		expect((await tell(body)).status).toBe(200);
	});

	it.each(['', 'x', '[]', 'null', '{"recipientclientid":', '[1,2]'])(
		'over %o proves nothing',
		async (text) => {
			await listen();
			expect((await trigger.receive({ body: text, headers: signed(text) })).status).toBe(401);
		},
	);
});

describe('some sources only', () => {
	it('a count at another source does not matter', async () => {
		await listen({ parameters: { locations: ['east'] } });
		// Nothing of it is at the source in question.
		const value = { sku: INK };
		expect((await tell(event('catalog_product_save_commit_after', value))).items).toMatchObject([
			{ event: 'ranOut', sku: INK, quantity: 0 },
		]);
	});
});
