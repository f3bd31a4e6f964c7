// What the run decides by itself, over several channels.
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Product } from '../../platforms/practice-store/shelf';
import { built, runAcrylicDelist } from '../harness.mts';
import { openShop, type TestShop } from '../shop.mts';

const ALL = ['amazon', 'prestashop', 'shopify', 'woocommerce'];

// The Practice Store outlives a test.
const { shelf } = built('./platforms/practice-store/shelf.js') as { shelf: Product[] };
const filled = structuredClone(shelf);

let shop: TestShop;
beforeEach(async () => {
	shelf.splice(0, shelf.length, ...structuredClone(filled));
	shop = await openShop();
});
afterEach(async () => {
	await shop.close();
});

const takeOff = async (skus: string[], more: IDataObject = {}, channels = ALL) =>
	await runAcrylicDelist({
		parameters: { operation: 'takeOffSale', channels, sku: '={{ $json.sku }}', ...more } as never,
		items: skus.map((sku) => ({ sku })),
		credentials: shop.credentials,
	});

const putBack = async (items: IDataObject[], channels = ALL) =>
	await runAcrylicDelist({
		parameters: {
			operation: 'putBackOnSale',
			channels,
			sku: '={{ $json.sku }}',
			restore: '={{ $json.restore }}',
			quantity: '',
		},
		items,
		credentials: shop.credentials,
	});

test('one item on four channels gives four results in the order of the channels, and all come back', async () => {
	const { done, raw } = await takeOff(['ACR-FL-QMAG-30']);
	expect(done.map(({ channel, outcome, confirmed }) => [channel, outcome, confirmed])).toEqual(
		ALL.map((channel) => [channel, 'offSale', true]),
	);
	expect(raw[0].map(({ pairedItem }) => pairedItem)).toEqual(ALL.map(() => ({ item: 0 })));
	const back = await putBack(done);
	expect(back.done.map(({ channel, outcome }) => [channel, outcome])).toEqual(
		ALL.map((channel) => [channel, 'backOnSale']),
	);
});

test('a channel that is down holds up no other', async () => {
	shop.sandbox.faults.add({ slug: 'woocommerce', kind: 'unavailable' });
	const { done, attention } = await takeOff(['ACR-FL-QMAG-30']);
	expect(done.map(({ channel }) => channel)).toEqual(['amazon', 'prestashop', 'shopify']);
	expect(attention).toMatchObject([{ channel: 'woocommerce', outcome: 'failed' }]);
});

test('restore data goes to its own channel only, and what belongs to none chosen is said aloud', async () => {
	const { done } = await takeOff(['ACR-FL-QMAG-30']);
	const { done: back, attention } = await putBack(done, ['amazon', 'shopify']);
	expect(back.map(({ channel }) => channel)).toEqual(['amazon', 'shopify']);
	expect(attention).toMatchObject([
		{ channel: 'prestashop', outcome: 'refused', nextStep: expect.stringContaining('Channels') },
		{ channel: 'woocommerce', outcome: 'refused' },
	]);
});

test('as an AI tool everything is on the first output', async () => {
	const { done, attention } = await runAcrylicDelist({
		parameters: { operation: 'takeOffSale', channels: ['practice-store'], sku: '={{ $json.sku }}' },
		items: [{ sku: 'ACR-HB-TWHT-120' }, { sku: 'ACR-GES-WHT-1000' }],
		asTool: true,
	});
	expect(done.map(({ outcome }) => outcome)).toEqual(['offSale', 'refused']);
	expect(attention).toEqual([]);
});

describe('the safety limit', () => {
	const three = ['ACR-FL-QMAG-30', 'ACR-INK-PAYN-30', 'ACR-GEL-MATT-500'];
	const limit = (safetyLimit: number) => ({ options: { safetyLimit } });

	test('stops a run that is too large before anything is written, on every channel', async () => {
		const before = [...shop.sandbox.fakes.values()].map((fake) => fake.shelf());
		const { done, attention } = await takeOff(three, limit(2));
		expect(done).toEqual([]);
		expect(attention).toHaveLength(12);
		for (const row of attention)
			expect(row).toMatchObject({
				outcome: 'refused',
				changed: false,
				message: expect.stringContaining('3 SKUs'),
			});
		expect([...shop.sandbox.fakes.values()].map((fake) => fake.shelf())).toEqual(before);
	});

	test('counts what would really change, not what is off sale already', async () => {
		await takeOff(three.slice(0, 2));
		const { attention } = await takeOff(three, limit(2));
		expect(attention).toEqual([]);
	});

	test('lets a single SKU pass, and everything when it is 0', async () => {
		expect((await takeOff(three.slice(0, 1), limit(1))).attention).toEqual([]);
		expect((await takeOff(three, limit(0))).attention).toEqual([]);
	});

	test('does not wait for ever for a channel that cannot even read', async () => {
		shop.sandbox.faults.add({ slug: 'shopify', kind: 'unavailable' });
		const { attention } = await takeOff(three, limit(2));
		expect(attention).toHaveLength(12);
	});

	test('waits for no channel that has nothing to take off', async () => {
		const { done } = await takeOff([...three, 'ACR-VAR-GLOS-250'], limit(3));
		expect(done).toHaveLength(16);
	});
});

describe('a node that cannot start', () => {
	test('without a channel', async () => {
		await expect(takeOff(['A'], {}, [])).rejects.toThrow(/No channel is chosen/);
	});

	test('with a channel that does not exist', async () => {
		await expect(takeOff(['A'], {}, ['toysrus'])).rejects.toThrow(/no channel 'toysrus'/);
	});

	test('without the credential of a channel', async () => {
		const run = runAcrylicDelist({
			parameters: { operation: 'takeOffSale', channels: ['shopify'], sku: 'A' },
			items: [{}],
			credentials: {},
		});
		await expect(run).rejects.toThrow(/No credential is chosen for Shopify/);
	});
});

describe('putting back', () => {
	test.each([['0'], ['-1'], ['1.5'], ['abc'], [{}]])(
		'refuses the quantity %j with a next step',
		async (quantity) => {
			const { attention } = await runAcrylicDelist({
				parameters: {
					operation: 'putBackOnSale',
					channels: ['practice-store'],
					sku: 'ACR-HB-TWHT-120',
					restore: '',
					quantity: '={{ $json.quantity }}',
				},
				items: [{ quantity }],
			});
			expect(attention).toMatchObject([
				{ outcome: 'refused', nextStep: expect.stringContaining('Quantity') },
			]);
		},
	);

	test('asks for a quantity or restore data', async () => {
		const { attention } = await runAcrylicDelist({
			parameters: {
				operation: 'putBackOnSale',
				channels: ['practice-store'],
				sku: 'ACR-HB-TWHT-120',
				restore: '',
				quantity: '',
			},
			items: [{}],
		});
		expect(attention).toMatchObject([
			{ outcome: 'failed', nextStep: expect.stringContaining('Restore Data') },
		]);
	});

	test('broken restore data is no reason to guess', async () => {
		const { attention } = await putBack(
			[{ sku: 'ACR-FL-QMAG-30', restore: '{"v":1,' }],
			['shopify'],
		);
		expect(attention).toMatchObject([
			{ outcome: 'failed', message: expect.stringContaining('cannot be read') },
		]);
	});

	test('a new quantity wins over the remembered one, the rest comes back as it was', async () => {
		const off = await takeOff(['ACR-SB-CRED-118'], {}, ['prestashop']);
		const { done } = await runAcrylicDelist({
			parameters: {
				operation: 'putBackOnSale',
				channels: ['prestashop'],
				sku: '={{ $json.sku }}',
				restore: '={{ $json.restore }}',
				quantity: '30',
			},
			items: off.done,
			credentials: shop.credentials,
		});
		expect(done).toMatchObject([{ outcome: 'backOnSale', after: { quantity: 30 } }]);
	});
});

test('a text that is far too long for a SKU spoils nothing for the others', async () => {
	const { done, attention } = await takeOff(['🎨'.repeat(2_000), 'ACR-FL-QMAG-30'], {}, ['vend']);
	expect(done).toMatchObject([{ sku: 'ACR-FL-QMAG-30', outcome: 'offSale' }]);
	expect(attention).toMatchObject([
		{ outcome: 'failed', message: expect.stringContaining('has 4000 characters') },
	]);
});

test('a channel-specific SKU is read per item', async () => {
	const { done } = await runAcrylicDelist({
		parameters: {
			operation: 'takeOffSale',
			channels: ['shopify', 'woocommerce'],
			sku: '={{ $json.sku }}',
			woocommerceOptions: { sku: '={{ $json.woo }}' },
		},
		items: [
			{ sku: 'ACR-FL-QMAG-30', woo: 'ACR-INK-PAYN-30' },
			{ sku: 'ACR-INK-PAYN-30', woo: '' },
		],
		credentials: shop.credentials,
	});
	expect(
		done.map(({ channel, sku, before }) => [channel, sku, (before as IDataObject).sku]),
	).toEqual([
		['shopify', 'ACR-FL-QMAG-30', 'ACR-FL-QMAG-30'],
		['woocommerce', 'ACR-FL-QMAG-30', 'ACR-INK-PAYN-30'],
		['shopify', 'ACR-INK-PAYN-30', 'ACR-INK-PAYN-30'],
		['woocommerce', 'ACR-INK-PAYN-30', 'ACR-INK-PAYN-30'],
	]);
});

test('without reading back nothing is called confirmed', async () => {
	const { done } = await takeOff(['ACR-FL-QMAG-30'], { options: { confirm: false } });
	for (const row of done)
		expect(row).toMatchObject({ outcome: 'offSale', confirmed: false, changed: true });
});

test('several listings of one SKU are worked on together when the user says so', async () => {
	const { done } = await takeOff(['ACR-DUP-1'], { shopifyOptions: { severalListings: 'all' } }, [
		'shopify',
	]);
	expect(done).toMatchObject([
		{ outcome: 'offSale', before: { quantity: 6 }, after: { quantity: 0 } },
	]);
	const back = await putBack(done, ['shopify']);
	expect(back.done).toMatchObject([{ outcome: 'backOnSale', after: { quantity: 6 } }]);
});
