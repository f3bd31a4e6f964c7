// SAP Business One: stock read in turn, for the Stock Level Trigger.
import { afterEach, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type { StockReading } from '../../events/stockEvent';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { callTo, platformOf } from './callTo.mts';
import { openSap, type SapShop } from './sapShop.mts';

const ID = 'sap-business-one';
const INK = 'ACR-INK-PAYN-30';
const GESSO = 'ACR-GES-WHT-1000';
const { levels } = platformOf(ID);

let shop: SapShop;
let call: Call;
afterEach(async () => await shop.close());
const open = async (catalogue?: Parameters<typeof openSap>[0]) => {
	shop = await openSap(catalogue);
	call = await callTo(ID, shop.credentials);
};

/** One pass, each cursor through a restart; `between` happens after each page. */
async function pass(locations: readonly string[] = [], between = () => {}) {
	const found: StockReading[] = [];
	for (let from: string | undefined; ; ) {
		const page = await levels!.page(call, { scope: { locations }, ...(from ? { from } : {}) });
		found.push(...page.readings);
		if (page.next === undefined) return found;
		from = JSON.parse(JSON.stringify(page.next)) as string;
		between();
	}
}
const of = (found: StockReading[], sku: string) => found.find((one) => one.sku === sku);

it('reads every item once, in pages of 250', async () => {
	await open({ catalogue: manyProducts(600) });
	const found = await pass();
	const own = found.map(({ sku }) => sku).filter((sku) => sku.startsWith('BENCH'));
	expect(new Set(own).size).toBe(600);
	expect(own).toHaveLength(600);
	expect(shop.reads()).toHaveLength(3);
	expect(shop.reads()[0]!.requestHeaders.prefer).toBe('odata.maxpagesize=250');
});

it('skips nothing and repeats nothing when items come, go and sell between the pages', async () => {
	await open({ catalogue: manyProducts(600) });
	const { items } = shop.company;
	let round = 0;
	const found = await pass([], () => {
		round += 1;
		const codes = [...items.keys()].sort();
		// Gone from pages that were read already, and a new one among them.
		items.delete(codes[round]!);
		const late = structuredClone(items.get('BENCH-00300')!);
		late.values['ItemCode'] = `AAA-${round}`;
		items.set(`AAA-${round}`, late);
		shop.fake.seller.sell('BENCH-00600', 1);
	});
	const skus = found.map(({ sku }) => sku);
	expect(new Set(skus).size).toBe(skus.length);
	for (const sku of [...items.keys()].filter((code) => !code.startsWith('AAA')))
		expect(skus).toContain(sku);
});

it('counts what is not committed, as a look-up of Acrylic Delist does', async () => {
	await open();
	const found = await pass();
	const skus = shop.fake.shelf().map(({ sku }) => sku);
	const { of: state } = await shop.run('getStockState', skus);
	for (const sku of skus)
		expect(of(found, sku)?.quantity, sku).toBe(
			(state(sku).before as { quantity: number | null }).quantity,
		);
	expect(of(found, GESSO)).toMatchObject({ quantity: 12, productId: GESSO });
	expect(of(found, GESSO)).not.toHaveProperty('available');
});

it('counts only the warehouses in question', async () => {
	await open();
	expect(of(await pass(['02']), GESSO)).toMatchObject({ quantity: 4 });
	expect(of(await pass(['01', '02']), GESSO)).toMatchObject({ quantity: 12 });
	expect(of(await pass(['99']), GESSO)).toMatchObject({ quantity: 0 });
});

it('says of items that are switched off why they cannot be bought, whatever their count', async () => {
	await open();
	const found = await pass();
	expect(of(found, 'ACR-VAR-GLOS-250')).toMatchObject({ available: false, reason: 'inactive' });
	expect(of(found, 'RAW-PIG-BLUE')).toMatchObject({
		available: false,
		quantity: 20,
		reason: 'sales item tNO',
	});
});

it('changes the key with the stock and with the switch, and with nothing else', async () => {
	await open();
	const key = async () => of(await pass(), INK)?.key;
	const first = await key();
	expect(await key()).toBe(first);
	shop.fake.seller.sell(INK, 1);
	const sold = await key();
	expect(sold).not.toBe(first);
	shop.fake.seller.setHidden(INK, true);
	expect(await key()).not.toBe(sold);
});

it('reads everything each time: the date of an item does not move with its stock', async () => {
	await open();
	expect(levels!.changesOverlapMs).toBeUndefined();
	const before = { ...shop.values(INK) };
	shop.fake.seller.sell(INK, 8);
	expect(shop.values(INK).UpdateTime).toBe(before.UpdateTime);
	expect(of(await pass(), INK)).toMatchObject({ quantity: 0 });
});

it('keeps quotes in item numbers out of the query', async () => {
	await open({
		catalogue: Array.from({ length: 251 }, (_, i) => ({
			title: 'Knife',
			variants: [{ sku: `O' or '1' eq '1 ${i + 100}`, title: '', quantity: 1, price: '1.00' }],
		})),
	});
	const found = await pass();
	expect(found.filter(({ sku }) => sku.startsWith("O'"))).toHaveLength(251);
});
