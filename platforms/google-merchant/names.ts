import { strictEncode, type Account } from '../../http/client';

/** What names an offer: the same SKU may be offered once per language and feed label (sheet, section 3). */
export interface OfferName {
	language: string;
	feedLabel: string;
	offerId: string;
	/** A legacy offer of physical shops only. */
	local: boolean;
}

/** Google strips outer blanks of an offer ID and folds inner ones (sheet, section 3). */
export const folded = (sku: string): string => sku.trim().replace(/\s+/g, ' ');

export const nameOf = ({ language, feedLabel, offerId, local }: OfferName): string =>
	`${local ? 'local~' : ''}${language}~${feedLabel}~${offerId}`;

/** Always the encoded form: the plain one fails on offer IDs with slashes, tildes and the like (sheet, section 3). */
const segment = (name: OfferName): string => Buffer.from(nameOf(name)).toString('base64url');

/** Whatever knows the account. */
export interface OfAccount {
	readonly account: Account;
}

/** Each part of the Merchant API has its own version. */
export const accountPath = (part: string, { account }: OfAccount): string =>
	`/${part}/v1/accounts/${strictEncode(account.merchantId)}`;

export const productPath = (name: OfferName, options: OfAccount): string =>
	`${accountPath('products', options)}/products/${segment(name)}`;

export const inputPath = (name: OfferName, options: OfAccount): string =>
	`${accountPath('products', options)}/productInputs/${segment(name)}`;
