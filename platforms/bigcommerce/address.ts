import { isLoopback, shopAddress } from '../../http/address';
import { ChannelProblem } from '../../http/problem';

const HOST = 'api.bigcommerce.com';

/**
 * The API path of the store from what a seller pastes: the path as BigCommerce shows it beside a new token, or the store hash alone.
 * Tokens go to BigCommerce's own host only (sheet, section 2).
 * @throws ChannelProblem `invalid`
 */
export function storeBase(typed: string): string {
	const text = typed.trim();
	if (/^[a-z0-9]+$/i.test(text)) return `https://${HOST}/stores/${text.toLowerCase()}/v3`;
	const url = new URL(shopAddress(text));
	const path = /^(.*)\/stores\/([a-z0-9]+)(?:\/v[23])?$/i.exec(url.pathname.replace(/\/+$/, ''));
	if (path && isLoopback(url.hostname)) return `${url.origin}${path[1]}/stores/${path[2]}/v3`;
	if (path?.[1] === '' && url.host === HOST)
		return `https://${HOST}/stores/${path[2].toLowerCase()}/v3`;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${url.host}${url.pathname}' is not the API path of a BigCommerce store.`,
		nextStep:
			"Enter the API path in the credential as BigCommerce showed it with the token, like 'https://api.bigcommerce.com/stores/abc123/v3/'.",
	});
}
