import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { hmac, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/zoho-inventory/webhook.js') as { webhook: WebhookSource };

export const zohoInventory: Scheme = {
	name: 'Zoho Inventory, signed',
	header: 'x-zoho-webhook-signature',
	...hmac('sha256', 'hex'),
	verify: webhook.verify as Scheme['verify'],
	same: (text) => text.trim().toLowerCase(),
};

export const zohoSecret: Scheme = {
	name: 'Zoho Inventory, a secret in a header',
	header: 'x-webhook-secret',
	prove: (secret) => secret,
	verify: webhook.verify as Scheme['verify'],
	signs: false,
};
