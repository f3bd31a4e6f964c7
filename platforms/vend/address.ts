import { isLoopback, shopAddress } from '../../http/address';
import { ChannelProblem } from '../../http/problem';

const DOMAIN = '.retail.lightspeed.app';
/** Calls to the old domain ended in March 2025, but sellers still have it in their bookmarks (sheet, section 1). */
const STORE_HOST = /^([a-z0-9][a-z0-9-]*)\.(?:retail\.lightspeed\.app|vendhq\.com)$/i;

/**
 * The store's address from whatever a seller pastes: `my-shop`, any page of the back office, an old Vend address. Tokens go to
 * Lightspeed's own hosts only.
 * @throws ChannelProblem `invalid`
 */
export function storeBase(typed: string): string {
	const text = typed.trim();
	if (/^[a-z0-9][a-z0-9-]*$/i.test(text) && !isLoopback(text))
		return `https://${text.toLowerCase()}${DOMAIN}`;
	const address = shopAddress(text);
	const { hostname } = new URL(address);
	if (isLoopback(hostname)) return address;
	const store = STORE_HOST.exec(hostname);
	if (store) return `https://${store[1].toLowerCase()}${DOMAIN}`;
	throw new ChannelProblem({
		kind: 'invalid',
		message: `'${hostname}' is not the address of a Lightspeed X-Series store.`,
		nextStep:
			"Enter the address of your back office in the credential; it ends in '.retail.lightspeed.app'.",
	});
}
