import { describe, expect, it } from 'vitest';
import { XMLParser } from 'fast-xml-parser';

import { manyProducts } from '../../sandbox/catalogue.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { ackOf, codesOf, open, TestWorld } from './ebayShop.mts';

const parser = new XMLParser({
	parseTagValue: false,
	isArray: (name) => ['Item', 'Variation', 'InventoryStatus', 'Errors'].includes(name),
});
const parse = (xml: string) => parser.parse(xml) as ReturnType<typeof JSON.parse>;

const list = (page = 1, size = 200) =>
	`<ActiveList><Include>true</Include><Pagination><EntriesPerPage>${size}</EntriesPerPage><PageNumber>${page}</PageNumber></Pagination></ActiveList>`;
const node = (itemId: string, quantity: number, sku?: string) =>
	`<InventoryStatus><ItemID>${itemId}</ItemID>${sku ? `<SKU>${sku}</SKU>` : ''}<Quantity>${quantity}</Quantity></InventoryStatus>`;

type Shop = Awaited<ReturnType<typeof open>>;
const itemId = ({ fake }: Shop, sku: string) =>
	fake.shop.listings.find(
		(one) => one.sku === sku || one.variations.some((part) => part.sku === sku),
	)?.itemId ?? '';

describe('the Trading API', () => {
	it('tells every refusal with status 200', async () => {
		const shop = await open();
		const { trading, world } = shop;
		const call = 'GetUserPreferences';
		expect(codesOf(await trading('AddItem', ''))).toEqual(['2']);
		expect(codesOf(await trading(call, '<open>'))).toEqual(['5']);
		expect(codesOf(await trading(call, '', { 'x-ebay-api-iaf-token': 'v^1.1#x' }))).toEqual([
			'21916984',
		]);
		expect(codesOf(await trading(call, '', { 'x-ebay-api-siteid': '' }))).toEqual(['10012']);
		world.pass(7200);
		const late = await trading(call, '');
		expect([ackOf(late), codesOf(late)]).toEqual(['Failure', ['21917053']]);
	});

	it('tells whether listings survive quantity 0, when asked for it', async () => {
		const { fake, trading } = await open();
		const ask = async (wish: string) =>
			parse(await trading('GetUserPreferences', wish)).GetUserPreferencesResponse;
		const wish = '<ShowOutOfStockControlPreference>true</ShowOutOfStockControlPreference>';
		expect(await ask(wish)).toMatchObject({ Ack: 'Success', OutOfStockControlPreference: 'true' });
		fake.shop.outOfStockControl = false;
		expect(await ask(wish)).toMatchObject({ OutOfStockControlPreference: 'false' });
		expect(await ask('')).not.toHaveProperty('OutOfStockControlPreference');
	});

	it('pages through all live listings, those of the Inventory API among them', async () => {
		const { trading } = await open(new TestWorld(manyProducts(450)));
		const { ActiveList } = parse(
			await trading('GetMyeBaySelling', list(3)),
		).GetMyeBaySellingResponse;
		expect(ActiveList.PaginationResult).toEqual({
			TotalNumberOfPages: '3',
			TotalNumberOfEntries: '456',
		});
		expect(ActiveList.ItemArray.Item).toHaveLength(56);
	});

	it('shows variations with their own counts, and hides what is empty', async () => {
		const { fake, trading } = await open();
		fake.seller.sell('ACR-EAS-OAK', 3);
		const items = parse(await trading('GetMyeBaySelling', list())).GetMyeBaySellingResponse
			.ActiveList.ItemArray.Item;
		const of = (sku: string) => items.find((item: { SKU?: string }) => item.SKU === sku);
		expect(of('ACR-BRS')).toMatchObject({
			Title: 'Flat Brush, Synthetic &amp; Soft'.replace('&amp;', '&'),
			Variations: {
				Variation: [
					{ SKU: 'ACR-BRS-8', Quantity: '10', SellingStatus: { QuantitySold: '1' } },
					{ SKU: 'ACR-BRS-12' },
				],
			},
		});
		expect(of('ACR-EAS-OAK')).toMatchObject({
			QuantityAvailable: '0',
			HideFromSearch: 'true',
			ReasonHideFromSearch: 'OutOfStock',
		});
	});

	it('sets quantities of up to four, single ones by number, variations by number and SKU', async () => {
		const shop = await open();
		const { trading, shelf } = shop;
		const done = await trading(
			'ReviseInventoryStatus',
			node(itemId(shop, 'ACR-EAS-OAK'), 0) + node(itemId(shop, 'ACR-BRS-8'), 2, 'ACR-BRS-8'),
		);
		expect(parse(done).ReviseInventoryStatusResponse).toMatchObject({
			Ack: 'Success',
			InventoryStatus: [{ Quantity: '0' }, { SKU: 'ACR-BRS-8', Quantity: '2' }],
		});
		expect([
			shelf('ACR-EAS-OAK')?.state,
			shelf('ACR-BRS-8')?.quantity,
			shelf('ACR-BRS-12')?.quantity,
		]).toEqual(['soldOut', 2, 5]);
		const five = await trading('ReviseInventoryStatus', node('1', 0).repeat(5));
		expect([ackOf(five), codesOf(five)]).toEqual(['Failure', ['21916585']]);
	});

	it('carries out what it can, and names only the good ones', async () => {
		const shop = await open();
		const { fake, trading } = shop;
		const inventoryListing = fake.shop.offers[0]?.listingId ?? '';
		const answer = await trading(
			'ReviseInventoryStatus',
			node(itemId(shop, 'ACR-EAS-OAK'), 0) +
				node(inventoryListing, 0) +
				node('1', 0) +
				node(itemId(shop, 'ACR-BRS-8'), 0, 'NOPE'),
		);
		expect([ackOf(answer), codesOf(answer)]).toEqual([
			'PartialFailure',
			['21919474', '17', '21916799'],
		]);
		expect(parse(answer).ReviseInventoryStatusResponse.InventoryStatus).toHaveLength(1);
	});

	it('refuses zero for a single listing while Out-of-Stock Control is off, and takes it for a variation', async () => {
		const shop = await open();
		const { fake, trading, shelf } = shop;
		fake.shop.outOfStockControl = false;
		const single = await trading('ReviseInventoryStatus', node(itemId(shop, 'ACR-EAS-OAK'), 0));
		expect([ackOf(single), codesOf(single)]).toEqual(['Failure', ['515']]);
		await trading('ReviseInventoryStatus', node(itemId(shop, 'ACR-BRS-8'), 0, 'ACR-BRS-8'));
		expect(shelf('ACR-BRS-8')?.state).toBe('soldOut');
		const last = await trading(
			'ReviseInventoryStatus',
			node(itemId(shop, 'ACR-BRS-12'), 0, 'ACR-BRS-12'),
		);
		expect(ackOf(last)).toBe('Success');
		expect(shelf('ACR-BRS-12')?.state).toBe('hidden');
	});

	it('refuses ended listings and auctions', async () => {
		const shop = await open();
		const { fake, trading } = shop;
		const id = itemId(shop, 'ACR-EAS-OAK');
		fake.seller.setHidden('ACR-EAS-OAK', true);
		expect(codesOf(await trading('ReviseInventoryStatus', node(id, 1)))).toEqual(['291']);
		expect(
			parse(await trading('GetItem', `<ItemID>${id}</ItemID>`)).GetItemResponse.Item[0]
				.SellingStatus.ListingStatus,
		).toBe('Completed');
		expect(ackOf(await trading('ReviseInventoryStatus', node(itemId(shop, 'ACR-AUC-1'), 0)))).toBe(
			'Failure',
		);
	});

	it('counts the calls of a burst and of a day', async () => {
		const { world, trading } = await open();
		const call = async () => codesOf(await trading('GetMyeBaySelling', ''));
		for (let i = 0; i < 300; i++) expect(await call()).toEqual([]);
		expect(await call()).toEqual(['21919144']);
		for (let left = 4700; left > 0; left -= 100) {
			world.pass(15);
			for (let i = 0; i < 100; i++) await call();
		}
		world.pass(15);
		expect(await call()).toEqual(['518']);
	});
});

describeWithSpecs('the recorded answers of the Trading API', () => {
	interface Recorded {
		kind: string;
		request: { headers?: Record<string, string>; body?: string };
		response: unknown;
		covers?: string;
	}
	const recorded = readSpec('ebay/recorded.json') as Recorded[];

	it('have the members, in the form, that the fake gives a refusal', async () => {
		const { trading } = await open();
		const { response } = recorded.find(
			({ request }) => request.headers?.['X-EBAY-API-CALL-NAME'] === 'EndItem',
		) as Recorded;
		const real = parse(String(response)).EndItemResponse;
		const ours = parse(
			await trading('ReviseInventoryStatus', node('261844248112', 0)),
		).ReviseInventoryStatusResponse;
		expect([ours.Ack, ours.Errors[0].ErrorCode, ours.Errors[0].SeverityCode]).toEqual([
			real.Ack,
			real.Errors[0].ErrorCode,
			real.Errors[0].SeverityCode,
		]);
		const known = Object.keys(real.Errors[0]);
		for (const name of Object.keys(ours.Errors[0])) expect(known).toContain(name);
		for (const name of Object.keys(ours)) expect(Object.keys(real)).toContain(name);
	});

	it('give the text of a refused token', async () => {
		const { trading } = await open();
		const { response } = recorded.find(({ covers }) =>
			covers?.includes('OAuth token not accepted'),
		) as Recorded;
		const answer = parse(
			await trading('GetMyeBaySelling', '', { 'x-ebay-api-iaf-token': 'v^1.1#x' }),
		).GetMyeBaySellingResponse;
		expect(answer.Errors[0]).toMatchObject((response as { Errors: object }).Errors);
	});

	it('show a list of one item as no list', async () => {
		const { fake, trading } = await open(new TestWorld([]));
		fake.shop.listings.splice(1);
		const one = new XMLParser().parse(await trading('GetMyeBaySelling', list())) as ReturnType<
			typeof JSON.parse
		>;
		expect(Array.isArray(one.GetMyeBaySellingResponse.ActiveList.ItemArray.Item)).toBe(false);
	});
});
