import { constants, createHmac, createPrivateKey, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';

import { catalogue } from '../../sandbox/catalogue.mts';
import type { FakeAnswer, World } from '../../sandbox/fake.mts';
import { make, type NetsuiteFake } from '../../sandbox/netsuite/index.mts';
import { account, privateKey } from '../../sandbox/netsuite/keys.mts';
import { seeded } from '../../sandbox/random.mts';
import { violations } from '../openapi.mts';
import { spec } from '../platforms/netsuiteShop.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';

const HOST = 'https://1234567-sb1.suitetalk.api.netsuite.com';
const TOKEN = '/services/rest/auth/oauth2/v1/token';
const QUERY = '/services/rest/query/v1/suiteql';
const RECORD = '/services/rest/record/v1';
const JOB = '/services/rest/async/v1/job';
const GEL = 'ACR-GEL-MATT-500';
const INK = 'ACR-INK-PAYN-30';
const collection = {
	prefer: 'respond-async',
	'content-type': 'application/vnd.oracle.resource+json; type=collection',
};

interface Details {
	status: number;
	title: string;
	'o:errorDetails': { detail: string; 'o:errorCode': string }[];
}
type Rows = {
	items: Record<string, unknown>[];
	count: number;
	hasMore: boolean;
	totalResults: number;
};

let time: number;
let fake: NetsuiteFake;
let bearer: string;

const send = async (
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<FakeAnswer> => {
	const url = new URL(path, HOST);
	const answer = await fake.handle({
		method,
		path: url.pathname,
		query: url.searchParams,
		headers: { authorization: bearer, ...headers },
		body: Buffer.from(
			body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
		),
	});
	// Whatever goes wrong is told in NetSuite's own form.
	if (specsDir && answer.status >= 400 && url.pathname !== TOKEN)
		expect(violations(spec().schemas.nsError, answer.body)).toEqual([]);
	return answer;
};
const query = async (q: string, more = '') => {
	const answer = await send('POST', `${QUERY}${more}`, { q }, { prefer: 'transient' });
	if (specsDir && answer.status === 200)
		expect(violations(spec().schemas.suiteQlResponse, answer.body)).toEqual([]);
	return answer;
};
const rows = async (q: string, more = '') => (await query(q, more)).body as Rows;
const codeOf = ({ status, body }: FakeAnswer) => [
	status,
	(body as Details)['o:errorDetails'][0]?.['o:errorCode'],
];
const idOf = (sku: string): string => fake.item(sku)?.id ?? '';

const jwt = (change: { header?: object; claims?: object } = {}) => {
	const now = Math.floor(time / 1000);
	const header = { typ: 'JWT', alg: 'PS256', kid: account.certificateId, ...change.header };
	const claims = {
		iss: account.clientId,
		scope: ['rest_webservices'],
		aud: `${HOST}${TOKEN}`,
		iat: now,
		exp: now + 300,
		...change.claims,
	};
	const content = [header, claims]
		.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.join('.');
	const padding =
		header.alg === 'RS256' ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_PSS_PADDING;
	const key = {
		key: createPrivateKey(privateKey),
		padding,
		...(header.alg === 'RS256' ? {} : { saltLength: 32 }),
	};
	return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
};
const token = async (assertion: string) =>
	await send(
		'POST',
		TOKEN,
		new URLSearchParams({
			grant_type: 'client_credentials',
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: assertion,
		}).toString(),
		{ 'content-type': 'application/x-www-form-urlencoded' },
	);

beforeEach(async () => {
	time = Date.parse('2026-11-23T10:00:00Z');
	const world: World = {
		clock: { now: () => time, sleep: () => Promise.resolve() },
		random: seeded(7),
		baseUrl: () => HOST,
		deliver: () => Promise.resolve(0),
		catalogue,
		allowLocalWebhooks: false,
		delayFactor: 1,
	};
	fake = make(world);
	bearer = '';
	bearer = `Bearer ${((await token(jwt())).body as { access_token: string }).access_token}`;
});

describe('login', () => {
	it('gives a token for an hour, as texts, then refuses it', async () => {
		expect((await token(jwt())).body).toMatchObject({ expires_in: '3600', token_type: 'bearer' });
		expect((await query('SELECT id FROM item')).status).toBe(200);
		time += 3_600_000;
		const late = await query('SELECT id FROM item');
		expect(codeOf(late)).toEqual([401, 'INVALID_LOGIN']);
		expect(late.headers?.['www-authenticate']).toContain('error="invalid_token"');
	});

	it.each([
		['RS256', { header: { alg: 'RS256' } }, 'invalid_client'],
		['another certificate', { header: { kid: 'x' } }, 'invalid_client'],
		['another client', { claims: { iss: 'x' } }, 'invalid_client'],
		['another audience', { claims: { aud: HOST } }, 'invalid_grant'],
		['more than an hour', { claims: { exp: 1_795_430_000 + 7200 } }, 'invalid_grant'],
		['what is past', { claims: { exp: 1 } }, 'invalid_grant'],
		['another scope', { claims: { scope: ['restlets'] } }, 'invalid_scope'],
	])('refuses %s', async (_, change, error) => {
		expect(await token(jwt(change))).toMatchObject({ status: 400, body: { error } });
	});

	it('refuses a signature that does not fit', async () => {
		const [header, claims] = jwt().split('.');
		expect(
			(await token(`${header}.${claims}.${Buffer.alloc(384).toString('base64url')}`)).status,
		).toBe(400);
	});

	it('takes a request signed by a token once, and refuses any other', async () => {
		const oauth = {
			oauth_consumer_key: account.consumerKey,
			oauth_nonce: 'once',
			oauth_signature_method: 'HMAC-SHA256',
			oauth_timestamp: String(time / 1000),
			oauth_token: account.tokenId,
			oauth_version: '1.0',
		};
		const pairs = Object.entries({ limit: '1', ...oauth }).map(
			([name, value]) => `${name}=${value}`,
		);
		const base = ['POST', `${HOST}${QUERY}`, pairs.join('&')].map(encodeURIComponent).join('&');
		const key = `${account.consumerSecret}&${account.tokenSecret}`;
		const signed = (more: object) => {
			const fields = {
				realm: '1234567_SB1',
				...oauth,
				oauth_signature: createHmac('sha256', key).update(base).digest('base64'),
				...more,
			};
			return `OAuth ${Object.entries(fields)
				.map(([name, value]) => `${name}="${encodeURIComponent(value)}"`)
				.join(', ')}`;
		};
		const ask = async (more: object, limit = 1) => {
			bearer = signed(more);
			return (await query('SELECT id FROM item', `?limit=${limit}`)).status;
		};
		expect(await ask({ realm: '1234567-sb1' })).toBe(401);
		expect(await ask({ oauth_nonce: 'twice' })).toBe(401);
		expect(await ask({}, 2)).toBe(401);
		expect(await ask({})).toBe(200);
		expect(await ask({})).toBe(401);
	});
});

describe('SuiteQL', () => {
	it('names columns in lower case, tells values as texts and leaves empty ones out', async () => {
		const found = await rows(
			`SELECT i.id, i.ITEMID AS Sku, i.isonline, i.parent FROM item i WHERE i.itemid IN ('${INK}')`,
		);
		expect(found.items).toEqual([{ links: [], id: idOf(INK), sku: INK, isonline: 'T' }]);
		expect(found).toMatchObject({ count: 1, hasMore: false, totalResults: 1 });
	});

	it('takes texts as they are, quotes included', async () => {
		const item = fake.item(INK)!;
		item.itemid = "O'Hara' OR '1'='1";
		const found = await rows(`SELECT id FROM item WHERE itemid IN ('O''Hara'' OR ''1''=''1','x')`);
		expect(found.items.map(({ id }) => id)).toEqual([item.id]);
		expect((await rows(`SELECT id FROM item WHERE itemid = ''`)).count).toBe(0);
	});

	it('joins stock, one row per location, and one without where there is none', async () => {
		const ids = ['ACR-GES-WHT-1000', 'ACR-KIT-START'].map(idOf).join(',');
		const found = await rows(
			`SELECT i.id, l.location, l.quantityavailable FROM item i LEFT JOIN aggregateitemlocation l ON l.item = i.id WHERE i.id IN (${ids}) ORDER BY i.id, l.location`,
		);
		expect(
			found.items.map(({ location, quantityavailable }) => [location, quantityavailable]),
		).toEqual([
			['2', '8'],
			['3', '4'],
			[undefined, undefined],
		]);
	});

	it('pages, with an offset that is a multiple of the limit', async () => {
		const q = 'SELECT id FROM item ORDER BY id';
		const first = await rows(q, '?limit=5&offset=0');
		const second = await rows(q, '?limit=5&offset=5');
		expect([first.count, first.hasMore]).toEqual([5, true]);
		expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
		for (const bad of ['?limit=5&offset=3', '?limit=1001', '?limit=0', '?offset=x'])
			expect(codeOf(await query(q, bad))).toEqual([400, 'INVALID_PARAMETER']);
	});

	it('gives no rows for a column the role may not see, and an error for one that is not there', async () => {
		fake.restricted.add('isonline');
		expect((await rows('SELECT id, isonline FROM item')).count).toBe(0);
		expect((await rows('SELECT id FROM item')).count).toBeGreaterThan(10);
		expect(codeOf(await query('SELECT nothing FROM item'))).toEqual([400, 'INVALID_PARAMETER']);
		const list = Array.from({ length: 1001 }, () => "'x'").join(',');
		expect(codeOf(await query(`SELECT id FROM item WHERE itemid IN (${list})`))).toEqual([
			400,
			'INVALID_PARAMETER',
		]);
		for (const q of [
			'SELECT id FROM item WHERE',
			'DROP TABLE item',
			"SELECT id FROM item WHERE itemid IN ('x",
			'',
		])
			expect(codeOf(await query(q))).toEqual([400, 'INVALID_PARAMETER']);
	});

	it('adds up groups, with nothing for a group without rows', async () => {
		const ids = ['ACR-GES-WHT-1000', 'ACR-KIT-START'].map(idOf).join(',');
		const sum = async (more = '') =>
			(
				await rows(
					`SELECT i.id, SUM(l.quantityavailable) AS available FROM item i LEFT JOIN aggregateitemlocation l ON l.item = i.id${more} WHERE i.id IN (${ids}) GROUP BY i.id ORDER BY i.id`,
				)
			).items.map(({ available }) => available);
		expect(await sum()).toEqual(['12', undefined]);
		expect(await sum(' AND l.location IN (3)')).toEqual(['4', undefined]);
		expect(await sum(' AND l.location IN (NULL)')).toEqual([undefined, undefined]);
	});

	it("tells dates in the account's form unless told otherwise, in its zone, and lists by their words", async () => {
		const { purchasing } = fake;
		const number = purchasing!.order({
			supplier: 'Paint Maker Ltd',
			expectedOn: '2026-11-25',
			lines: [{ sku: INK, quantity: 3 }],
		});
		const found = await rows(
			`SELECT t.duedate, TO_CHAR(t.duedate,'YYYY-MM-DD') AS due, TO_CHAR(t.lastmodifieddate,'YYYY-MM-DD HH24:MI:SS') AS changed, t.status, BUILTIN.DF(t.status) AS word, NVL(tl.quantityshiprecv,0) AS received FROM transaction t JOIN transactionline tl ON tl.transaction = t.id WHERE t.tranid IN ('${number}') AND tl.mainline = 'F'`,
		);
		expect(found.items).toEqual([
			{
				links: [],
				duedate: '25/11/2026',
				due: '2026-11-25',
				changed: '2026-11-23 02:00:00',
				status: 'PurchOrd:A',
				word: 'Purchase Order : Pending Supervisor Approval',
				received: '0',
			},
		]);
		const since = async (time: string) =>
			(
				await rows(
					`SELECT id FROM item WHERE id IN (SELECT tl.item FROM transactionline tl JOIN transaction t ON t.id = tl.transaction WHERE t.lastmodifieddate >= TO_DATE('${time}','YYYY-MM-DD HH24:MI:SS'))`,
				)
			).items.map(({ id }) => id);
		expect(await since('2026-11-23 02:00:00')).toEqual([idOf(INK)]);
		expect(await since('2026-11-23 02:00:01')).toEqual([]);
	});

	it.each([
		"SELECT id FROM item WHERE id NOT IN (1) AND id > 'x' OR",
		"SELECT TO_CHAR(lastmodifieddate,'DD.MM.YYYY') FROM item",
		"SELECT id FROM item WHERE lastmodifieddate >= TO_DATE('23/11/2026','YYYY-MM-DD HH24:MI:SS')",
		'SELECT id FROM item WHERE id IN (SELECT item FROM nothing)',
		'SELECT id FROM item WHERE id IN (SELECT id FROM item',
		'SELECT BUILTIN.CF(i.id) FROM item i',
	])('does not understand %s', async (q) => {
		expect(codeOf(await query(q))).toEqual([400, 'INVALID_PARAMETER']);
	});

	it('wants the header Prefer: transient', async () => {
		expect(codeOf(await send('POST', QUERY, { q: 'SELECT id FROM item' }))).toEqual([
			400,
			'INVALID_HEADER',
		]);
	});

	it('lets at most five requests in at once', async () => {
		const statuses = await Promise.all(
			Array.from({ length: 7 }, async () => (await query('SELECT id FROM item')).status),
		);
		expect(statuses.filter((status) => status === 429)).toHaveLength(2);
		expect(codeOf(fake.throttled())).toEqual([429, 'CONCURRENCY_LIMIT_EXCEEDED']);
	});
});

describe('item records', () => {
	it('are read and changed under their own record type only', async () => {
		const path = `${RECORD}/lotNumberedInventoryItem/${idOf(GEL)}`;
		const read = await send('GET', `${path}?fields=isOnline,outOfStockBehavior`);
		expect(read.body).toEqual({
			links: [{ rel: 'self', href: `${HOST}${path}` }],
			id: idOf(GEL),
			isOnline: true,
			outOfStockBehavior: { id: 'DEFAULT', refName: 'DEFAULT' },
		});
		if (specsDir)
			expect(violations(spec().schemas.inventoryItem, (await send('GET', path)).body)).toEqual([]);
		expect(
			codeOf(await send('PATCH', `${RECORD}/inventoryItem/${idOf(GEL)}`, { isOnline: false })),
		).toEqual([404, 'NONEXISTENT_ID']);
		const written = await send('PATCH', path, { isOnline: false });
		expect([written.status, written.body]).toEqual([204, undefined]);
		expect(fake.item(GEL)?.isOnline).toBe(false);
	});

	it('pass over a misspelt field and a balance, unless names are checked', async () => {
		const path = `${RECORD}/inventoryItem/${idOf(INK)}`;
		const before = structuredClone(fake.item(INK));
		expect((await send('PATCH', path, { isonline: false, quantityOnHand: 0 })).status).toBe(204);
		expect(fake.item(INK)).toEqual(before);
		const strict = await send(
			'PATCH',
			path,
			{ isOnline: false, isonline: false },
			{ 'x-netsuite-propertynamevalidation': 'Error' },
		);
		expect(codeOf(strict)).toEqual([400, 'INVALID_CONTENT']);
		expect(fake.item(INK)).toEqual(before);
		expect(codeOf(await send('PATCH', path, { isOnline: 'no' }))).toEqual([400, 'INVALID_CONTENT']);
		expect(codeOf(await send('GET', `${RECORD}/nothing/1`))).toEqual([404, 'NOT_FOUND']);
		expect(codeOf(await send('DELETE', path))).toEqual([405, 'METHOD_NOT_ALLOWED']);
	});

	it('change in jobs, each for itself, once per key', async () => {
		const items = [
			{ id: idOf(INK), isOnline: false },
			{ id: idOf(GEL), isOnline: false },
		];
		const key = {
			...collection,
			'x-netsuite-idempotency-key': '11111111-1111-4111-8111-111111111111',
		};
		const taken = await send('PATCH', `${RECORD}/inventoryItem`, { items }, key);
		expect(taken).toMatchObject({
			status: 202,
			headers: { location: `${JOB.replace(HOST, '')}/1`, 'preference-applied': 'respond-async' },
		});
		expect((await send('PATCH', `${RECORD}/inventoryItem`, { items }, key)).headers?.location).toBe(
			`${JOB}/1`,
		);
		expect((await send('GET', `${JOB}/1`)).body).toMatchObject({
			completed: false,
			progress: 'pending',
		});
		expect(fake.item(INK)?.isOnline).toBe(true);
		time += 10_000;
		expect((await send('GET', `${JOB}/1`)).body).toMatchObject({
			completed: true,
			progress: 'failed',
		});
		expect(fake.item(INK)?.isOnline).toBe(false);
		expect(((await send('GET', `${JOB}/1/task`)).body as { items: unknown[] }).items).toHaveLength(
			2,
		);
		expect((await send('GET', `${JOB}/1/task/1/result`)).status).toBe(204);
		expect(codeOf(await send('GET', `${JOB}/1/task/2/result`))).toEqual([404, 'NONEXISTENT_ID']);
		expect(codeOf(await send('GET', `${JOB}/2`))).toEqual([404, 'NONEXISTENT_ID']);
	});

	it('refuse collections that are too long or sent like single records', async () => {
		const items = Array.from({ length: 101 }, () => ({ id: idOf(INK) }));
		expect(codeOf(await send('PATCH', `${RECORD}/inventoryItem`, { items }, collection))).toEqual([
			400,
			'USER_ERROR',
		]);
		expect(
			codeOf(await send('PATCH', `${RECORD}/inventoryItem`, { items: items.slice(0, 1) })),
		).toEqual([400, 'INVALID_HEADER']);
	});
});

describe('inventory adjustments', () => {
	const line = (sku: string, by: number, location = '2') => ({
		item: { id: idOf(sku) },
		location: { id: location },
		adjustQtyBy: by,
	});
	const adjustment = (...items: object[]) => ({
		subsidiary: { id: '1' },
		account: { id: '154' },
		inventory: { items },
	});
	const put = (name: string, body: object, more = '') =>
		send('PUT', `${RECORD}/inventoryAdjustment/eid:${name}${more}`, body);
	const stock = (sku: string) => fake.item(sku)?.stock.get('2')?.onHand;

	it('move stock by a difference and tell where the record is', async () => {
		const posted = await send('POST', `${RECORD}/inventoryAdjustment`, adjustment(line(INK, -3)));
		expect(posted).toMatchObject({
			status: 204,
			headers: { location: expect.stringMatching(/inventoryAdjustment\/98765$/) },
		});
		expect(stock(INK)).toBe(5);
	});

	it('add up without a name, replace under one, and grow where lines are not replaced', async () => {
		await put('a', adjustment(line(INK, -3)), '?replace=inventory');
		await put('a', adjustment(line(INK, -3)), '?replace=inventory');
		expect(stock(INK)).toBe(5);
		await put('a', adjustment(line(INK, -3)));
		expect(stock(INK)).toBe(2);
		await put('b', adjustment(line(INK, -3)));
		expect(stock(INK)).toBe(-1);
		expect(fake.adjustments).toHaveLength(2);
	});

	it.each([
		['no account', () => ({ ...adjustment(line(INK, -1)), account: undefined }), 'USER_ERROR'],
		[
			'another account',
			() => ({ ...adjustment(line(INK, -1)), account: { id: '1' } }),
			'INVALID_KEY_OR_REF',
		],
		[
			'no subsidiary',
			() => ({ ...adjustment(line(INK, -1)), subsidiary: undefined }),
			'USER_ERROR',
		],
		['no lines', () => adjustment(), 'USER_ERROR'],
		[
			'no location',
			() => adjustment(line(INK, -1), { ...line(INK, -1), location: undefined }),
			'USER_ERROR',
		],
		['a closed location', () => adjustment(line(INK, -1, '7')), 'INVALID_KEY_OR_REF'],
		['a lot-numbered item', () => adjustment(line(INK, -1), line(GEL, -1)), 'USER_ERROR'],
	])('are refused whole with %s', async (_, body, code) => {
		expect(codeOf(await put('a', body()))).toEqual([400, code]);
		expect(fake.adjustments).toEqual([]);
		expect(stock(INK)).toBe(8);
	});

	it('name the line that is wrong', async () => {
		const answer = await put(
			'a',
			adjustment(line(INK, -1), { ...line(INK, -1), location: undefined }),
		);
		expect(answer.body).toMatchObject({
			'o:errorDetails': [
				{
					detail: expect.stringContaining('Please enter value(s) for: Location'),
					'o:errorPath': 'inventory.items[1]',
				},
			],
		});
	});
});

describe('the shop', () => {
	it('sells, restocks and hides, and names its special goods', () => {
		const at = (sku: string) => fake.shelf().find((item) => item.sku === sku);
		fake.seller.sell(INK, 8);
		expect(at(INK)).toMatchObject({ quantity: 0, state: 'soldOut' });
		fake.seller.setQuantity(INK, 4);
		expect(at(INK)).toMatchObject({ quantity: 4, state: 'onSale' });
		fake.seller.setHidden(INK, true);
		expect(at(INK)?.state).toBe('hidden');
		expect(at('ACR-VAR-GLOS-250')?.state).toBe('hidden');
		fake.seller.sell('ACR-SHT-CLR-A3', 10);
		expect(at('ACR-SHT-CLR-A3')).toMatchObject({
			quantity: 0,
			state: 'onSale',
			note: 'back-orders allowed',
		});
		expect(at('ACR-SB-CRED-118')).toMatchObject({ quantity: 5 });
		expect(at('ACR-KIT-START')).toMatchObject({ quantity: null, note: 'kit' });
		expect(fake.shelf().filter(({ sku }) => sku === 'ACR-DUP-1')).toHaveLength(2);
		expect(() => fake.seller.sell('NOPE', 1)).toThrow('NOPE');
	});
});

describe('an item deleted for good', () => {
	it('is gone from queries and records, refuses postings, and leaves its sibling', async () => {
		const [small, large] = ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'] as const;
		const id = idOf(small);
		fake.seller.remove!(small);
		expect(fake.shelf().map(({ sku }) => sku)).not.toContain(small);
		expect((await rows(`SELECT id FROM item WHERE id IN (${id})`)).count).toBe(0);
		expect(
			(await rows(`SELECT location FROM aggregateitemlocation WHERE item IN (${id})`)).count,
		).toBe(0);
		const path = `${RECORD}/inventoryItem/${id}`;
		expect(codeOf(await send('GET', path))).toEqual([404, 'NONEXISTENT_ID']);
		expect(codeOf(await send('PATCH', path, { isOnline: false }))).toEqual([404, 'NONEXISTENT_ID']);
		const line = { item: { id }, location: { id: '2' }, adjustQtyBy: -1 };
		const posting = {
			subsidiary: { id: '1' },
			account: { id: '154' },
			inventory: { items: [line] },
		};
		expect(codeOf(await send('POST', `${RECORD}/inventoryAdjustment`, posting))).toEqual([
			400,
			'INVALID_KEY_OR_REF',
		]);
		expect((await send('GET', `${RECORD}/inventoryItem/${idOf(large)}`)).status).toBe(200);
		expect(() => fake.seller.remove!(small)).toThrow(small);
	});
});

interface Recorded {
	from: string;
	status: number;
	response: Record<string, unknown>;
}

describeWithSpecs('recorded requests, replayed', () => {
	const recorded = readSpec('netsuite/recorded.json') as Recorded[];
	const from = (text: string) => recorded.find((one) => one.from.includes(text))!;
	const shape = (value: unknown): unknown =>
		Array.isArray(value)
			? value.slice(0, 1).map(shape)
			: typeof value === 'object' && value !== null
				? Object.fromEntries(
						Object.entries(value)
							.sort(([a], [b]) => a.localeCompare(b))
							.map(([name, one]) => [name, shape(one)]),
					)
				: typeof value;

	it('accounts come in the same wrapper, with the same kinds of values', async () => {
		const { response } = from('account_search');
		const said = await rows(
			'SELECT id, acctnumber, accountsearchdisplayname, isinactive FROM account',
		);
		const [row] = response.items as Record<string, unknown>[];
		const { links, id, acctnumber, accountsearchdisplayname, isinactive } = row!;
		expect(shape(said)).toEqual(
			shape({
				...response,
				items: [{ links, id, acctnumber, accountsearchdisplayname, isinactive }],
			}),
		);
	});

	it('a table that is not there is refused with the same code and the same cause', async () => {
		const { status, response } = from('subsidiary/searcher');
		fake.oneWorld = false;
		const said = await query('SELECT id FROM subsidiary');
		expect(codeOf(said)).toEqual([status, response['o:errorCode']]);
		expect((said.body as Details)['o:errorDetails'][0]?.detail).toMatch(
			/Record .subsidiary. was not found/,
		);
		expect(String(response.title)).toMatch(/Record .subsidiary. was not found/);
	});

	it('a missing value is refused in the same form and words', async () => {
		const { status, response } = from('netsuite-rest issue 26');
		const said = await send('POST', `${RECORD}/inventoryAdjustment`, { inventory: { items: [] } });
		expect(said.status).toBe(status);
		const { type: _, ...form } = response;
		const { type: __, ...own } = said.body as Record<string, unknown>;
		expect(shape(own)).toEqual(shape(form));
		const start = 'Error while accessing a resource. Please enter value(s) for: ';
		for (const body of [response, said.body] as Details[])
			expect(body['o:errorDetails'][0]?.detail.startsWith(start)).toBe(true);
	});

	it('a record has its links and id beside its fields', async () => {
		const { response } = from('records/currency');
		const said = (await send('GET', `${RECORD}/inventoryItem/${idOf(INK)}?fields=isInactive`))
			.body as object;
		const { links, id, isInactive } = response;
		expect(shape(said)).toEqual(shape({ links, id, isInactive }));
	});
});
