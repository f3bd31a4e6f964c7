import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import type { Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/walmart/webhook.js') as { webhook: WebhookSource };

const loginOf = (secret: string): string => Buffer.from(`n8n:${secret}`).toString('base64');

/** One secret in two headers; either will do. */
export const walmart: readonly Scheme[] = [
	{
		name: 'Walmart, header of our own',
		header: 'x-stock-out-token',
		prove: (secret) => secret,
		verify: webhook.verify as Scheme['verify'],
		signs: false,
	},
	{
		name: 'Walmart, login without its scheme',
		header: 'authorization',
		prove: loginOf,
		verify: webhook.verify as Scheme['verify'],
		same: (text) => text.replace(/^basic /i, ''),
		signs: false,
	},
];
