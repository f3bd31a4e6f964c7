import { afterEach, describe, expect, it } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { intercept } from './channelRun.mts';
import { CREDENTIAL, both, ID, openLightspeed } from './lightspeedShop.mts';

const INK = 'ACR-INK-PAYN-30';
const RED = 'ACR-SB-CRED-118';

type Shop = Awaited<ReturnType<typeof openLightspeed>>;

let shop: Shop;
afterEach(async () => await shop.close());

const puts = ({ method }: FakeRequest) => method === 'PUT';
/** Errors call themselves web pages (sheet, section 9). */
const said = (status: number, message = 'the message'): FakeAnswer => ({
	status,
	headers: { 'content-type': 'text/html; charset=UTF-8' },
	body: JSON.stringify({
		httpCode: String(status),
		httpMessage: '',
		message,
		errorClass: 'Exception',
	}),
});

describe('Lightspeed Retail sheet, section 9: errors', () => {
	it.each([
		[400, 'failed', 'refused the request: the message', /correct it there/],
		[422, 'failed', 'refused the request: the message', /correct it there/],
		[403, 'failed', 'does not let this sign-in do that: the message', /connect it again/],
		[404, 'notFound', 'does not know it any more: the message', /Inventory > Items/],
		[423, 'refused', 'locked or paused', /Sign in/],
		[500, 'failed', 'could not answer just now', /in a few minutes/],
		[503, 'failed', 'could not answer just now', /in a few minutes/],
	] as const)('%i gives a sentence and a next step', async (status, outcome, sentence, next) => {
		shop = await openLightspeed();
		intercept(shop.fake, (request) => (puts(request) ? said(status) : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome,
			changed: false,
			message: expect.stringContaining(sentence),
			nextStep: expect.stringMatching(next),
		});
		expect(shop.shelf(INK)?.state).toBe('onSale');
	});

	it('one item that is refused does not stop its neighbours', async () => {
		shop = await openLightspeed();
		const ink = shop.fake.shop.find(INK).itemID;
		intercept(shop.fake, (request) =>
			puts(request) && request.path.endsWith(`/${ink}.json`) ? said(400) : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, RED], both);
		expect(of(INK)).toMatchObject({ outcome: 'failed', changed: false });
		expect(of(RED)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('text that is no data is not taken for success', async () => {
		shop = await openLightspeed();
		intercept(shop.fake, (request) => (puts(request) ? { status: 200, body: 'OK' } : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('not data'),
		});
	});

	it('an employee who may read but not write gets one sentence', async () => {
		shop = await openLightspeed();
		shop.fake.access.forbid('PUT');
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			kind: 'permission',
			message: expect.stringContaining('Employee does not have the right'),
		});
	});
});

describe('Lightspeed Retail sheet, section 8: pace', () => {
	it('never overfills the bucket, and reads its level from the answers', async () => {
		shop = await openLightspeed({ catalogue: manyProducts(150), speed: 1000 });
		const skus = Array.from({ length: 150 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus);
		expect(done).toHaveLength(150);
		expect(shop.sandbox.log.entries(ID).filter(({ status }) => status === 429)).toEqual([]);
	}, 30_000);

	it('waits when somebody else has filled the bucket', async () => {
		shop = await openLightspeed();
		const times: number[] = [];
		intercept(shop.fake, () => {
			times.push(shop.clock.now());
			return times.length === 1
				? {
						...shop.fake.throttled(),
						headers: { 'retry-after': '12', 'x-ls-api-bucket-level': '91.67/90' },
					}
				: undefined;
		});
		const { of } = await shop.run('getStockState', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'alreadyOnSale' });
		expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(12_000);
	});

	it('waits at least a second after a burst, though no time is named', async () => {
		shop = await openLightspeed();
		const times: number[] = [];
		intercept(shop.fake, () => {
			times.push(shop.clock.now());
			return times.length === 1 ? said(429, 'burst rate limit exceeded') : undefined;
		});
		const { of } = await shop.run('getStockState', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'alreadyOnSale' });
		expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1_000);
	});

	it('sends one request at a time', async () => {
		shop = await openLightspeed();
		let open = 0;
		let most = 0;
		const handle = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) => {
			most = Math.max(most, (open += 1));
			await new Promise((resolve) => setTimeout(resolve, 5));
			const answer = await handle(request);
			open -= 1;
			return answer;
		};
		await shop.run('takeOffSale', [INK, RED, 'ACR-FL-QMAG-30']);
		expect(most).toBe(1);
	});
});

describe('Lightspeed Retail sheet, section 2: sign-in', () => {
	const logins = () => shop.sandbox.log.entries(ID).filter(({ login }) => login);

	it('a token that ran out is renewed once, and the new pair is kept', async () => {
		shop = await openLightspeed({ speed: 20_000 });
		// More than an hour of the shop's time.
		await shop.clock.sleep(3_700_000);
		const off = await shop.run('takeOffSale', [INK]);
		expect(off.of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(logins()).toHaveLength(1);
		expect(off.credentials.renewals).toEqual([CREDENTIAL]);
		const kept = off.credentials.stored[CREDENTIAL]?.oauthTokenData;
		expect(kept).not.toEqual(shop.stored.oauthTokenData);
		const next = await shop.run('putBackOnSale', off.done, {
			credential: { oauthTokenData: kept as never },
		});
		expect(next.of(INK)).toMatchObject({ outcome: 'backOnSale' });
	});

	it('the old pair is dead once the new one was used', async () => {
		shop = await openLightspeed();
		shop.sandbox.faults.add({ slug: ID, kind: 'expireToken', times: 1 });
		await shop.run('getStockState', [INK]);
		const { of } = await shop.run('getStockState', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			nextStep: expect.stringMatching(/credential/i),
		});
	});

	it('a sign-in that was revoked asks for the credential to be connected again', async () => {
		shop = await openLightspeed();
		shop.fake.access.revoke();
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			changed: false,
			message: expect.stringContaining('has ended'),
			nextStep: expect.stringMatching(/credential/i),
		});
	});

	it.each(['invalid_request', 'invalid_grant'])(
		'%s when renewing asks to connect again',
		async (error) => {
			shop = await openLightspeed();
			shop.sandbox.faults.add({ slug: ID, kind: 'expireToken', times: 1 });
			intercept(shop.fake, (request) =>
				shop.fake.isLogin(request)
					? { status: 400, body: { error, error_description: 'Refused.' } }
					: undefined,
			);
			const { of } = await shop.run('takeOffSale', [INK]);
			expect(of(INK)).toMatchObject({
				outcome: 'failed',
				kind: 'login',
				changed: false,
				nextStep: expect.stringMatching(/credential/i),
			});
		},
	);

	it('a wrong client secret shows when the token has run out', async () => {
		shop = await openLightspeed({ speed: 20_000 });
		await shop.clock.sleep(3_700_000);
		const { of } = await shop.run('takeOffSale', [INK], {
			credential: { clientSecret: 'y'.repeat(40) },
		});
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			changed: false,
			nextStep: expect.stringMatching(/credential/i),
		});
	});

	it('an access token that is refused again after the renewal is a login problem', async () => {
		shop = await openLightspeed();
		intercept(shop.fake, (request) =>
			shop.fake.isLogin(request) ? undefined : shop.fake.expired?.(),
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			kind: 'login',
			message: 'Lightspeed Retail did not accept the sign-in: Access token could not be verified',
			nextStep: 'Open the credential and connect it again.',
		});
	});

	it('finds the account of the sign-in where none was entered, once for the whole run', async () => {
		shop = await openLightspeed({ catalogue: manyProducts(60) });
		const skus = Array.from({ length: 60 }, (_, i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus, { credential: { accountId: '' } });
		expect(done).toHaveLength(60);
		expect(shop.reads(/\/Account\.json$/)).toHaveLength(1);
	});

	it('another account than that of the sign-in is told from a wrong SKU', async () => {
		shop = await openLightspeed();
		const { of } = await shop.run('takeOffSale', [INK], { credential: { accountId: '1/2' } });
		expect(of(INK)).toMatchObject({
			kind: 'permission',
			nextStep: expect.stringContaining('Account ID'),
		});
		expect(shop.reads()[0]!.path).toContain('/1%2F2/');
	});

	it('says so when the sign-in has no account', async () => {
		shop = await openLightspeed();
		intercept(shop.fake, ({ path }) =>
			path.endsWith('Account.json')
				? { status: 200, body: { '@attributes': { count: '0' } } }
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK], { credential: { accountId: '' } });
		expect(of(INK)).toMatchObject({
			outcome: 'failed',
			message: expect.stringContaining('names no account'),
		});
	});
});
