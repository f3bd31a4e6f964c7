import { createHmac } from 'node:crypto';

import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { RECEIVED_AT, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/netsuite/webhook.js') as { webhook: WebhookSource };

export const netsuite: Scheme = {
	name: 'Oracle NetSuite',
	header: 'x-acrylic-signature',
	prove: (secret, { headers, rawBody }) =>
		createHmac('sha256', secret)
			.update(`${headers['x-acrylic-timestamp']}.`)
			.update(rawBody)
			.digest('hex'),
	headers: () => ({ 'x-acrylic-timestamp': String(RECEIVED_AT / 1000) }),
	verify: webhook.verify as Scheme['verify'],
	same: (text) => text.trim().toLowerCase(),
	signs: true,
};
