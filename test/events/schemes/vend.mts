import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import type { Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/vend/webhook.js') as { webhook: WebhookSource };

/** The secret stands in the address; here it travels in a header to get there. */
export const vend: Scheme = {
	name: 'Vend (Lightspeed X-Series)',
	header: 'x-token-of-the-address',
	prove: (secret) => secret,
	verify: (delivery, secret) =>
		webhook.verify(
			{ ...delivery, query: { token: delivery.headers['x-token-of-the-address'] } },
			secret,
			() => Promise.reject(new Error('Nothing is asked')),
		),
	signs: false,
};
