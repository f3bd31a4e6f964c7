import { createHmac } from 'node:crypto';

import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { RECEIVED_AT, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/bigcommerce/webhook.js') as { webhook: WebhookSource };
const timestamp = String(RECEIVED_AT / 1000);

/** Standard Webhooks with the client secret. */
export const bigcommerce: Scheme = {
	name: 'BigCommerce',
	header: 'webhook-signature',
	prove: (secret, { rawBody }) =>
		`v1,${createHmac('sha256', secret)
			.update(Buffer.concat([Buffer.from(`msg_1.${timestamp}.`), rawBody]))
			.digest('base64')}`,
	headers: () => ({ 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp }),
	verify: webhook.verify as Scheme['verify'],
	// Several signatures may stand in the header, and one that is right is enough.
	same: (text) =>
		text
			.split(' ')
			.map((one) => one.trim())
			.find((one) => one.length === 47) ?? text,
	signs: true,
};

/** The header of our own, for stores that sign nothing. */
export const bigcommerceHeader: Scheme = {
	name: 'BigCommerce without a signature',
	header: 'x-stock-out-token',
	prove: (secret) => createHmac('sha256', secret).update('stock-out trigger').digest('hex'),
	verify: webhook.verify as Scheme['verify'],
	signs: false,
};
