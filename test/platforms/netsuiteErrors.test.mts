// Oracle NetSuite: what its error codes are told as, and answers recorded from real accounts.
import nock from 'nock';
import { LoadOptionsContext } from 'n8n-core';
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FakeAnswer } from '../../sandbox/fake.mts';
import {
	additionalData,
	loader,
	makeNode,
	makeWorkflow,
	runAcrylicDelist,
	TestCredentials,
} from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { intercept } from './channelRun.mts';
import { openNetsuite, TYPE, type NetsuiteShop } from './netsuiteShop.mts';

const INK = 'ACR-INK-PAYN-30';
const MAGENTA = 'ACR-FL-QMAG-30';

const said = (status: number, code: string, detail: string, path?: string): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/vnd.oracle.resource+json; type=error' },
	body: {
		type: 'https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.1',
		title: 'Some Title',
		status,
		'o:errorDetails': [{ detail, 'o:errorCode': code, ...(path ? { 'o:errorPath': path } : {}) }],
	},
});

describe('NetSuite sheet, section 9: errors of a write', () => {
	let shop: NetsuiteShop;
	beforeEach(async () => {
		shop = await openNetsuite();
	});
	afterEach(async () => await shop.close());

	it.each([
		[
			said(403, 'INSUFFICIENT_PERMISSION', 'Permission Violation'),
			'permission',
			'lacks a permission',
			'permissions listed',
		],
		[
			said(404, 'NONEXISTENT_ID', 'The record instance does not exist.'),
			'notFound',
			'does not find it',
			'still exists',
		],
		[
			said(400, 'INVALID_KEY_OR_REF', 'Invalid reference key 9.'),
			'refused',
			'does not know something',
			'anew',
		],
		[
			said(400, 'USER_ERROR', 'Please enter value(s) for: Department.'),
			'refused',
			'Department',
			'optional on the form',
		],
		[
			said(400, 'USER_ERROR', 'This record is locked by a workflow.'),
			'refused',
			'locked by a workflow',
			'Look at the item',
		],
		[
			said(400, 'INVALID_CONTENT', 'Unknown reference or field: isOnline.', 'isOnline'),
			'invalid',
			'(isOnline)',
			'report this message',
		],
		[
			said(500, 'UNEXPECTED_ERROR', 'An unexpected error occurred.'),
			'unavailable',
			'could not answer just now',
			'again',
		],
		[{ status: 405, body: 'No' }, 'invalid', 'did not understand', 'SKU'],
	])('%j', async (answer, kind, message, nextStep) => {
		intercept(shop.fake, ({ method }) => (method === 'PATCH' ? answer : undefined));
		const row = (await shop.run('takeOffSale', [INK])).of(INK);
		expect(row).toMatchObject({
			kind,
			changed: false,
			message: expect.stringContaining(message),
			nextStep: expect.stringContaining(nextStep),
		});
	});

	it.each([
		[
			said(401, 'INVALID_LOGIN', 'Invalid login attempt.'),
			'login',
			'did not accept the login',
			'refreshed sandbox',
		],
		[
			said(400, 'INVALID_PARAMETER', 'Search error occurred: Field was not found.'),
			'invalid',
			'did not understand the query',
			"'SKU Field'",
		],
		[
			{
				status: 400,
				body: { title: 'Record was not found', status: 400, 'o:errorCode': 'INVALID_PARAMETER' },
			},
			'invalid',
			'did not understand the query: Record was not found',
			"'SKU Field'",
		],
	])('of a query: %j', async (answer, kind, message, nextStep) => {
		intercept(shop.fake, ({ path }) => (path.endsWith('/suiteql') ? answer : undefined));
		const row = (await shop.run('takeOffSale', [INK])).of(INK);
		expect(row).toMatchObject({
			outcome: 'failed',
			kind,
			changed: false,
			message: expect.stringContaining(message),
			nextStep: expect.stringContaining(nextStep),
		});
	});

	it.each([
		said(429, 'CONCURRENCY_LIMIT_EXCEEDED', 'Concurrent request limit exceeded. Request blocked.'),
		said(400, 'CONCURRENCY_LIMIT_EXCEEDED', 'Concurrent request limit exceeded. Request blocked.'),
		said(400, 'SSS_REQUEST_LIMIT_EXCEEDED', 'Request limit exceeded.'),
	])('waits and goes on after %j', async (answer) => {
		let left = 3;
		intercept(shop.fake, () => (left-- > 0 ? answer : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('plans anew when somebody saves the item at the same moment', async () => {
		let left = 1;
		intercept(shop.fake, ({ method }) =>
			method === 'PATCH' && left-- > 0
				? said(400, 'RCRD_HAS_BEEN_CHANGED', 'Record has been changed.')
				: undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'offSale', confirmed: true });
	});

	it('keeps the failure of one item to itself', async () => {
		const id = shop.fake.item(INK)!.id;
		intercept(shop.fake, ({ method, path }) =>
			method === 'PATCH' && path.endsWith(id) ? said(400, 'USER_ERROR', 'Locked.') : undefined,
		);
		const { of } = await shop.run('takeOffSale', [INK, MAGENTA]);
		expect(of(INK)).toMatchObject({ outcome: 'refused', changed: false });
		expect(of(MAGENTA)).toMatchObject({ outcome: 'offSale' });
	});

	it('never takes an accepted change for done that the live item does not show', async () => {
		intercept(shop.fake, ({ method }) => (method === 'PATCH' ? { status: 204 } : undefined));
		const { of } = await shop.run('takeOffSale', [INK]);
		expect(of(INK)).toMatchObject({ outcome: 'contradicted', confirmed: false });
	});

	it('is never refused for too many requests at once by itself', async () => {
		await shop.run(
			'takeOffSale',
			shop.fake.shelf().map(({ sku }) => sku),
		);
		expect(shop.requests().filter(({ status }) => status === 429)).toEqual([]);
	});

	it('names the permission that a posting lacks', async () => {
		shop.fake.forbidden.add('inventoryAdjustment');
		const { of } = await shop.run('putBackOnSale', [{ sku: 'ACR-VAR-GLOS-250', quantity: 3 }], {
			channel: { stop: 'both', adjustmentAccount: '154', subsidiary: '1' },
		});
		expect(of('ACR-VAR-GLOS-250')).toMatchObject({
			outcome: 'failed',
			kind: 'permission',
			changed: false,
		});
	});
});

describe('NetSuite: lists of the options', () => {
	let shop: NetsuiteShop;
	beforeEach(async () => {
		shop = await openNetsuite();
	});
	afterEach(async () => await shop.close());

	const load = async (name: string): Promise<INodePropertyOptions[]> => {
		const credentials = new TestCredentials({ [TYPE]: { ...shop.credentials[TYPE] } });
		const node = makeNode('acrylicDelist', { channels: ['netsuite'] }, credentials);
		const context = new LoadOptionsContext(
			makeWorkflow(node),
			node,
			additionalData(credentials),
			'',
		);
		const type = loader.getNode('acrylicDelist').type as {
			methods: { loadOptions: Record<string, (this: unknown) => Promise<INodePropertyOptions[]>> };
		};
		return await type.methods.loadOptions[`netsuite.${name}`].call(context);
	};

	it('come from the account, without what is inactive', async () => {
		expect(await load('adjustmentAccounts')).toEqual([
			{ name: '1420 Inventory : Inventory Parts', value: '133' },
			{ name: '5050 Inventory Adjustment', value: '154' },
		]);
		expect(await load('locations')).toEqual([
			{ name: 'Main Warehouse', value: '2' },
			{ name: 'Shop Front', value: '3' },
		]);
		expect(await load('subsidiaries')).toEqual([{ name: 'Acrylic Art Supplies', value: '1' }]);
	});

	it('are empty for subsidiaries where the account is not OneWorld, and say what is wrong otherwise', async () => {
		shop.fake.oneWorld = false;
		expect(await load('subsidiaries')).toEqual([]);
		intercept(shop.fake, () => said(403, 'INSUFFICIENT_PERMISSION', 'Permission Violation'));
		await expect(load('subsidiaries')).rejects.toThrow('lacks a permission');
	});
});

interface Recorded {
	from: string;
	request: { method: string; path: string };
	status: number;
	response: IDataObject;
}

describeWithSpecs('NetSuite: answers recorded from real accounts', () => {
	const HOST = 'https://1234567-sb1.suitetalk.api.netsuite.com';
	const recorded = readSpec('netsuite/recorded.json') as Recorded[];
	const from = (text: string): Recorded => recorded.find((one) => one.from.includes(text))!;
	const tba = {
		accountId: '1234567_SB1',
		authentication: 'token',
		consumerKey: 'consumer-key-1',
		consumerSecret: 'consumer-secret-1',
		tokenId: 'token-id-1',
		tokenSecret: 'token-secret-1',
	};
	let restoreClock = () => {};
	beforeEach(() => {
		restoreClock = setProductClock(fastClock(1000));
	});
	afterEach(() => {
		restoreClock();
		nock.cleanAll();
	});
	const queries = (answer: (q: string) => [number, IDataObject]) =>
		nock(HOST)
			.persist()
			.post('/services/rest/query/v1/suiteql')
			.query(true)
			.reply(async (request: Request) => answer(String(((await request.json()) as IDataObject).q)));
	/** The recorded wrapper around rows of our own. */
	const wrap = (...items: IDataObject[]): [number, IDataObject] => [
		200,
		{
			...from('account_search').response,
			items: items.map((row) => ({ links: [], ...row })),
			count: items.length,
		},
	];
	const run = async (operation: string) =>
		await runAcrylicDelist({
			parameters: {
				operation,
				channels: ['netsuite'],
				sku: '={{ $json.sku }}',
				options: { confirm: false },
			},
			items: [{ sku: INK }],
			credentials: { [TYPE]: tba },
		});
	const item = {
		id: '1021',
		sku: INK,
		itemtype: 'InvtPart',
		isonline: 'T',
		isinactive: 'F',
		location: '2',
		quantityavailable: '7',
	};

	it('rows come as texts, with nothing where a column is empty', async () => {
		queries(() => wrap(item, { ...item, location: '3', quantityavailable: undefined }));
		const { done } = await run('getStockState');
		expect(done).toMatchObject([
			{ before: { listingId: '1021', quantity: 7, visible: true, buyable: true } },
		]);
	});

	it('the old form of an error, with the code at the top, is read', async () => {
		const { status, response } = from('subsidiary/searcher');
		queries(() => [status, response]);
		const { attention } = await run('takeOffSale');
		expect(attention).toMatchObject([
			{ outcome: 'failed', kind: 'invalid', message: expect.stringContaining('was not found') },
		]);
	});

	it('a refusal of 2023 is told with its own words, once', async () => {
		queries(() => wrap(item));
		const { status, response } = from('netsuite-rest issue 26');
		const write = nock(HOST)
			.patch('/services/rest/record/v1/inventoryItem/1021', { isOnline: false })
			.reply(status, response);
		const { attention } = await run('takeOffSale');
		expect(write.isDone()).toBe(true);
		expect(attention).toMatchObject([
			{
				outcome: 'refused',
				message:
					'NetSuite wants more than was sent: Please enter value(s) for: First Name, Last Name.',
			},
		]);
	});

	it('a record with links is read where the query shows nothing', async () => {
		queries((q) =>
			q.includes('isonline')
				? wrap()
				: q.includes('itemtype')
					? wrap({ id: '20567', sku: INK, itemtype: 'InvtPart' })
					: wrap({ item: '20567', location: '2', quantityavailable: '3' }),
		);
		const { response } = from('SharpSync');
		nock(HOST)
			.get('/services/rest/record/v1/inventoryItem/20567')
			.query({ fields: 'isOnline,isInactive' })
			.reply(200, { ...response, isOnline: true, isInactive: false });
		const { done } = await run('getStockState');
		expect(done).toMatchObject([
			{ before: { listingId: '20567', quantity: 3, visible: true, buyable: true } },
		]);
	});
});
