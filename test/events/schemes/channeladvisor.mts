import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import type { Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/channeladvisor/webhook.js') as { webhook: WebhookSource };

/** The password that the seller puts into a header; the one in the address is compared alike. */
export const channeladvisor: Scheme = {
	name: 'ChannelAdvisor',
	header: 'x-webhook-secret',
	prove: (secret) => secret,
	verify: webhook.verify as Scheme['verify'],
	signs: false,
};
