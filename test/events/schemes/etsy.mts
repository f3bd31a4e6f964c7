import { signed } from '../../../sandbox/etsy/webhooks.mts';
import type { WebhookSource } from '../../../platforms/webhookSource';
import { built } from '../../harness.mts';
import { RECEIVED_AT, type Scheme } from '../scheme.mts';

const { webhook } = built('./platforms/etsy/webhook.js') as { webhook: WebhookSource };

const ID = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';

export const etsy: Scheme = {
	name: 'Etsy',
	header: 'webhook-signature',
	secret: (chance) => Buffer.from(chance.text(18 + chance.below(12))).toString('base64'),
	headers: () => ({ 'webhook-id': ID, 'webhook-timestamp': String(RECEIVED_AT / 1_000) }),
	prove: (secret, { rawBody }) =>
		signed(ID, RECEIVED_AT, rawBody.toString(), secret)['webhook-signature'],
	verify: webhook.verify as Scheme['verify'],
	// Several signatures in any order, with or without their version; what is none does not count.
	same: (text) =>
		[...new Set(text.split(' ').map((one) => one.trim().replace(/^v1,\s*/, '')))]
			.filter((one) => /^[\w+/]{43}=$/.test(one))
			.sort()
			.join(' '),
	// HMAC fills short keys up with zero bytes.
	sameKey: (secret) =>
		Buffer.from(secret, 'base64')
			.toString('hex')
			.replace(/(00)+$/, ''),
	signs: true,
};
