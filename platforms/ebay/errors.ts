import type { IDataObject } from 'n8n-workflow';

import { asText } from '../../http/answer';
import type { Problem } from '../../http/problem';
import { FULFILLMENT, NOTIFICATION } from './hosts';

const SWITCH_ON =
	"Look at the listing in eBay's Seller Hub, and check that the out-of-stock option of your account is on.";
const IN_SELLER_HUB =
	"Look at the listing in eBay's Seller Hub; report this message if it is fine.";
const OFTEN = "Run the item again in a few minutes; look at eBay's system status if it goes on.";

/** Access and refresh tokens: those renewed during a run are in no credential yet. */
const TOKENS = /v\^1\.1#\S+/g;

/** Scopes of the refresh token, by the API that wants them (sheet, section 2). */
function scopesFor(path: string): string {
	if (path.startsWith(FULFILLMENT)) return "scope 'sell.fulfillment.readonly'";
	if (path.startsWith(NOTIFICATION)) return "scope 'commerce.notification.subscription'";
	return "scope 'sell.inventory'";
}

/**
 * An entry of `errors` (sheet, section 9).
 * @param path of the request, where rights differ by it
 */
export function restProblem(status: number, error: IDataObject, path = ''): Problem {
	const code = asText(error.errorId);
	const text = (asText(error.longMessage) || asText(error.message)).replace(TOKENS, '[hidden]');
	const of = (kind: Problem['kind'], message: string, nextStep: string): Problem => ({
		kind,
		message,
		nextStep,
		code,
	});
	switch (code) {
		case '1001':
			return of(
				'login',
				'eBay did not accept the access token.',
				'Test the credential; if it fails, get a new refresh token.',
			);
		case '1100':
		case '195011':
			return of(
				'permission',
				'The login is right, but eBay does not let it do this.',
				`Get a new refresh token with the ${scopesFor(path)} and enter it in the credential.`,
			);
		case '2001':
			return of(
				'throttled',
				'eBay asked us to slow down.',
				"Run the remaining items again in a few minutes; if it goes on, the day's quota of your app is used up.",
			);
		case '195000':
			return of('unavailable', 'eBay could not answer: its notifications had a fault.', OFTEN);
		case '195002':
			return of(
				'refused',
				'eBay does not offer news of orders to this app.',
				'Use the Stock Level Trigger for eBay instead.',
			);
		case '25001':
			return of('unavailable', 'eBay could not answer: its inventory service had a fault.', OFTEN);
		case '25025':
			return of(
				'unavailable',
				'eBay could not take the change: another change to the same listing was under way.',
				OFTEN,
			);
		case '25002':
		case '25004':
			return of('refused', `eBay refused the change: ${text}`, SWITCH_ON);
		case '25759':
			return of(
				'refused',
				'eBay refused the change, because part of this stock belongs to an auction.',
				"End the auction in eBay's Seller Hub, or wait until it is over.",
			);
		case '25702':
		case '25710':
		case '25713':
		case '25725':
			return of(
				'notFound',
				`eBay does not know this SKU or offer any more: ${text}`,
				'Check the SKU on eBay.',
			);
	}
	if (status === 404)
		return of('notFound', `eBay did not find it: ${text}`, 'Check the SKU on eBay.');
	return of('invalid', `eBay did not accept the request: ${text}`, IN_SELLER_HUB);
}

/** The token endpoint answers in the OAuth form (sheet, section 2). */
export function loginProblem(code: string): Problem {
	if (code === 'invalid_client')
		return {
			kind: 'login',
			message: 'eBay did not accept client ID and client secret.',
			nextStep:
				'Copy App ID and Cert ID of the keyset again and enter them in the credential; sandbox and production have their own.',
			code,
		};
	return {
		kind: 'login',
		message: 'eBay did not accept the refresh token.',
		nextStep:
			'It ends after 18 months, with a new password, or when access is withdrawn: get a new refresh token and enter it in the credential.',
		code,
	};
}

/** Told with status 200, so that nobody renews the token by it (sheet, section 9). */
export const TOKEN_REFUSED: ReadonlySet<string> = new Set(['931', '932', '21916984', '21917053']);

/** A daily quota starts anew at a time eBay does not tell here; far enough not to be waited for. */
const NEXT_DAY_MS = 24 * 60 * 60_000;

/** An `<Errors>` node. Decided by code: texts follow the language of the site. */
export function tradingProblem(code: string, said: string): Problem {
	const text = said.replace(TOKENS, '[hidden]');
	const of = (kind: Problem['kind'], message: string, nextStep: string): Problem => ({
		kind,
		message,
		nextStep,
		code,
	});
	if (TOKEN_REFUSED.has(code))
		return of(
			'login',
			'eBay did not accept the access token for the Trading API.',
			'Test the credential; if it fails, get a new refresh token.',
		);
	switch (code) {
		case '17':
		case '291':
			return of(
				'notFound',
				'The listing has ended on eBay, or is not yours.',
				"Look for it in eBay's Seller Hub.",
			);
		case '518':
			return {
				...of(
					'throttled',
					"The day's quota of your app for eBay's Trading API is used up.",
					'Run the items again tomorrow, or ask eBay for more calls (Application Growth Check).',
				),
				retryAfterMs: NEXT_DAY_MS,
			};
		case '21919144':
			return of(
				'throttled',
				'eBay asked us to slow down.',
				'Run the remaining items again in a few minutes.',
			);
		case '10007':
		case '21916803':
			return of('unavailable', 'eBay could not answer: its Trading API had a fault.', OFTEN);
		case '515':
		case '942':
			return of('refused', `eBay refused the quantity: ${text}`, SWITCH_ON);
		case '21916799':
			return of(
				'notFound',
				'The listing on eBay has no variation with this SKU any more.',
				'Check the SKU on eBay.',
			);
		case '21919474':
			return of(
				'refused',
				'This listing was made with the Inventory API, so the Trading API may not change it.',
				"Set 'Listing Model' in the eBay options to the Inventory API, or to both.",
			);
	}
	return of('refused', `eBay refused it: ${text}`, IN_SELLER_HUB);
}

export const outOfStockControlOff = (): Problem => ({
	kind: 'refused',
	message:
		'The out-of-stock option of this eBay account is off, so quantity 0 would end the listing for good; nothing was written.',
	nextStep:
		'Switch it on in eBay (Account settings > Selling > Site preferences > Use the out-of-stock option), then run the item again.',
});
