import { LoadOptionsContext } from 'n8n-core';
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { afterEach, expect, it } from 'vitest';

import { additionalData, loader, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';
import { openWix, type WixShop } from './wixShop.mts';

type Loader = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

let shop: WixShop;
afterEach(async () => await shop.close());

async function list(): Promise<INodePropertyOptions[]> {
	const credentials = new TestCredentials(structuredClone(shop.credentials));
	const node = makeNode('acrylicDelist', { channels: ['wix'] }, credentials);
	const context = new LoadOptionsContext(makeWorkflow(node), node, additionalData(credentials), '');
	const { methods } = loader.getNode('acrylicDelist').type as unknown as {
		methods: { loadOptions: Record<string, Loader> };
	};
	return await methods.loadOptions['wix.locations'].call(context as never);
}

it('lists the inventory locations of catalog V3 by name', async () => {
	shop = await openWix();
	const [online, studio] = shop.fake.store.locations;
	expect(await list()).toEqual([
		{ name: 'Online Store (Default)', value: online.id },
		{ name: 'Studio Shop', value: studio.id },
	]);
});

it('catalog V1 knows none', async () => {
	shop = await openWix({ catalog: 'V1' });
	expect(await list()).toEqual([]);
});

it('says what is wrong with the login', async () => {
	shop = await openWix();
	shop.credentials.stockOutWixApi.apiKey = 'IST.wrong-key-0000000000';
	await expect(list()).rejects.toThrow('did not accept the login');
});
