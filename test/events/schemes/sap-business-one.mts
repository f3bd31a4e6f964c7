import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { hmac, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/sap-business-one/webhook.js') as { webhook: WebhookSource };

export const sapBusinessOne: Scheme = {
	name: 'SAP Business One',
	header: 'x-b1-webhook-signature',
	...hmac('sha256', 'base64'),
	verify: webhook.verify as Scheme['verify'],
	same: (text) => text.trim(),
};
