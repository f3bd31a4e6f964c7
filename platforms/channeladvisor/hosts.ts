import { shopAddress } from '../../http/address';
import { asText } from '../../http/answer';

export interface ChannelAdvisorPlace {
	environment?: unknown;
	customHost?: unknown;
}

/**
 * One host for everybody; test accounts live there too (sheet, section 2).
 * @throws ChannelProblem `invalid` when the custom host is no usable address
 */
export const apiHost = ({ environment, customHost }: ChannelAdvisorPlace): string =>
	environment === 'custom' ? shopAddress(asText(customHost)) : 'https://api.channeladvisor.com';
