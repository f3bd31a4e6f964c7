import { LoadOptionsContext } from 'n8n-core';
import type { INodeType } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ids, sourceName } from '../../sandbox/google-merchant/sources.mts';
import { additionalData, loader, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';
import { openGoogle, slug, type GoogleShop } from './googleShop.mts';

let shop: GoogleShop;
beforeEach(async () => {
	shop = await openGoogle();
});
afterEach(async () => await shop.close());

const shelf = (sku: string) => shop.fake.shelf().find((item) => item.sku === sku);

describe('Google: products from elsewhere', () => {
	const stock = { channel: { dataSource: sourceName(ids.stock) } };
	const inputs = () => [
		shop.fake.input('en~GB~ACR-FILE-1', sourceName(ids.britain)),
		shop.fake.input('en~GB~ACR-FILE-1', sourceName(ids.stock)),
	];

	it.each([
		['ACR-FILE-1', 'a file', 'Price list GB'],
		['ACR-CRAWL-1', 'own reading of your website', 'Found by Google'],
	])('refuses %s, which comes from %s, and says what to do', async (sku, origin, title) => {
		const { of } = await shop.takeOff([sku]);
		expect(of(sku)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(sku).message).toContain(origin);
		expect(of(sku).nextStep).toContain(title);
		expect(shop.writes()).toEqual([]);
	});

	it('puts the availability beside the file, and takes it away again for good', async () => {
		const [file] = inputs();
		const off = await shop.takeOff(['ACR-FILE-1'], stock);
		expect(off.of('ACR-FILE-1')).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(inputs()).toEqual([file, { availability: 'OUT_OF_STOCK' }]);
		expect(shop.writes().map(({ method, path }) => [method, path.split('/').pop()])).toEqual([
			['POST', 'productInputs:insert'],
		]);
		const back = await shop.putBack(off.done, stock);
		expect(back.of('ACR-FILE-1')).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		expect(inputs()).toEqual([file, undefined]);
	});

	it('accepts the bare number of the source, and pauses there as well', async () => {
		const channel = { stop: 'both', dataSource: ids.stock };
		const off = await shop.takeOff(['ACR-FILE-1'], { channel });
		expect(off.of('ACR-FILE-1')).toMatchObject({ outcome: 'offSale', after: { visible: false } });
		expect(inputs()[1]).toEqual({ availability: 'OUT_OF_STOCK', pause: 'ALL' });
		await shop.putBack(off.done, { channel });
		expect(inputs()[1]).toBeUndefined();
		expect(shelf('ACR-FILE-1')?.state).toBe('onSale');
	});

	it('does not hide a file that says out of stock behind an availability of its own', async () => {
		const { of } = await shop.run('putBackOnSale', [{ sku: 'ACR-FILE-OUT', quantity: 3 }], stock);
		expect(of('ACR-FILE-OUT')).toMatchObject({ outcome: 'refused', changed: false });
		expect(of('ACR-FILE-OUT').nextStep).toContain('where the product comes from');
	});

	it('shows what the file says by now once its own word is gone', async () => {
		const off = await shop.takeOff(['ACR-FILE-1'], stock);
		shop.fake.seller.setQuantity('ACR-FILE-1', 0);
		await shop.settled();
		const back = await shop.putBack(off.done, { ...stock, options: { confirmFor: 60 } });
		expect(back.of('ACR-FILE-1')).toMatchObject({ outcome: 'pending', changed: true });
		expect(shelf('ACR-FILE-1')?.state).toBe('soldOut');
	});

	it.each([
		['is not linked', ids.unlinked, 'not linked'],
		['stands behind the file in its rule', ids.behind, 'stands behind'],
		['is a file itself', ids.file, 'not a supplemental data source for the API'],
		['is for another country', ids.german, 'this offer is for en and GB'],
		['is a primary one', ids.us, 'not a supplemental data source for the API'],
		['does not exist', '77', 'does not exist'],
	])(
		'refuses a source that %s, where Google would say 200 and change nothing',
		async (_, id, text) => {
			const { of } = await shop.takeOff(['ACR-FILE-1'], { channel: { dataSource: id } });
			expect(of('ACR-FILE-1')).toMatchObject({ outcome: 'refused', changed: false });
			expect(of('ACR-FILE-1').message).toContain(text);
			expect(shop.writes()).toEqual([]);
		},
	);

	it('says so when a put back lacks the source the take-off had', async () => {
		const off = await shop.takeOff(['ACR-FILE-1'], stock);
		const back = await shop.putBack(off.done);
		expect(back.of('ACR-FILE-1')).toMatchObject({
			outcome: 'refused',
			nextStep: expect.stringContaining('Supplemental Data Source'),
		});
	});

	it('judges a removal whose answer was lost by the product, and removes nothing twice', async () => {
		const off = await shop.takeOff(['ACR-FILE-1'], stock);
		shop.sandbox.faults.add({ slug, kind: 'dropAfter', method: 'DELETE' });
		const back = await shop.putBack(off.done, stock);
		expect(back.of('ACR-FILE-1')).toMatchObject({ outcome: 'backOnSale', confirmed: true });
		expect(shop.writes().filter(({ method }) => method === 'DELETE')).toHaveLength(1);
	});
});

describe('Google: the list of data sources', () => {
	const load = async () => {
		const credentials = new TestCredentials(structuredClone(shop.credentials));
		const node = makeNode('acrylicDelist', { channels: [slug] }, credentials);
		const more = additionalData(credentials);
		const context = new LoadOptionsContext(makeWorkflow(node), node, more, '');
		const { methods } = loader.getNode('acrylicDelist').type as INodeType;
		return await methods?.loadOptions?.['google-merchant.dataSources'].call(context);
	};

	it('offers those that can be written beside a primary one, by their names', async () => {
		expect(await load()).toEqual([
			{ name: 'Behind the price list', value: sourceName(ids.behind) },
			{ name: 'n8n stock', value: sourceName(ids.stock) },
			{ name: 'Stock DE', value: sourceName(ids.german) },
			{ name: 'Unlinked', value: sourceName(ids.unlinked) },
		]);
	});

	it('says what is wrong where the account cannot be read', async () => {
		shop.fake.project.registered = false;
		await expect(load()).rejects.toThrow(/not registered/);
	});
});
