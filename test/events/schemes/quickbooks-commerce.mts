import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { hmac, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/quickbooks-commerce/webhook.js') as {
	webhook: WebhookSource;
};

export const quickbooks: Scheme = {
	name: 'QuickBooks Online',
	header: 'intuit-signature',
	...hmac('sha256', 'base64'),
	verify: webhook.verify as Scheme['verify'],
	same: (text) => text.trim(),
};
