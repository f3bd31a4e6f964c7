import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { intercept } from './channelRun.mts';
import { entitiesOf, openPrestaShop, type PrestaShop } from './prestashopShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const THREE = [GEL, INK, MAGENTA];
const both = { channel: { stop: 'both' } };

let shop: PrestaShop;
afterEach(async () => await shop.close());

const errors = (
	status: number,
	...entries: Array<[code: number, message: string]>
): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json', 'psws-version': '8.2.1' },
	body: JSON.stringify({ errors: entries.map(([code, message]) => ({ code, message })) }),
});
const isWrite = ({ method }: FakeRequest): boolean => method !== 'GET';
const isWriteOf = ({ method, path }: FakeRequest, resource: string): boolean =>
	method !== 'GET' && path.startsWith(`/api/${resource}`);
const notice: [number, string] = [
	3,
	'[PHP Warning #2] Undefined index (/var/www/html/classes/Product.php, line 12)',
];

describe('PrestaShop: one bad row among many', () => {
	const SKUS = Array.from({ length: 25 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
	const BAD = SKUS[7];

	it.each(['8.2.1', '1.7.8.11'] as const)('does the others, row by row (%s)', async (version) => {
		shop = await openPrestaShop({ version, catalogue: manyProducts(25) });
		// The row was deleted after it had been read.
		intercept(shop.fake, async (request) => {
			if (request.method !== 'GET' || !request.path.endsWith('/stock_availables')) return undefined;
			const answer = await shop.fakeHandle(request);
			return { ...answer, body: String(answer.body).replace('"id":8,', '"id":99999,') };
		});
		const { of, done, attention } = await shop.run('takeOffSale', SKUS);
		expect(done.map(({ sku }) => sku)).toEqual(SKUS.filter((sku) => sku !== BAD));
		expect(done.every(({ outcome, changed }) => outcome === 'offSale' && changed === true)).toBe(
			true,
		);
		expect(attention).toHaveLength(1);
		expect(of(BAD)).toMatchObject({ outcome: 'notFound', changed: false });
		expect(shop.shelf(BAD)?.state).toBe('onSale');
		const sizes = shop
			.writes()
			.map((entry) => entitiesOf(entry).length)
			.sort((a, b) => b - a);
		expect(sizes).toEqual([20, 5, ...Array.from({ length: 20 }, () => 1)]);
	});

	it('also when the row is refused for what it is', async () => {
		shop = await openPrestaShop();
		intercept(shop.fake, (request) => {
			const bad =
				isWrite(request) &&
				entitiesOf({ requestBody: request.body.toString() }).some(
					({ fields }) => fields.id === badId,
				);
			return bad
				? errors(
						500,
						[133, 'You cannot update the available stock when it depends on stock.'],
						[46, 'Unable to save resource'],
					)
				: undefined;
		});
		const state = await shop.run('getStockState', [INK]);
		const badId = (state.of(INK).before as { listingId: string }).listingId;
		const { of } = await shop.run('takeOffSale', THREE);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(INK).message).toContain('advanced stock management');
		expect(of(GEL)).toMatchObject({ outcome: 'offSale' });
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale' });
	});
});

describe('PrestaShop: rights and keys', () => {
	it('names the missing right, and doesn’t try every row', async () => {
		shop = await openPrestaShop();
		const { all } = await shop.run('takeOffSale', THREE, shop.with(shop.fake.keys.readOnly.key));
		expect(all).toHaveLength(3);
		for (const row of all) {
			expect(row).toMatchObject({ outcome: 'failed', changed: false });
			expect(row.message).toContain('The key lacks a right');
			expect(row.nextStep).toContain('PATCH');
		}
		expect(shop.writes()).toHaveLength(1);
	});

	it('keeps what it zeroed undoable when the key may not hide', async () => {
		shop = await openPrestaShop();
		const before = await shop.snapshot();
		intercept(shop.fake, (request) =>
			isWriteOf(request, 'products')
				? errors(405, [
						25,
						'Method PATCH is not allowed for the resource products with this authentication key',
					])
				: undefined,
		);
		const off = await shop.run('takeOffSale', THREE, both);
		for (const sku of THREE) {
			expect(off.of(sku)).toMatchObject({ outcome: 'failed', changed: true });
			expect(off.of(sku).message).toContain('The key lacks a right');
			expect(shop.shelf(sku)?.state).toBe('soldOut');
		}
		await shop.run(
			'putBackOnSale',
			off.all.map(({ restore }) => ({ restore })),
		);
		expect(await shop.snapshot()).toEqual(before);
	});

	it.each([
		['unknown', 'X'.repeat(32)],
		['too short', 'short'],
		['inactive', 'D8MC3ZQ7VK2WN5TXR1YJB6HG4FLSP9A0'],
		['without any right', 'N1TB6YQ4KZ9WD2RXM7VJC5HG8FLSP3A0'],
	])('does not get in with a key that is %s', async (_, key) => {
		shop = await openPrestaShop();
		const { all } = await shop.run('takeOffSale', [GEL, INK], shop.with(key));
		for (const row of all) {
			expect(row).toMatchObject({ outcome: 'failed', changed: false });
			expect(row.message).toContain('did not accept the key');
		}
		expect(shop.writes()).toEqual([]);
	});
});

describe('PrestaShop: answers that are no data', () => {
	const off: [number, string] = [
		22,
		'The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office',
	];

	it('does not ask again when the webservice is switched off', async () => {
		shop = await openPrestaShop();
		intercept(shop.fake, () => errors(503, off));
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(GEL).nextStep).toContain('Advanced Parameters > Webservice');
		await shop.clock.sleep(60_000);
		expect(
			shop
				.reads()
				.map(({ path }) => path)
				.sort(),
		).toEqual(['/api/combinations', '/api/products']);
	});

	it('nor when that happens right before the write', async () => {
		shop = await openPrestaShop();
		intercept(shop.fake, (request) => (isWrite(request) ? errors(503, off) : undefined));
		const { all } = await shop.run('takeOffSale', THREE);
		expect(all.map(({ outcome, changed }) => [outcome, changed])).toEqual(
			THREE.map(() => ['refused', false]),
		);
		expect(shop.writes()).toHaveLength(1);
	});

	it('recognises a web page', async () => {
		shop = await openPrestaShop();
		shop.sandbox.faults.add({ slug: 'prestashop', kind: 'html' });
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(GEL).message).toContain('Down for maintenance');
	});

	it('does not take a page in answer to a write for success', async () => {
		shop = await openPrestaShop();
		shop.sandbox.faults.add({ slug: 'prestashop', kind: 'html', method: 'PATCH' });
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({
			outcome: 'failed',
			changed: false,
			confirmed: false,
			after: { buyable: true },
		});
	});

	it('reports nothing as done when the write is sent on to another address', async () => {
		shop = await openPrestaShop();
		shop.sandbox.faults.add({ slug: 'prestashop', kind: 'redirect', method: 'PATCH' });
		const { all } = await shop.run('takeOffSale', THREE, both);
		for (const row of all) {
			expect(row).toMatchObject({ outcome: 'refused', changed: false, confirmed: false });
			expect(row.message).toContain('elsewhere.invalid');
		}
		expect(shop.writes()).toHaveLength(1);
	});

	it('says so when the shop goes by another name altogether', async () => {
		shop = await openPrestaShop({ host: 'shop.example.test' });
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(GEL).nextStep).toContain('final address');
	});

	it('waits for a busy host', async () => {
		shop = await openPrestaShop();
		shop.sandbox.faults.add({ slug: 'prestashop', kind: 'throttled', times: 1 });
		shop.sandbox.faults.add({ slug: 'prestashop', kind: 'throttled', method: 'PATCH', times: 1 });
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(shop.writes()).toHaveLength(2);
	});

	it('reads back what was written when the answer is lost', async () => {
		shop = await openPrestaShop();
		shop.sandbox.faults.add({ slug: 'prestashop', kind: 'dropAfter', method: 'PATCH' });
		const { of } = await shop.run('takeOffSale', [GEL, INK]);
		for (const sku of [GEL, INK])
			expect(of(sku)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
	});
});

describe('PrestaShop: notices of PHP', () => {
	it('reads back when a write went through with notices, and shows none', async () => {
		shop = await openPrestaShop();
		intercept(shop.fake, async (request) => {
			if (!isWrite(request)) return undefined;
			await shop.fakeHandle(request);
			return errors(500, notice, notice);
		});
		const { of } = await shop.run('takeOffSale', [GEL, INK]);
		for (const sku of [GEL, INK])
			expect(of(sku)).toMatchObject({ outcome: 'offSale', changed: true, confirmed: true });
		expect(JSON.stringify([of(GEL), of(INK)])).not.toMatch(/var\/www|PHP Warning/);
	});

	it('fails when nothing was written, without the paths of the server', async () => {
		shop = await openPrestaShop();
		intercept(shop.fake, (request) => (isWrite(request) ? errors(500, notice) : undefined));
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false, after: { buyable: true } });
		expect(JSON.stringify(of(GEL))).not.toMatch(/var\/www|PHP Warning/);
	});

	it('finds the reason among them', async () => {
		shop = await openPrestaShop();
		intercept(shop.fake, (request) =>
			isWrite(request)
				? errors(500, notice, [85, 'Validation error: "Property is not valid"'], notice)
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(GEL).message).toContain('Property is not valid');
		expect(JSON.stringify(of(GEL))).not.toMatch(/var\/www|PHP Warning/);
	});
});
