import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { hmac, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/woocommerce/webhook.js') as { webhook: WebhookSource };

export const woocommerce: Scheme = {
	name: 'WooCommerce',
	header: 'x-wc-webhook-signature',
	...hmac('sha256', 'base64'),
	verify: webhook.verify as Scheme['verify'],
	same: (text) => text.trim(),
};
