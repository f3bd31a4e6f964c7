import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { built } from '../harness.mts';
import { intercept } from './intercept.mts';
import { credential, openGoogle, slug, type GoogleShop } from './googleShop.mts';

const INK = 'ACR-INK-PAYN-30';
const SHEET = 'ACR-SHT-CLR-A3';

let shop: GoogleShop;
beforeEach(async () => {
	shop = await openGoogle();
});
afterEach(async () => await shop.close());

const refusal = (code: number, message: string, more: object = {}) => ({
	error: { code, message, status: 'SOME_STATUS', ...more },
});
const reason = (text: string, REASON = '') => ({
	details: [
		{
			'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
			reason: text,
			metadata: REASON ? { REASON } : {},
		},
	],
});

/** Answers every request to a path in Google's place. */
function answering(path: RegExp, status: number, body: unknown, headers = {}): void {
	intercept(shop, slug, async (request, next) =>
		path.test(request.path) ? { status, headers, body: JSON.stringify(body) } : await next(),
	);
}

const NOT_REGISTERED =
	'GCP project with id acrylic-stock-out and number 480215936741 is not registered with the merchant account.';

describe('Google: what a refusal means', () => {
	it.each([
		[401, refusal(401, NOT_REGISTERED), 'permission', 'not registered', 'Register the project'],
		[403, refusal(403, NOT_REGISTERED), 'permission', 'not registered', 'five minutes'],
		[401, refusal(401, 'Bad token.'), 'login', 'did not accept the login', 'private key'],
		[
			403,
			refusal(403, 'Off.', reason('SERVICE_DISABLED')),
			'permission',
			'not switched on',
			'Enable',
		],
		[
			403,
			refusal(403, 'Off.', { errors: [{ reason: 'accessNotConfigured' }] }),
			'permission',
			'not switched on',
			'Enable',
		],
		[403, refusal(403, 'No access.'), 'permission', 'No access.', 'standard access'],
		[404, refusal(404, 'Method not found.'), 'notFound', 'Method not found.', 'Check the SKU'],
		[409, refusal(409, 'Aborted.'), 'conflict', 'same moment', 'again'],
		[410, refusal(410, 'Gone.'), 'refused', 'switched off the version', 'newest version'],
		[
			429,
			refusal(429, 'Too many.', reason('x', 'quota/daily_limit_exceeded')),
			'refused',
			'quota',
			'noon UTC',
		],
		[
			429,
			refusal(429, 'Too many.', { errors: [{ reason: 'quota/daily_limit_exceeded' }] }),
			'refused',
			'quota',
			'noon UTC',
		],
		[
			429,
			refusal(429, 'Too many.', reason('x', 'quota/request_rate_too_high')),
			'throttled',
			'slow down',
			'few minutes',
		],
		[429, refusal(429, 'Too many.'), 'throttled', 'slow down', 'few minutes'],
		[
			400,
			refusal(400, 'Bad name.', reason('invalid', 'X')),
			'invalid',
			'Bad name.',
			'Merchant Center',
		],
		[500, refusal(500, 'Internal.'), 'unavailable', 'status 500', 'few minutes'],
		[503, 'Service Unavailable', 'unavailable', 'status 503', 'few minutes'],
	])('%i %j is %s', async (status, body, kind, message, nextStep) => {
		answering(/dataSources/, status, body);
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ kind, changed: false });
		expect(of(INK).message).toContain(message);
		expect(of(INK).nextStep).toContain(nextStep);
		expect(shop.writes()).toEqual([]);
	});

	it('waits a minute where Google names no pause, and as long as it says where it does', async () => {
		for (const [headers, ms] of [
			[{}, 60_000],
			[{ 'retry-after': '90' }, 90_000],
		] as const) {
			const at: number[] = [];
			intercept(shop, slug, async (request, next) => {
				if (request.method !== 'PATCH') return await next();
				at.push(shop.clock.now());
				if (at.length > 1) return await next();
				const body = refusal(429, 'Too many.', reason('x', 'quota/request_rate_too_high'));
				return { status: 429, headers, body: JSON.stringify(body) };
			});
			const sku = ms === 60_000 ? INK : SHEET;
			const { of } = await shop.takeOff([sku]);
			expect(of(sku)).toMatchObject({ outcome: 'offSale' });
			expect(at[1] - at[0]).toBeGreaterThanOrEqual(ms);
		}
	});

	it('never shows a token that comes back in a refusal', async () => {
		intercept(shop, slug, async (request, next) => {
			if (request.method !== 'PATCH') return await next();
			const body = refusal(403, `${request.headers['authorization']} may not write.`);
			return { status: 403, body: JSON.stringify(body) };
		});
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission' });
		expect(of(INK).message).toContain('may not write');
		expect(of(INK).message).not.toContain('ya29.');
	});

	it('survives answers without the parts it looks for', async () => {
		answering(/products\/[\w-]+$/, 200, {});
		const { of } = await shop.takeOff([INK]);
		// Nobody knows whether it is on sale, so it is not left alone; and nobody sees the change.
		expect(of(INK)).toMatchObject({ outcome: 'pending', before: { visible: null, buyable: null } });
	});
});

describe('Google: the project behind the service account', () => {
	it('must be registered with the Merchant Center account', async () => {
		shop.fake.project.registered = false;
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission' });
		expect(of(INK).message).toContain('acrylic-stock-out');
	});

	it('must have the Merchant API switched on', async () => {
		shop.fake.project.enabled = false;
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'permission' });
		expect(of(INK).nextStep).toContain("Enable 'Merchant API'");
	});
});

describe('Google: login', () => {
	const spoiled = async (fields: Record<string, string>) => {
		const stored = { ...shop.credentials[credential], ...fields };
		return await shop.takeOff([INK, SHEET], { credentials: { [credential]: stored } });
	};

	it.each([
		[
			'an unknown e-mail',
			{ email: 'nobody@acrylic-stock-out.iam.gserviceaccount.com' },
			'client_email',
		],
		['a Merchant Center ID of somebody else', { merchantId: '1' }, 'Merchant Center ID'],
		['a key that is none', { privateKey: 'nonsense' }, 'Test the credential'],
	])('says what is wrong with %s', async (_, fields, nextStep) => {
		const { all } = await spoiled(fields);
		expect(all).toHaveLength(2);
		for (const row of all) {
			expect(row).toMatchObject({ outcome: 'failed', changed: false });
			expect(row.nextStep).toContain(nextStep);
		}
		expect(shop.writes()).toEqual([]);
	});

	it.each([
		[429, 'rate_limit_exceeded', 'throttled'],
		[503, 'temporarily_unavailable', 'unavailable'],
	])('does not blame the credential for a token refused with %i', async (status, error, kind) => {
		const own = shop.sandbox.handle.bind(shop.sandbox);
		shop.sandbox.handle = async (to, request) =>
			request.path === '/token'
				? {
						status,
						headers: { 'content-type': 'application/json' },
						body: JSON.stringify({ error }),
					}
				: await own(to, request);
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind, changed: false });
	});

	it('speaks of the key where the signature does not fit', async () => {
		const { privateKey } = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		const { of } = await spoiled({ privateKey });
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'login' });
		expect(of(INK).message).toContain('Invalid JWT Signature');
		expect(of(INK).nextStep).toContain('private_key');
	});

	it('speaks of the clock where the statement is too old or too new', async () => {
		const product = (built('./http/clock.js') as { clock: { now(): number } }).clock;
		const own = product.now;
		product.now = () => own() - 7_200_000;
		try {
			const { of } = await shop.takeOff([INK]);
			expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'login' });
			expect(of(INK).message).toContain('clock');
		} finally {
			product.now = own;
		}
	});

	it('renews a token that ended in the middle of the run, once', async () => {
		let ended = false;
		intercept(shop, slug, async (request, next) => {
			if (request.method === 'PATCH' && !ended) {
				ended = true;
				return { ...shop.fake.expired!(), body: JSON.stringify(shop.fake.expired!().body) };
			}
			return await next();
		});
		const { of, credentials } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		// Two requests begin side by side without a token, then one is renewed.
		expect(credentials.renewals).toHaveLength(2 + 1);
	});

	it('does not go on without a token when a web page came in its place', async () => {
		shop.sandbox.faults.add({ slug, kind: 'html', path: '^/token' });
		const { of } = await shop.takeOff([INK]);
		expect(of(INK)).toMatchObject({ outcome: 'failed', kind: 'unavailable' });
		expect(of(INK).message).toContain('instead of a token');
		expect(shop.sandbox.requests(slug)).toBe(0);
	});
});
