import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type * as Signature from '../../events/signature';
import type * as Standard from '../../events/standardWebhooks';
import { built } from '../harness.mts';
import { deliveryOf } from './scheme.mts';

const { verifySignature } = built('./events/signature.js') as typeof Signature;
const { standardWebhooks } = built('./events/standardWebhooks.js') as typeof Standard;

const rawBody = Buffer.from([0x7b, 0x22, 0xff, 0x00, 0x5c, 0x2f, 0x7d]);

describe('Standard Webhooks', () => {
	const key = Buffer.from('a key of its own');
	const sent = (at: number, signatures = (one: string) => one) => {
		const id = 'msg_1';
		const seconds = String(Math.floor(at / 1000));
		const signature = createHmac('sha256', key)
			.update(Buffer.concat([Buffer.from(`${id}.${seconds}.`), rawBody]))
			.digest('base64');
		return deliveryOf(rawBody, {
			'webhook-id': id,
			'webhook-timestamp': seconds,
			'webhook-signature': signatures(`v1,${signature}`),
		});
	};
	const { receivedAt } = deliveryOf(rawBody, {});
	const verdict = (delivery: Signature.Delivery) =>
		verifySignature(standardWebhooks('base64'), delivery, key.toString('base64'));

	it('signs id, time and body with the key inside the base64', () => {
		expect(verdict(sent(receivedAt))).toEqual({ ok: true });
	});

	it('passes when one of several signatures is right', () => {
		expect(verdict(sent(receivedAt, (one) => `v1,AAAA ${one} v1a,BBBB`))).toEqual({ ok: true });
		expect(verdict(sent(receivedAt, (one) => one.replace('v1,', 'v2,'))).ok).toBe(false);
	});

	it.each([-301_000, 301_000])('refuses what was signed %i ms away from now', (away) => {
		expect(verdict(sent(receivedAt + away))).toEqual({ ok: false, reason: 'expired' });
	});

	it('takes what is a little late, and nothing without a time', () => {
		expect(verdict(sent(receivedAt - 299_000)).ok).toBe(true);
		const delivery = sent(receivedAt);
		expect(
			verdict({ ...delivery, headers: { ...delivery.headers, 'webhook-timestamp': undefined } }).ok,
		).toBe(false);
	});
});
