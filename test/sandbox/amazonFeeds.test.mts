import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { AmazonFake } from '../../sandbox/amazon/index.mts';
import { violations } from '../openapi.mts';
import { describeWithSpecs, readSpec, specsDir } from '../specs.mts';
import { send, token, open, quantity, json, upload, create, feedOf } from './amazonShop.mts';
import type { Uploaded, Feed, Report } from './amazonShop.mts';

describe('feeds', () => {
	const start = async (feed: unknown, type?: string) => {
		const opened = await open();
		const { fake, headers } = opened;
		const submit = async (document: unknown) => {
			const id = await upload(fake, headers, document);
			const created = await create(fake, headers, id, type);
			return (created.body as { feedId: string }).feedId;
		};
		const status = async (feedId: string) =>
			(await send(fake, 'GET', `/feeds/2021-06-30/feeds/${feedId}`, { headers })).body as Feed;
		const document = typeof feed === 'function' ? feed(fake) : feed;
		const report = async (feedId: string) => {
			const { resultFeedDocumentId: id } = await status(feedId);
			const path = `/feeds/2021-06-30/documents/${id}`;
			const found = (await send(fake, 'GET', path, { headers })).body as Uploaded;
			expect(found).toMatchObject({ compressionAlgorithm: 'GZIP' });
			const file = await send(fake, 'GET', found.url);
			const text = gunzipSync(file.body as Buffer).toString();
			const value = JSON.parse(text) as Report;
			if (specsDir) {
				const schema = readSpec('amazon/feed-processing-report.schema.json') as object;
				expect(violations(schema, value)).toEqual([]);
			}
			return value;
		};
		return { ...opened, status, report, submit, feedId: await submit(document) };
	};
	const twoGoodOneBad = (fake: AmazonFake) =>
		feedOf(fake, [
			['ACR-INK-PAYN-30', quantity('DEFAULT', 0)],
			['ACR-FL-QMAG-30', quantity('DEFAULT', -4)],
			['ACR-SHT-CLR-A3', quantity('DEFAULT', 0)],
		]);

	it('takes 17 s, reports by message, and shows half a minute after that', async () => {
		const { world, feedId, status, report, read } = await start(twoGoodOneBad);
		expect((await status(feedId)).processingStatus).toBe('IN_QUEUE');
		world.pass(7);
		expect((await status(feedId)).processingStatus).toBe('IN_PROGRESS');
		world.pass(10);
		expect(await status(feedId)).toMatchObject({
			processingStatus: 'DONE',
			createdTime: '2026-11-23T10:00:00+00:00',
			processingEndTime: '2026-11-23T10:00:17+00:00',
		});
		const { issues, summary } = await report(feedId);
		expect(issues).toMatchObject([{ messageId: 2, sku: 'ACR-FL-QMAG-30', code: '4000001' }]);
		expect(summary).toMatchObject({ errors: 1, messagesAccepted: 2, messagesInvalid: 1 });
		expect((await read('ACR-SHT-CLR-A3')).fulfillmentAvailability[0].quantity).toBe(10);
		world.pass(30);
		expect((await read('ACR-SHT-CLR-A3')).fulfillmentAvailability[0].quantity).toBe(0);
		expect((await read('ACR-FL-QMAG-30')).fulfillmentAvailability[0].quantity).toBe(11);
	});

	it('is worked off whether anyone polls or not', async () => {
		const { world, fake } = await start(twoGoodOneBad);
		world.pass(47);
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-SHT-CLR-A3')?.state).toBe('soldOut');
	});

	it('reports a missing channel code without SKU, and a wrong header without message', async () => {
		const { world, feedId, report, submit } = await start((fake: AmazonFake) =>
			feedOf(fake, [['ACR-INK-PAYN-30', { ...quantity('DEFAULT', 1), value: [{ quantity: 1 }] }]]),
		);
		world.pass(17);
		expect((await report(feedId)).issues).toEqual([
			{
				messageId: 1,
				code: 'BAD_REQUEST',
				severity: 'ERROR',
				message: 'Invalid parameters provided.',
			},
		]);
		const foreign = await submit({
			header: { sellerId: 'A1EXAMPLE', version: '2.0' },
			messages: [{ messageId: 1, sku: 'X', operationType: 'DELETE' }],
		});
		world.pass(17);
		const { issues, summary } = await report(foreign);
		expect(issues).toHaveLength(1);
		expect(issues[0]).not.toHaveProperty('messageId');
		expect(summary['messagesAccepted']).toBe(0);
	});

	it('ends as FATAL for broken documents and for feed types that are dead', async () => {
		const broken = await start('{"header":');
		broken.world.pass(17);
		expect((await broken.status(broken.feedId)).processingStatus).toBe('FATAL');
		const dead = await start(twoGoodOneBad, 'POST_FLAT_FILE_INVLOADER_DATA');
		dead.world.pass(17);
		expect((await dead.status(dead.feedId)).processingStatus).toBe('FATAL');
	});

	it('ends as a test wants the next feed to end', async () => {
		const { world, fake, status, submit, read } = await start(twoGoodOneBad);
		const after = async (outcome: AmazonFake['feedOutcome']) => {
			fake.feedOutcome = outcome;
			const feedId = await submit(
				feedOf(fake, [
					['ACR-HB-TWHT-60', quantity('DEFAULT', 1)],
					['ACR-HB-TWHT-120', quantity('DEFAULT', 1)],
				]),
			);
			expect(fake.feedOutcome).toBe('done');
			world.pass(60);
			return (await status(feedId)).processingStatus;
		};
		expect(await after('cancelled')).toBe('CANCELLED');
		expect(await after('never')).toBe('IN_PROGRESS');
		expect(await after('fatal')).toBe('FATAL');
		expect((await read('ACR-HB-TWHT-60')).fulfillmentAvailability[0].quantity).toBe(1);
		expect((await read('ACR-HB-TWHT-120')).fulfillmentAvailability[0].quantity).toBe(9);
	});

	it('cancels only what is still in the queue, and lists the feeds', async () => {
		const { world, fake, headers, feedId, status, submit } = await start(twoGoodOneBad);
		const cancel = async (id: string) =>
			(await send(fake, 'DELETE', `/feeds/2021-06-30/feeds/${id}`, { headers })).status;
		expect(await cancel(feedId)).toBe(200);
		world.pass(60);
		expect((await status(feedId)).processingStatus).toBe('CANCELLED');
		const second = await submit(twoGoodOneBad(fake));
		world.pass(8);
		expect(await cancel(second)).toBe(400);
		const listed = await send(fake, 'GET', '/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED', {
			headers,
		});
		expect(listed.body).toMatchObject({ feeds: [{ feedId: second }, { feedId }] });
	});

	it('guards the upload: content type, no token, five minutes, signature', async () => {
		const { world, fake, headers } = await open();
		const body = { contentType: json };
		const fresh = async () => {
			const path = '/feeds/2021-06-30/documents';
			return ((await send(fake, 'POST', path, { headers, body })).body as Uploaded).url;
		};
		const put = async (url: string, more: Record<string, string> = {}) => {
			const answer = await send(fake, 'PUT', url, { headers: { 'content-type': json, ...more } });
			return [answer.status, /<Code>(.*)<\/Code>/.exec(String(answer.body))?.[1]];
		};
		const url = await fresh();
		expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4700\/amazon\/_feeds\//);
		expect(await put(url, headers)).toEqual([403, 'AccessDenied']);
		expect(await put(url, { authorization: 'Bearer x' })).toEqual([400, 'InvalidArgument']);
		expect(await put(url, { 'content-type': 'application/json' })).toEqual([
			403,
			'SignatureDoesNotMatch',
		]);
		expect(await put(url.replace(/Signature=..../, 'Signature=0000'))).toEqual([
			403,
			'SignatureDoesNotMatch',
		]);
		expect(await put(url)).toEqual([200, undefined]);
		world.pass(301);
		expect(await put(url)).toEqual([403, 'AccessDenied']);
	});

	it('lets a feed and a patch on one SKU finish out of order', async () => {
		const { world, patch, read } = await start((fake: AmazonFake) =>
			feedOf(fake, [['ACR-INK-PAYN-30', quantity('DEFAULT', 7)]]),
		);
		await patch('ACR-INK-PAYN-30', [quantity('DEFAULT', 0)]);
		world.pass(30);
		expect((await read('ACR-INK-PAYN-30')).fulfillmentAvailability[0].quantity).toBe(0);
		world.pass(17);
		expect((await read('ACR-INK-PAYN-30')).fulfillmentAvailability[0].quantity).toBe(7);
	});
});

describeWithSpecs('the recorded round of a feed and the logins', () => {
	interface Recorded {
		request: { method: string; path: string; body?: unknown };
		status: number;
		headers: Record<string, string>;
		response: unknown;
	}
	const recorded = readSpec('amazon/recorded.json') as Recorded[];
	const of = (method: string, path: RegExp, status: number) => {
		const fits = ({ request, ...one }: Recorded) =>
			request.method === method && path.test(request.path) && one.status === status;
		const found = recorded.find(fits);
		if (!found) throw new Error(`Nothing recorded of ${method} ${path}`);
		return found;
	};
	const members = (value: unknown) => Object.keys(value as object).sort();
	const same = (answer: { status: number; headers?: object; body?: unknown }, wanted: Recorded) => {
		expect(members(answer.body)).toEqual(members(wanted.response));
		expect(answer.headers).toMatchObject(wanted.headers);
	};

	it('has the same members and rates', async () => {
		const { world, fake, headers } = await open();
		const documents = '/feeds/2021-06-30/documents';
		const made = await send(fake, 'POST', documents, { headers, body: { contentType: json } });
		same(made, of('POST', /documents$/, 201));
		const { feedDocumentId, url } = made.body as Uploaded;
		const message = ['ACR-INK-PAYN-30', quantity('DEFAULT', 0)] as [string, unknown];
		await send(fake, 'PUT', url, {
			headers: { 'content-type': json },
			body: feedOf(fake, [message]),
		});
		const created = await create(fake, headers, feedDocumentId);
		same(created, of('POST', /feeds$/, 202));
		world.pass(17);
		const { feedId } = created.body as { feedId: string };
		const feed = await send(fake, 'GET', `/feeds/2021-06-30/feeds/${feedId}`, { headers });
		same(feed, of('GET', /feeds\/\d+$/, 200));
		const id = (feed.body as Feed).resultFeedDocumentId;
		const found = await send(fake, 'GET', `${documents}/${id}`, { headers });
		same(found, of('GET', /documents\//, 200));
		const file = await send(fake, 'GET', (found.body as Uploaded).url);
		const report = JSON.parse(gunzipSync(file.body as Buffer).toString()) as { header: object };
		const { response } = of('GET', /^\/321$/, 200) as { response: { header: object } };
		expect(report).toEqual({ ...response, header: { ...report.header } });
		expect(members(report.header)).toEqual(members(response.header));
		const sellers = '/sellers/v1/marketplaceParticipations';
		same(await send(fake, 'GET', sellers, { headers }), of('GET', /Participations$/, 200));
	});

	it('logs in with the same members', async () => {
		const { fake } = await open();
		const client = {
			client_id: fake.account['clientId'],
			client_secret: fake.account['clientSecret'],
		};
		const logins = recorded.filter(({ request }) => request.path === '/auth/o2/token');
		expect(logins).toHaveLength(3);
		for (const { request, status, response } of logins) {
			const form = Object.fromEntries(new URLSearchParams(String(request.body)));
			if (form['refresh_token']) form['refresh_token'] = fake.account['refreshToken'];
			const answer = await token(fake, { ...form, ...client });
			expect([answer.status, members(answer.body)]).toEqual([status, members(response)]);
		}
	});
});
