// How senders prove themselves. A platform's own stands in schemes/<slug>.mts.
import type { SharedSecret } from '../../events/sharedSecret';
import type { Delivery, Verdict } from '../../events/signature';
import { built } from '../harness.mts';
import { hmac, type Scheme } from './scheme.mts';
import { bigcommerce, bigcommerceHeader } from './schemes/bigcommerce.mts';
import { netsuite } from './schemes/netsuite.mts';
import { sapBusinessOne } from './schemes/sap-business-one.mts';
import { quickbooks } from './schemes/quickbooks-commerce.mts';
import { channeladvisor } from './schemes/channeladvisor.mts';
import { ebay } from './schemes/ebay.mts';
import { etsy } from './schemes/etsy.mts';
import { magento } from './schemes/magento.mts';
import { shopify } from './schemes/shopify.mts';
import { square } from './schemes/square.mts';
import { vend } from './schemes/vend.mts';
import { walmart } from './schemes/walmart.mts';
import { wix } from './schemes/wix.mts';
import { woocommerce } from './schemes/woocommerce.mts';
import { zohoInventory, zohoSecret } from './schemes/zoho-inventory.mts';

const { verifySharedSecret } = built('./events/sharedSecret.js') as {
	verifySharedSecret(credential: SharedSecret, delivery: Delivery): Verdict;
};

const shared =
	(credential: object, field: string): Scheme['verify'] =>
	(delivery, secret) =>
		verifySharedSecret({ ...credential, [field]: secret } as unknown as SharedSecret, delivery);
const signed = (algorithm: string, encoding: string, prefix: string) =>
	shared({ method: 'hmac', headerName: 'X-Sign', algorithm, encoding, prefix }, 'secret');

const anySystem: Scheme[] = [
	{
		name: 'HMAC in hexadecimal',
		header: 'x-sign',
		...hmac('sha256', 'hex'),
		verify: signed('sha256', 'hex', ''),
		same: (text) => text.trim().toLowerCase(),
	},
	{
		name: 'HMAC in base64 with a prefix',
		header: 'x-sign',
		...hmac('sha512', 'base64', 'sha512='),
		verify: signed('sha512', 'base64', 'sha512='),
		same: (text) => text.replace(/\s+$/, '').replace(/^sha512=\s+/, 'sha512='),
	},
	{
		name: 'a secret in a header',
		header: 'x-sign',
		prove: (secret) => secret,
		verify: shared({ method: 'header', headerName: 'X-Sign' }, 'headerSecret'),
		signs: false,
	},
	{
		name: 'user and password',
		header: 'authorization',
		prove: (secret) => `Basic ${Buffer.from(`erp:${secret}`).toString('base64')}`,
		verify: shared({ method: 'basic', user: 'erp' }, 'password'),
		same: (text) => text.replace(/^basic /i, 'Basic '),
		signs: false,
	},
];

export const schemes: readonly Scheme[] = [
	...anySystem,
	bigcommerce,
	bigcommerceHeader,
	channeladvisor,
	ebay,
	etsy,
	magento,
	netsuite,
	quickbooks,
	sapBusinessOne,
	shopify,
	square,
	vend,
	...walmart,
	wix,
	woocommerce,
	zohoInventory,
	zohoSecret,
];
