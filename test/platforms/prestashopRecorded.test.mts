import nock from 'nock';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

interface Recorded {
	name: string;
	request: { method: string; path: string; body?: string };
	response: {
		status: number;
		body: unknown;
		location?: string;
		content_type: string | null;
		'PSWS-Version'?: string;
	};
}

const HOME = 'https://shop.example.test';
const SKUS = ['ACR-001', 'ACR-V-S', 'ACR-V-M'];

describeWithSpecs('PrestaShop: answers recorded from a real 8.2.1', () => {
	const { pairs, errors } = readSpec('prestashop/recorded.json') as {
		pairs: Recorded[];
		errors: Recorded[];
	};
	const named = (name: string): Recorded => {
		const pair = [...pairs, ...errors].find((one) => one.name === name);
		if (!pair) throw new Error(`Nothing recorded as '${name}'`);
		return pair;
	};
	const reply = ({ response }: Recorded): nock.ReplyFnResult => {
		const { body } = response;
		return [
			response.status,
			typeof body === 'string' ? body : JSON.stringify(body),
			{
				...(response.content_type ? { 'content-type': response.content_type } : {}),
				...(response['PSWS-Version'] ? { 'psws-version': response['PSWS-Version'] } : {}),
				...(response.location ? { location: response.location } : {}),
			},
		];
	};
	const get = (resource: string, pair: Recorded) =>
		nock(HOME)
			.persist()
			.get(`/api/${resource}`)
			.query(true)
			.reply(() => reply(pair));
	const listings = () => {
		get('combinations', named('combinations by SKU list'));
		get('products', named('products by SKU list'));
		get('stock_availables', named('stock rows of two products'));
	};
	const run = async (operation: string, skus: readonly string[]) =>
		await runAcrylicDelist({
			parameters: {
				operation,
				channels: ['prestashop'],
				sku: '={{ $json.sku }}',
				options: { confirm: false },
			},
			items: skus.map((sku) => ({ sku })),
			credentials: { stockOutPrestaShopApi: { url: HOME, apiKey: 'K'.repeat(32) } },
		});

	let restoreClock = () => {};
	beforeEach(() => {
		restoreClock = setProductClock(fastClock(200));
	});
	afterEach(() => {
		restoreClock();
		nock.cleanAll();
	});
	/** As the recorded request was sent, address and query. */
	const patch = (pair: Recorded, body?: (sent: unknown) => boolean) => {
		const [path, query] = pair.request.path.split('?');
		return nock(HOME)
			.patch(path, body)
			.query(Object.fromEntries(new URLSearchParams(query)));
	};

	it('the look-ups give quantity, visibility and the right rows', async () => {
		listings();
		const { done, attention } = await run('getStockState', [...SKUS, 'ACR-V', 'NOPE']);
		expect(done).toMatchObject([
			{ sku: 'ACR-001', before: { listingId: '1', quantity: 5, visible: true, buyable: true } },
			{ sku: 'ACR-V-S', before: { listingId: '4', quantity: 3, visible: true, buyable: true } },
			{ sku: 'ACR-V-M', before: { listingId: '5', quantity: 2, visible: true, buyable: true } },
		]);
		expect(attention).toMatchObject([
			{ sku: 'ACR-V', outcome: 'notFound' },
			{ sku: 'NOPE', outcome: 'notFound' },
		]);
	});

	it('nothing found is a bare array', async () => {
		get('combinations', named('nothing found'));
		get('products', named('nothing found'));
		const { attention } = await run('getStockState', ['NOPE']);
		expect(attention).toMatchObject([{ outcome: 'notFound' }]);
	});

	it('one row is written by the very request that was recorded', async () => {
		listings();
		const pair = named('combination row to 0');
		let sent: unknown;
		patch(pair, (body) => {
			sent = body;
			return true;
		}).reply(() => reply(pair));
		const { done } = await run('takeOffSale', ['ACR-V-S']);
		expect(done).toMatchObject([{ outcome: 'offSale', changed: true }]);
		expect(String(sent).replace(/ xmlns:xlink="[^"]*"/, '')).toBe(pair.request.body);
	});

	it('several rows go to the address that was recorded for them', async () => {
		listings();
		const pair = named('bulk PATCH with display=full');
		const scope = patch(pair).reply(() => reply(pair));
		const { done } = await run('takeOffSale', SKUS);
		expect(done.map(({ outcome }) => outcome)).toEqual(['offSale', 'offSale', 'offSale']);
		expect(scope.isDone()).toBe(true);
	});

	it.each([
		['method not allowed', 'failed', 'The key lacks a right'],
		['unknown id, PATCH', 'notFound', 'deleted'],
		['blank in a value', 'failed', 'not valid'],
		['not writable', 'failed', 'not writable'],
		['empty body', 'failed', 'XML error'],
		['other host name: redirect, nothing written', 'refused', 'nothing was written'],
		['unknown id, GET: empty body', 'notFound', 'does not know'],
	])('a write answered with "%s" is told as %s', async (name, outcome, message) => {
		listings();
		let writes = 0;
		nock(HOME)
			.persist()
			.patch(/^\/api\/stock_availables/)
			.query(true)
			.reply(() => {
				writes += 1;
				return reply(named(name));
			});
		const { attention } = await run('takeOffSale', ['ACR-001']);
		expect(attention).toMatchObject([
			{ outcome, changed: false, message: expect.stringContaining(message) },
		]);
		expect(writes).toBe(1);
	});

	it.each([
		['unknown key', 'failed', 'did not accept the key'],
		['key of wrong length', 'failed', 'did not accept the key'],
		['key without rights', 'failed', 'did not accept the key'],
		['no Authorization header', 'failed', 'login'],
		['resource not allowed', 'failed', 'The key lacks a right'],
	])('a look-up answered with "%s" is told as %s', async (name, outcome, message) => {
		get('combinations', named(name));
		get('products', named(name));
		const { attention } = await run('takeOffSale', ['ACR-001']);
		expect(attention).toMatchObject([
			{ outcome, changed: false, message: expect.stringContaining(message) },
		]);
	});
});
