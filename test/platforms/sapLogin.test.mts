import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';

import type { FakeRequest } from '../../sandbox/fake.mts';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { loader, runAcrylicDelist } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { CREDENTIAL, openSap, says, type SapShop } from './sapShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';
const ID = 'sap-business-one';

let shop: SapShop;

const isPatch = ({ method }: FakeRequest): boolean => method === 'PATCH';

describe('SAP Business One: sessions (sheet, section 2)', () => {
	afterEach(async () => await shop.close());

	it('logs in once for many requests at the same time, and goes on with that session', async () => {
		shop = await openSap({ catalogue: manyProducts(200) });
		const skus = [...Array(200).keys()].map((i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { done } = await shop.run('takeOffSale', skus);
		expect(done).toHaveLength(200);
		expect(shop.fake.sessions.logins).toBe(1);
	});

	it('tries a wrong password once, so that it locks nobody out', async () => {
		shop = await openSap({ catalogue: manyProducts(200), speed: 20 });
		const skus = [...Array(200).keys()].map((i) => `BENCH-${String(i + 1).padStart(5, '0')}`);
		const { attention } = await shop.run('takeOffSale', skus, {
			credential: { password: 'Sienna-19-wrong' },
		});
		expect(attention).toHaveLength(200);
		expect(attention[0]).toMatchObject({ outcome: 'failed', kind: 'login' });
		expect(attention[0].message).toContain('valid user name and password');
		expect(shop.fake.sessions.logins).toBe(1);
	});

	it('says that the user is locked', async () => {
		shop = await openSap({ speed: 1000 });
		for (const password of ['wrong-one', 'wrong-two', 'wrong-three'])
			await shop.run('takeOffSale', [INK], { credential: { password } });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ kind: 'login', message: expect.stringContaining('locked') });
	});

	it('logs in anew when the session has run out meanwhile', async () => {
		shop = await openSap({ speed: 1000 });
		const first = await shop.run('takeOffSale', [INK]);
		await shop.clock.sleep(31 * 60_000);
		const stored = first.credentials.stored[CREDENTIAL];
		const { of, credentials } = await shop.run('takeOffSale', [MAGENTA], { credential: stored });
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale', confirmed: true });
		expect(credentials.stored[CREDENTIAL].sessionToken).not.toBe(stored.sessionToken);
		expect(shop.fake.sessions.logins).toBe(2);
	});

	it('tells a proxy that swallows cookies from a wrong password', async () => {
		shop = await openSap();
		const handle = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) =>
			await handle({ ...request, headers: { ...request.headers, cookie: '' } });
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({
			kind: 'login',
			nextStep: expect.stringContaining('B1SESSION'),
		});
	});

	it('asks again when the login is answered by a page or a busy server', async () => {
		shop = await openSap();
		shop.sandbox.faults.add({ slug: ID, kind: 'html', path: 'Login$', times: 1 });
		shop.sandbox.faults.add({ slug: ID, kind: 'unavailable', path: 'Login$', times: 1 });
		expect((await shop.run('takeOffSale', [INK])).of(INK)).toMatchObject({ outcome: 'offSale' });
	});

	it('shows neither password nor session, even where the server repeats them', async () => {
		shop = await openSap();
		const handle = shop.fake.handle.bind(shop.fake);
		shop.fake.handle = async (request) => {
			if (!isPatch(request)) return await handle(request);
			const [, session] = /B1SESSION=([^;]+)/.exec(request.headers.cookie) ?? [];
			return says(400, -5002, `Session ${session} of ${String(shop.fake.account.password)} is odd`);
		};
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK).message).toBe(
			'SAP Business One refused the change: Session [hidden] of [hidden] is odd',
		);
	});

	it.each([
		['', ''],
		['/', ''],
		['/b1s/v1', ''],
		['/b1s/v2/', ''],
		['/b1s', ''],
	])('takes the server address with "%s" at its end', async (end) => {
		shop = await openSap();
		const url = `${String(shop.fake.account.url)}${end}`;
		expect((await shop.run('getStockState', [INK], { credential: { url } })).done).toHaveLength(1);
	});
});

describe('SAP Business One: the credential', () => {
	const credential = loader.getCredential(CREDENTIAL).type;

	it.each([true, false])('ignores SSL issues only where told: %s', async (ignoreSsl) => {
		const { authenticate } = credential as {
			authenticate: (values: object, request: object) => Promise<object>;
		};
		const values = { sessionToken: 'abc', route: '', ignoreSsl };
		expect(
			await authenticate(values, { url: 'https://sap.example.test', headers: { accept: 'x' } }),
		).toEqual({
			url: 'https://sap.example.test',
			headers: { accept: 'x', cookie: 'B1SESSION=abc' },
			skipSslCertificateValidation: ignoreSsl,
		});
	});

	it.each([true, false])('and so does its login: %s', async (ignoreSsl) => {
		const { preAuthentication } = credential as unknown as {
			preAuthentication: (this: object, values: object) => Promise<object>;
		};
		const sent: object[] = [];
		const httpRequest = async (options: object) => {
			sent.push(options);
			return {
				headers: { 'set-cookie': ['B1SESSION=s1;HttpOnly;', 'ROUTEID=.node3; path=/b1s'] },
				body: { SessionId: 's1' },
			};
		};
		const values = {
			url: `https://sap-${ignoreSsl}.example.test:50000`,
			companyDb: 'A',
			userName: 'b',
			password: 'c',
			ignoreSsl,
		};
		expect(await preAuthentication.call({ helpers: { httpRequest } }, values)).toEqual({
			sessionToken: 's1',
			route: '.node3',
		});
		expect(sent).toMatchObject([
			{ skipSslCertificateValidation: ignoreSsl, disableFollowRedirect: true },
		]);
	});
});

interface Recorded {
	request: { path: string };
	status: number;
	response: unknown;
}

describeWithSpecs('SAP Business One: recorded answers', () => {
	const HOST = 'https://sap.example.test:50000';
	const recorded = readSpec('sap-business-one/recorded.json') as Recorded[];
	const find = (path: string): Recorded =>
		recorded.find(({ request }) => request.path === path) as Recorded;
	const login = () =>
		nock(HOST)
			.persist()
			.post('/b1s/v2/Login')
			.reply(200, find('/b1s/v2/Login').response as nock.Body, {
				'set-cookie': [
					'B1SESSION=d35ded02-7006-11ee-8000-005056984211;HttpOnly;',
					'ROUTEID=.node1; path=/b1s',
				],
			});
	const item = {
		ItemCode: 'A1',
		ItemName: 'Ink',
		SalesItem: 'tYES',
		Valid: 'tYES',
		Frozen: 'tNO',
		ItemWarehouseInfoCollection: [{ WarehouseCode: '01', InStock: 5.0, Committed: 0.0 }],
	};
	const run = async (companyDb: string) =>
		await runAcrylicDelist({
			parameters: {
				operation: 'takeOffSale',
				channels: [ID],
				sku: '={{ $json.sku }}',
				options: { confirm: false },
			},
			items: [{ sku: 'A1' }],
			credentials: {
				[CREDENTIAL]: { url: HOST, companyDb, userName: 'u', password: 'secret-word' },
			},
		});
	let restoreClock = () => {};
	const begin = () => {
		restoreClock = setProductClock(fastClock(1000));
	};
	afterEach(() => {
		nock.cleanAll();
		restoreClock();
	});

	it('goes on with both cookies of a recorded login', async () => {
		begin();
		login();
		const cookie = 'B1SESSION=d35ded02-7006-11ee-8000-005056984211; ROUTEID=.node1';
		const own = { reqheaders: { cookie } };
		nock(HOST, own)
			.get('/b1s/v2/Items')
			.query(true)
			.reply(200, { value: [item] });
		nock(HOST, own).patch("/b1s/v2/Items('A1')", { SalesItem: 'tNO' }).reply(204);
		const { done } = await run('ONE');
		expect(done).toMatchObject([{ outcome: 'offSale', before: { quantity: 5 } }]);
	});

	it('reads "no matching records" of a write', async () => {
		begin();
		login();
		nock(HOST)
			.get('/b1s/v2/Items')
			.query(true)
			.reply(200, { value: [item] });
		const { status, response } = find("/b1s/v2/Items('NOPE')");
		nock(HOST)
			.patch("/b1s/v2/Items('A1')")
			.reply(status, response as nock.Body);
		const { attention } = await run('TWO');
		expect(attention).toMatchObject([
			{ outcome: 'notFound', message: expect.stringContaining('removed or renamed') },
		]);
	});

	it('logs in anew after a recorded "session already timeout"', async () => {
		begin();
		login();
		const { status, response } = find('/b1s/v1/Items');
		nock(HOST)
			.get('/b1s/v2/Items')
			.query(true)
			.reply(status, response as nock.Body);
		nock(HOST)
			.get('/b1s/v2/Items')
			.query(true)
			.reply(200, { value: [item] });
		nock(HOST).patch("/b1s/v2/Items('A1')").reply(204);
		const { done, credentials } = await run('THREE');
		expect(done).toMatchObject([{ outcome: 'offSale' }]);
		expect(credentials.renewals).toEqual([CREDENTIAL, CREDENTIAL]);
	});
});
