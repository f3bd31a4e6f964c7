import { shopAddress } from '../../http/address';
import { asText } from '../../http/answer';

const HOSTS: Readonly<Record<string, string>> = {
	production: 'https://connect.squareup.com',
	sandbox: 'https://connect.squareupsandbox.com',
};

/** @throws ChannelProblem `invalid` when the custom host is no usable address */
export function apiHost(credential: { environment?: unknown; customHost?: unknown }): string {
	const environment = asText(credential.environment);
	if (environment === 'custom') return shopAddress(asText(credential.customHost));
	return HOSTS[environment] ?? HOSTS.production;
}
