import { describe, expect, it } from 'vitest';
import { consumerKeys } from '../../sandbox/woocommerce/auth.mts';
import { intercept, json } from './intercept.mts';
import { openWoo } from './wooShop.mts';

const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const BLUE = 'ACR-HB-COBL-60';

describe('WooCommerce sheet, section 9: what a refused login means', () => {
	it.each([
		[
			'an unknown key',
			{ consumerKey: 'ck_0000000000000000000000000000000000000000' },
			/did not accept the key/,
			/Send Key in Query/,
		],
		[
			'a wrong secret',
			{ consumerSecret: 'cs_0000000000000000000000000000000000000000' },
			/did not accept the key/,
			/both parts of the key/,
		],
		[
			'a key that may not read',
			{ consumerKey: consumerKeys.write },
			/read permissions/,
			/Read\/Write/,
		],
		[
			'a user without rights',
			{ consumerKey: consumerKeys.customer },
			/may not edit products/,
			/Shop Manager/,
		],
	])('names the cause for %s, once', async (_, wrong, message, nextStep) => {
		const shop = await openWoo();
		const { rows } = await shop.takeOff([GEL, INK, BLUE], {
			credential: { ...shop.credential, ...wrong },
		});
		expect(rows.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
		expect(rows[0]).toMatchObject({
			changed: false,
			message: expect.stringMatching(message),
			nextStep: expect.stringMatching(nextStep),
		});
		expect(shop.sandbox.requests('woocommerce')).toBe(1);
	});

	it('reads with a read-only key, and names the missing permission when it comes to writing', async () => {
		const shop = await openWoo();
		const credential = { ...shop.credential, consumerKey: consumerKeys.read };
		expect((await shop.state([GEL], { credential })).rows).toMatchObject([
			{ outcome: 'alreadyOnSale' },
		]);
		const { rows } = await shop.takeOff([GEL], { credential });
		expect(rows).toMatchObject([
			{
				outcome: 'failed',
				changed: false,
				message: expect.stringContaining('write permissions'),
				nextStep: expect.stringContaining('Read/Write'),
			},
		]);
		expect(await shop.one(GEL)).toMatchObject({ stock_quantity: 7 });
	});

	it('sends the key in the address when the server drops the header', async () => {
		const shop = await openWoo();
		intercept(shop.shop, 'woocommerce', async (request, next) => {
			delete request.headers.authorization;
			return await next();
		});
		expect((await shop.takeOff([GEL])).rows).toMatchObject([
			{ outcome: 'failed', message: expect.stringContaining('dropped the login header') },
		]);
		const { rows } = await shop.takeOff([GEL], {
			credential: { ...shop.credential, keyInQuery: true },
		});
		expect(rows).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
	});

	it('names the address when there is no WooCommerce behind it', async () => {
		const shop = await openWoo();
		intercept(shop.shop, 'woocommerce', async () =>
			json(404, {
				code: 'rest_no_route',
				message: 'No route was found matching the URL and request method.',
				data: { status: 404 },
			}),
		);
		const { rows } = await shop.takeOff([GEL]);
		expect(rows).toMatchObject([
			{
				outcome: 'failed',
				message: expect.stringContaining('no WooCommerce at this address'),
				nextStep: expect.stringContaining('address'),
			},
		]);
	});
});
