import { isLoopback, shopAddress } from '../../http/address';
import { ChannelProblem } from '../../http/problem';

const DOMAIN = '.myshopify.com';

/**
 * The shop's permanent address from whatever a seller pastes: `my-shop`, `my-shop.myshopify.com`, an address of the admin. Tokens go
 * to Shopify's own hosts only (sheet, section 2).
 * @throws ChannelProblem `invalid`
 */
export function shopBase(typed: string): string {
	const text = typed.trim();
	if (/^[a-z0-9][a-z0-9-]*$/i.test(text)) return `https://${text.toLowerCase()}${DOMAIN}`;
	const address = shopAddress(text);
	const url = new URL(address);
	if (isLoopback(url.hostname)) return address;
	const admin = /^\/store\/([a-z0-9][a-z0-9-]*)/i.exec(url.pathname);
	if (url.hostname === 'admin.shopify.com' && admin)
		return `https://${admin[1].toLowerCase()}${DOMAIN}`;
	if (url.protocol === 'https:' && url.hostname.endsWith(DOMAIN)) return `https://${url.hostname}`;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${url.hostname}' is not the permanent address of a Shopify shop.`,
		nextStep:
			"Enter the name before '.myshopify.com' in the credential (Shopify admin > Settings > Domains).",
	});
}
