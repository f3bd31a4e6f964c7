import { createHmac } from 'node:crypto';

import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import type { Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/square/webhook.js') as { webhook: WebhookSource };

/** The address as it was registered, then the body. */
export const square: Scheme = {
	name: 'Square',
	header: 'x-square-hmacsha256-signature',
	prove: (secret, { url, rawBody }) =>
		createHmac('sha256', secret)
			.update(Buffer.concat([Buffer.from(url), rawBody]))
			.digest('base64'),
	verify: webhook.verify as Scheme['verify'],
	same: (text) => text.trim(),
	signs: true,
};
