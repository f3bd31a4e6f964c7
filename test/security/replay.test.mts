import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { deliveryOf, RECEIVED_AT, type Scheme } from '../events/scheme.mts';
import { bigcommerce } from '../events/schemes/bigcommerce.mts';
import { etsy } from '../events/schemes/etsy.mts';
import { netsuite } from '../events/schemes/netsuite.mts';
import { runAcrylicDelist } from '../harness.mts';

interface Timed {
	name: string;
	verify: Scheme['verify'];
	secret: string;
	/** The headers of a delivery that is rightly signed over the time `at`, whatever that says. */
	headers(at: string, body: Buffer): Record<string, string>;
}

const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const hmac = (text: string, body: Buffer) => createHmac('sha256', KEY).update(text).update(body);
const standard = (at: string, body: Buffer) => ({
	'webhook-id': 'msg_1',
	'webhook-timestamp': at,
	'webhook-signature': `v1,${hmac(`msg_1.${at}.`, body).digest('base64')}`,
});

const timed: readonly Timed[] = [
	{ ...bigcommerce, secret: KEY.toString(), headers: standard },
	{ ...etsy, secret: KEY.toString('base64'), headers: standard },
	{
		...netsuite,
		secret: KEY.toString(),
		headers: (at, body) => ({
			'x-acrylic-timestamp': at,
			'x-acrylic-signature': hmac(`${at}.`, body).digest('hex'),
		}),
	},
];

async function verdictOf({ verify, secret, headers }: Timed, at: string) {
	const body = Buffer.from('{"sku":"A"}');
	return await verify(deliveryOf(body, headers(at, body)), secret);
}

describe.each(timed)('a recorded call of $name', (scheme) => {
	const now = RECEIVED_AT / 1000;
	it.each([-300, 0, 300])('passes %i seconds away from its time', async (away) => {
		expect(await verdictOf(scheme, String(now + away))).toEqual({ ok: true });
	});

	it.each([-301, 301, -86_400])('is refused %i seconds away', async (away) => {
		expect(await verdictOf(scheme, String(now + away))).toEqual({
			ok: false,
			reason: 'expired',
		});
	});

	it.each([String(RECEIVED_AT), '', 'Infinity', '-1', 'now', `${now},${now}`])(
		'is refused when its time is %j',
		async (at) => {
			expect((await verdictOf(scheme, at)).ok).toBe(false);
		},
	);
});

describe('the same stock-out told again', () => {
	it('changes nothing', async () => {
		const told = async () =>
			await runAcrylicDelist({
				parameters: { channels: ['practice-store'], sku: '={{ $json.sku }}' },
				items: [{ sku: 'ACR-SB-CRED-118' }],
			});
		await told();
		expect((await told()).done).toMatchObject([{ changed: false, outcome: 'alreadyOffSale' }]);
	});
});
