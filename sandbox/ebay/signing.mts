import { createPublicKey, sign } from 'node:crypto';

/** The platform's own key; it opens nothing but this sandbox. */
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzRAp/bmbwbY7egUb
as2x+GwqfzYBSzpE93pRuCDr+hahRANCAARXHV3pcCaywImD77QXHUS0VPLR17GF
zD/w/WHpLP/1S05eKANTjiLICULVL0iScthP/jzL6jIO14dGas/dhcIE
-----END PRIVATE KEY-----`;

const kid = '7c1f0a52-3b6d-4e8f-9a21-5d0c8e7b4f36';

/** As eBay shows it: without line breaks (ebay sheet, section 10). */
export const publicKeyView = (id: string): object | undefined =>
	id === kid
		? {
				key: createPublicKey(privateKey)
					.export({ type: 'spki', format: 'pem' })
					.toString()
					.replace(/\n/g, ''),
				algorithm: 'ECDSA',
				digest: 'SHA1',
			}
		: undefined;

/** The header `x-ebay-signature` for a body. */
export const signatureOf = (body: string | Buffer, key = privateKey, keyId = kid): string =>
	Buffer.from(
		JSON.stringify({
			alg: 'ecdsa',
			kid: keyId,
			signature: sign('sha1', Buffer.from(body), key).toString('base64'),
			digest: 'SHA1',
		}),
	).toString('base64');
