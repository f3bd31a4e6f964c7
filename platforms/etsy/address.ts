import { asText } from '../../http/answer';
import { shopAddress } from '../../http/address';
import type { Credential } from '../platform';

/** There is no sandbox (sheet, section 2). */
export const apiBase = ({ environment, customHost }: Credential): string =>
	environment === 'custom' ? shopAddress(asText(customHost)) : 'https://openapi.etsy.com';
