import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { intercept } from './channelRun.mts';
import { callName, openEbay, refusal, xml, type EbayShop } from './ebayShop.mts';

const EASEL = 'ACR-EAS-OAK';
const BRUSH_8 = 'ACR-BRS-8';
const BRUSH_12 = 'ACR-BRS-12';
const INK = 'ACR-INK-PAYN-30';

const trading = { channel: { listingModel: 'trading' } };
const both = { channel: { listingModel: 'auto' } };

let shop: EbayShop;
beforeEach(async () => {
	shop = await openEbay();
});
afterEach(async () => await shop.close());

const nodes = () =>
	shop
		.calls('ReviseInventoryStatus')
		.flatMap(({ requestBody }) => [
			...requestBody.matchAll(/<InventoryStatus>(.*?)<\/InventoryStatus>/g),
		])
		.map(([, node]) => node);
const listing = (sku: string) => {
	const found = shop.fake.shop.listings.find(
		(one) => one.sku === sku || one.variations.some((part) => part.sku === sku),
	);
	if (!found) throw new Error(`No listing ${sku}`);
	return found;
};
const back = async (rows: ReadonlyArray<{ restore?: unknown }>, extra = trading) =>
	await shop.run('putBackOnSale', rows.map(({ restore }) => ({ restore })) as never, extra);

describe('eBay, Trading API: off sale and back', () => {
	it('takes single listings by number and variations by number and SKU, and puts both back as they were', async () => {
		const off = await shop.run('takeOffSale', [EASEL, BRUSH_8], trading);
		expect(off.of(EASEL)).toMatchObject({
			outcome: 'offSale',
			changed: true,
			confirmed: true,
			before: {
				listingId: listing(EASEL).itemId,
				title: 'Table Easel, Oak',
				quantity: 3,
				visible: true,
				buyable: true,
			},
			after: { quantity: 0, visible: false, buyable: false },
		});
		expect(off.of(BRUSH_8)).toMatchObject({
			outcome: 'offSale',
			before: { title: 'Flat Brush, Synthetic & Soft' },
		});
		expect(nodes()).toEqual([
			`<ItemID>${listing(EASEL).itemId}</ItemID><Quantity>0</Quantity>`,
			`<ItemID>${listing(BRUSH_8).itemId}</ItemID><SKU>${BRUSH_8}</SKU><Quantity>0</Quantity>`,
		]);
		expect(shop.shelf(BRUSH_12)).toMatchObject({ state: 'onSale', quantity: 5 });
		const restored = await back(off.all);
		expect(restored.all).toMatchObject([{ outcome: 'backOnSale' }, { outcome: 'backOnSale' }]);
		expect([shop.shelf(EASEL)?.quantity, shop.shelf(BRUSH_8)?.quantity]).toEqual([3, 9]);
	});

	it('reckons without the pieces that were sold', async () => {
		shop.fake.seller.sell(BRUSH_8, 4);
		const { of } = await shop.run('getStockState', [BRUSH_8, EASEL], trading);
		expect(of(BRUSH_8)).toMatchObject({ after: { quantity: 5 } });
		expect(of(EASEL)).toMatchObject({ after: { quantity: 3 } });
	});

	it('does nothing a second time, and nothing to a quantity somebody set meanwhile', async () => {
		const off = await shop.run('takeOffSale', [EASEL], trading);
		expect((await shop.run('takeOffSale', [EASEL], trading)).of(EASEL)).toMatchObject({
			outcome: 'alreadyOffSale',
			changed: false,
		});
		shop.fake.seller.setQuantity(EASEL, 1);
		expect((await back(off.all)).of(EASEL)).toMatchObject({ changed: false });
		expect(shop.shelf(EASEL)?.quantity).toBe(1);
		expect(nodes()).toHaveLength(1);
	});

	it('sets a given quantity', async () => {
		shop.fake.seller.sell(EASEL, 3);
		const { of } = await shop.run('putBackOnSale', [{ sku: EASEL, quantity: 7 }], trading);
		expect(of(EASEL)).toMatchObject({ outcome: 'backOnSale', after: { quantity: 7 } });
		expect(shop.shelf(EASEL)?.quantity).toBe(7);
	});

	it('sends four a request, and reads the list once for all of them', async () => {
		const more = Array.from({ length: 30 }, (_, i) => ({
			...listing(EASEL),
			itemId: shop.fake.shop.newListingId(),
			sku: `KNIFE-${i}`,
		}));
		shop.fake.shop.listings.push(...more);
		const { attention } = await shop.run(
			'takeOffSale',
			more.map(({ sku }) => sku),
			trading,
		);
		expect(attention).toEqual([]);
		expect(shop.calls('GetMyeBaySelling')).toHaveLength(1);
		expect(shop.calls('ReviseInventoryStatus')).toHaveLength(8);
		expect(shop.calls('GetItem')).toHaveLength(30);
	});

	it('reads all pages of a long list', async () => {
		shop.fake.shop.listings.unshift(
			...Array.from({ length: 450 }, (_, i) => ({
				...listing(EASEL),
				itemId: shop.fake.shop.newListingId(),
				sku: `KNIFE-${i}`,
			})),
		);
		const { of } = await shop.run('getStockState', [EASEL], trading);
		expect(of(EASEL)).toMatchObject({ outcome: 'alreadyOnSale' });
		expect(shop.calls('GetMyeBaySelling')).toHaveLength(3);
	});

	it('asks a person about a SKU on two listings, or works on both when told so', async () => {
		const asked = await shop.run('takeOffSale', ['ACR-DUP-1'], trading);
		expect(asked.of('ACR-DUP-1')).toMatchObject({ outcome: 'ambiguous', changed: false });
		const all = { channel: { listingModel: 'trading', severalListings: 'all' } };
		const off = await shop.run('takeOffSale', ['ACR-DUP-1'], all);
		expect(off.of('ACR-DUP-1')).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(nodes()).toHaveLength(2);
		await back(off.all, all);
		expect(
			shop.fake
				.shelf()
				.filter(({ sku }) => sku === 'ACR-DUP-1')
				.map(({ quantity }) => quantity),
		).toEqual([3, 3]);
	});
});

describe('eBay, Trading API: what quantity 0 would not do', () => {
	it('writes nothing while Out-of-Stock Control is off', async () => {
		shop.fake.shop.outOfStockControl = false;
		const { of } = await shop.run('takeOffSale', [EASEL, BRUSH_8], trading);
		for (const sku of [EASEL, BRUSH_8])
			expect(of(sku)).toMatchObject({ outcome: 'refused', changed: false });
		expect(nodes()).toEqual([]);
	});

	it('refuses auctions and listings with an end date', async () => {
		const { of } = await shop.run('takeOffSale', ['ACR-AUC-1', 'ACR-30D-1'], trading);
		expect(of('ACR-AUC-1')).toMatchObject({
			outcome: 'refused',
			message: expect.stringContaining('auction'),
		});
		expect(of('ACR-30D-1')).toMatchObject({
			outcome: 'refused',
			nextStep: expect.stringContaining('Good Til Cancelled'),
		});
		expect(nodes()).toEqual([]);
	});

	it('does not find a listing the seller ended', async () => {
		shop.fake.seller.setHidden(EASEL, true);
		expect((await shop.run('takeOffSale', [EASEL], trading)).of(EASEL)).toMatchObject({
			outcome: 'notFound',
			changed: false,
		});
	});

	it('sends the user to the other world for a listing of the Inventory API', async () => {
		const { of } = await shop.run('takeOffSale', [INK], trading);
		expect(of(INK)).toMatchObject({
			outcome: 'refused',
			changed: false,
			nextStep: expect.stringContaining("'Listing Model'"),
		});
	});
});

describe('eBay, both kinds of listings', () => {
	it('finds each SKU where it is, and asks for the list only when it has to', async () => {
		await shop.run('getStockState', [INK], both);
		expect(shop.calls('GetMyeBaySelling')).toHaveLength(0);
		const off = await shop.run('takeOffSale', [INK, EASEL], both);
		expect(off.all).toMatchObject([{ outcome: 'offSale' }, { outcome: 'offSale' }]);
		expect(shop.rows()).toHaveLength(1);
		expect(nodes()).toHaveLength(1);
		await back(off.all, both);
		expect([shop.shelf(INK)?.quantity, shop.shelf(EASEL)?.quantity]).toEqual([8, 3]);
	});

	it('takes the live listing where the item is only kept in the inventory', async () => {
		shop.fake.shop.items.set(EASEL, { ...shop.item(INK), sku: EASEL, quantity: 3 });
		const { of } = await shop.run('takeOffSale', [EASEL], both);
		expect(of(EASEL)).toMatchObject({
			outcome: 'offSale',
			before: { listingId: listing(EASEL).itemId },
		});
		expect(listing(EASEL).available).toBe(0);
		expect(shop.rows()).toEqual([]);
	});

	it('knows nothing of listings made on eBay unless it is told to look there', async () => {
		expect((await shop.run('takeOffSale', [EASEL])).of(EASEL)).toMatchObject({
			outcome: 'notFound',
		});
		expect(shop.calls('GetMyeBaySelling')).toHaveLength(0);
	});
});

describe('eBay, Trading API: answers with status 200', () => {
	it('sends a group one by one when it was carried out in part', async () => {
		const ended = listing(BRUSH_8);
		let ran = false;
		intercept(shop.fake, (request) => {
			if (callName(request) === 'ReviseInventoryStatus' && !ran) {
				ran = true;
				ended.ended = true;
			}
			return undefined;
		});
		const { of } = await shop.run('takeOffSale', [EASEL, BRUSH_8], trading);
		expect(of(EASEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(of(BRUSH_8)).toMatchObject({
			outcome: 'notFound',
			changed: false,
			message: expect.stringContaining('has ended'),
		});
		expect(shop.calls('ReviseInventoryStatus')).toHaveLength(3);
	});

	it('believes no success of a lone item that failed in part', async () => {
		intercept(shop.fake, (request) =>
			callName(request) === 'ReviseInventoryStatus'
				? refusal(
						'ReviseInventoryStatus',
						21916799,
						'SKU does not exist in Non-ManageBySKU item specified by ItemID.',
						'PartialFailure',
					)
				: undefined,
		);
		expect((await shop.run('takeOffSale', [EASEL], trading)).of(EASEL)).toMatchObject({
			outcome: 'notFound',
			changed: false,
		});
	});

	it('passes notes of an accepted change on', async () => {
		const own = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (callName(request) !== 'ReviseInventoryStatus') return undefined;
			await own(request);
			return xml(
				'ReviseInventoryStatus',
				'<Ack>Warning</Ack><Errors><LongMessage>Variations with quantity &apos;0&apos; will be removed.</LongMessage><ErrorCode>21916620</ErrorCode><SeverityCode>Warning</SeverityCode></Errors>',
			);
		});
		const { of } = await shop.run('takeOffSale', [BRUSH_8], trading);
		expect(of(BRUSH_8)).toMatchObject({
			outcome: 'offSale',
			warnings: ["eBay notes: Variations with quantity '0' will be removed."],
		});
	});

	const REFUSALS: ReadonlyArray<readonly [number, string, string]> = [
		[17, 'notFound', 'has ended'],
		[291, 'notFound', 'has ended'],
		[515, 'refused', 'refused the quantity'],
		[942, 'refused', 'refused the quantity'],
		[21916799, 'notFound', 'no variation'],
		[21919474, 'refused', 'Inventory API'],
		[841, 'refused', 'eBay refused it: Something of its own.'],
	];
	it.each(REFUSALS)('says what %i means', async (code, kind, sentence) => {
		intercept(shop.fake, (request) =>
			callName(request) === 'ReviseInventoryStatus'
				? refusal('ReviseInventoryStatus', code, 'Something of its own.')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [EASEL], trading);
		expect(of(EASEL)).toMatchObject({
			outcome: kind,
			kind,
			changed: false,
			message: expect.stringContaining(sentence),
			nextStep: expect.stringMatching(/\.$/),
		});
	});

	it.each([10007, 21916803, 21919144])('tries again after %i', async (code) => {
		let times = 2;
		intercept(shop.fake, (request) =>
			callName(request) === 'ReviseInventoryStatus' && times-- > 0
				? refusal('ReviseInventoryStatus', code, 'Later.')
				: undefined,
		);
		expect((await shop.run('takeOffSale', [EASEL], trading)).of(EASEL)).toMatchObject({
			outcome: 'offSale',
			confirmed: true,
		});
	});

	it('does not wait for the next day when the quota is used up', async () => {
		intercept(shop.fake, (request) =>
			callName(request) === 'GetMyeBaySelling'
				? refusal('GetMyeBaySelling', 518, 'Usage limit.')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [EASEL], trading);
		expect(of(EASEL)).toMatchObject({
			outcome: 'failed',
			kind: 'throttled',
			message: expect.stringContaining('quota'),
		});
		expect(shop.calls('GetMyeBaySelling')).toHaveLength(1);
	});

	it('uses no list that was cut off', async () => {
		const own = shop.fake.handle.bind(shop.fake);
		intercept(shop.fake, async (request) => {
			if (callName(request) !== 'GetMyeBaySelling') return undefined;
			const answer = await own(request);
			return { ...answer, body: String(answer.body).slice(0, -200) };
		});
		const { of } = await shop.run('takeOffSale', [EASEL], trading);
		expect(of(EASEL)).toMatchObject({
			outcome: 'failed',
			kind: 'unavailable',
			message: expect.stringContaining('cut off'),
		});
		expect(nodes()).toEqual([]);
	});

	it('takes a text that is no answer for none', async () => {
		intercept(shop.fake, (request) =>
			callName(request) === 'GetMyeBaySelling'
				? { status: 200, headers: { 'content-type': 'text/plain' }, body: 'upstream says hello' }
				: undefined,
		);
		expect((await shop.run('takeOffSale', [EASEL], trading)).of(EASEL)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('not data'),
		});
	});
});

describe('eBay, Trading API: tokens that ended', () => {
	it('are renewed although the Trading API tells it with status 200, and the run goes on', async () => {
		const now = shop.clock.now.bind(shop.clock);
		let passed = 0;
		Object.assign(shop.clock, { now: () => now() + passed });
		intercept(shop.fake, (request) => {
			if (callName(request) === 'ReviseInventoryStatus' && passed === 0) passed = 7_200_000;
			return undefined;
		});
		const { of, credentials } = await shop.run('takeOffSale', [EASEL], trading);
		expect(of(EASEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(credentials.renewals).toEqual(['stockOutEbayApi', 'stockOutEbayApi']);
	});

	it.each([931, 932, 21916984, 21917053])('%i again: a matter for the user', async (code) => {
		intercept(shop.fake, (request) =>
			callName(request) === 'GetMyeBaySelling'
				? refusal('GetMyeBaySelling', code, 'IAF token supplied is invalid.')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [EASEL, BRUSH_8], trading);
		expect(of(EASEL)).toMatchObject({
			outcome: 'failed',
			kind: 'login',
			nextStep: expect.stringContaining('credential'),
		});
		expect(shop.calls('GetMyeBaySelling')).toHaveLength(2);
	});
});
