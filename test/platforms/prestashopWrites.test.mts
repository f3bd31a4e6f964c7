import { afterEach, describe, expect, it } from 'vitest';

import { intercept } from './channelRun.mts';
import { entitiesOf, openPrestaShop, type PrestaShop } from './prestashopShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const THREE = [GEL, 'ACR-INK-PAYN-30', 'ACR-FL-QMAG-30'];

let shop: PrestaShop;
afterEach(async () => await shop.close());

describe('PrestaShop: which way to write', () => {
	it('asks for the method in the credential when the version is hidden and PATCH is unknown', async () => {
		shop = await openPrestaShop({ version: '1.7.8.11' });
		intercept(shop.fake, async (request) => {
			const answer = await shop.fakeHandle(request);
			const { 'psws-version': _, ...headers } = answer.headers ?? {};
			return { ...answer, headers };
		});
		const auto = await shop.run('takeOffSale', THREE);
		expect(auto.all.map(({ outcome, changed }) => [outcome, changed])).toEqual(
			THREE.map(() => ['refused', false]),
		);
		expect(auto.of(GEL).nextStep).toContain("'Write Method'");
		expect(shop.writes()).toHaveLength(1);
		const put = { ...shop.credentials.stockOutPrestaShopApi, writeMethod: 'PUT' };
		const { all } = await shop.run('takeOffSale', THREE, {
			credentials: { stockOutPrestaShopApi: put },
		});
		expect(all.map(({ outcome }) => outcome)).toEqual(THREE.map(() => 'offSale'));
	});

	it('gets on with shops before 1.7.5, which know no location of the stock', async () => {
		shop = await openPrestaShop({ version: '1.7.8.11' });
		intercept(shop.fake, async (request) => {
			if (request.method !== 'GET' || !request.path.endsWith('/stock_availables')) return undefined;
			if (request.query.get('display')?.includes('location'))
				return {
					status: 400,
					body: { errors: [{ code: 35, message: 'Unable to display this field "location".' }] },
				};
			const answer = await shop.fakeHandle(request);
			return { ...answer, body: String(answer.body).replaceAll(',"location":""', '') };
		});
		const { of } = await shop.run('takeOffSale', [GEL]);
		expect(of(GEL)).toMatchObject({ outcome: 'offSale', confirmed: true });
		const [{ fields }] = shop.writes().flatMap(entitiesOf);
		expect(fields).not.toHaveProperty('location');
		expect(fields).toMatchObject({ id_shop: '1', id_shop_group: '0', depends_on_stock: '0' });
	});

	it('does not send half a product back when it could not be read whole', async () => {
		shop = await openPrestaShop({ version: '1.7.8.11' });
		const before = await shop.snapshot();
		intercept(shop.fake, async (request) => {
			if (request.method !== 'GET' || !/^\/api\/products\/\d+$/.test(request.path))
				return undefined;
			const answer = await shop.fakeHandle(request);
			const text = String(answer.body);
			return { ...answer, body: text.slice(0, text.indexOf('<visibility>')) };
		});
		const { of } = await shop.run('takeOffSale', [GEL], { channel: { stop: 'hide' } });
		expect(of(GEL)).toMatchObject({ outcome: 'failed', changed: false });
		expect(await shop.snapshot()).toEqual(before);
	});
});
