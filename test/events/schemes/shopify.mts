import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { hmac, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/shopify/webhook.js') as { webhook: WebhookSource };

export const shopify: Scheme = {
	name: 'Shopify',
	header: 'x-shopify-hmac-sha256',
	...hmac('sha256', 'base64'),
	verify: webhook.verify as Scheme['verify'],
	same: (text) => text.trim(),
};
