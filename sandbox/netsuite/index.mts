import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { Access, refusedLogin, tokenPath } from './access.mts';
import { errorAnswer, NetsuiteError, nonexistent, tooMany } from './errors.mts';
import { Jobs } from './jobs.mts';
import { account, privateKey } from './keys.mts';
import { adjust, changeItem, findItem, itemTypes, viewItem } from './records.mts';
import { Shop, skuOf } from './shop.mts';
import type { Adjustment, Item } from './shop.mts';
import { purchasingOf } from './purchaseOrders.mts';
import { Scripts } from './scripts.mts';
import type { ScriptRecord } from './scripts.mts';
import { Query } from './sql.mts';
import { readBody, suiteql, tablesOf } from './tables.mts';
import { recordNames } from './transactions.mts';
import type { Transaction } from './transactions.mts';

/** Requests at once in the lowest service tier (netsuite sheet, section 8). */
const mostAtOnce = 5;
/** How long NetSuite is busy with a request. */
const workMs = 150;

export interface NetsuiteFake extends Fake {
	readonly adjustments: readonly Adjustment[];
	readonly access: Access;
	readonly transactions: readonly Transaction[];
	/** Where the seller's own scripts run; nothing until one is installed. */
	scripts?: Scripts;
	item(sku: string): Item | undefined;
	/** By internal id. */
	readonly items: ReadonlyMap<string, Item>;
	/** Columns of `item` that the role may not see. */
	restricted: Set<string>;
	/** OneWorld accounts have subsidiaries, and want one on every posting. */
	oneWorld: boolean;
	/** Record types that the role may not change. */
	forbidden: Set<string>;
}

export const make = ((world: World): NetsuiteFake => {
	const shop = new Shop(world);
	const access = new Access(world);
	const jobs = new Jobs(shop, world);
	let atOnce = 0;

	const json = (body: unknown, type = 'singular'): FakeAnswer => ({
		status: 200,
		headers: { 'content-type': `application/vnd.oracle.resource+json; type=${type}` },
		body,
	});

	const record = (request: FakeRequest, type = '', id?: string): FakeAnswer => {
		const { method } = request;
		if (fake.forbidden.has(type) && method !== 'GET') {
			throw new NetsuiteError(
				403,
				'INSUFFICIENT_PERMISSION',
				'Permission Violation: The subrecord or record requires permission that your role lacks. Contact your account administrator.',
			);
		}
		if (type === 'inventoryAdjustment') {
			const externalId = /^eid:(.+)$/.exec(decodeURIComponent(id ?? ''))?.[1];
			const options = { oneWorld: fake.oneWorld, ...(externalId && { externalId }) };
			const isNew = method === 'POST' && id === undefined;
			if (isNew || (method === 'PUT' && externalId)) {
				return adjust(shop, world, request, readBody(request), options);
			}
		} else if (itemTypes.has(type)) {
			if (method === 'GET' && id !== undefined) {
				return json(viewItem(findItem(shop, type, id), world, request.query.get('fields')));
			}
			if (method === 'PATCH' && id !== undefined) {
				const validation = request.headers['x-netsuite-propertynamevalidation'];
				const item = findItem(shop, type, id);
				changeItem(shop, item, readBody(request), validation);
				const location = `${world.baseUrl('netsuite')}${request.path}`;
				return { status: 204, headers: { location } };
			}
			if (method === 'PATCH') return jobs.create(type, request, readBody(request));
		} else {
			throw new NetsuiteError(404, 'NOT_FOUND', `Record type '${type}' does not exist.`);
		}
		throw new NetsuiteError(405, 'METHOD_NOT_ALLOWED', 'The method is not allowed.');
	};

	const route = (request: FakeRequest): FakeAnswer => {
		const [, , , service, , first, second, third, fourth, fifth] = request.path.split('/');
		if (!request.path.startsWith('/services/rest/')) throw nonexistent();
		if (service === 'query' && first === 'suiteql' && request.method === 'POST') {
			return json(suiteql(shop, world, request, fake), 'collection');
		}
		if (service === 'record') return record(request, first, second);
		if (service === 'async' && first === 'job' && second && request.method === 'GET') {
			if (third === undefined) return { status: 200, body: jobs.view(second) };
			if (fourth === undefined) return { status: 200, body: jobs.viewTasks(second) };
			if (fifth === 'result') return jobs.result(second, fourth);
		}
		throw nonexistent();
	};

	const serve = (request: FakeRequest): FakeAnswer => {
		try {
			access.check(request);
			return route(request);
		} catch (error) {
			if (!(error instanceof NetsuiteError)) throw error;
			return error.status === 401 ? refusedLogin() : errorAnswer(error);
		}
	};

	const isLogin = ({ path }: FakeRequest): boolean => path === tokenPath;

	const fake: NetsuiteFake = {
		slug: 'netsuite',
		name: 'Oracle NetSuite',
		async handle(request) {
			if (isLogin(request)) return access.token(request);
			// Shared by everything that talks to the account; refused at once, without waiting.
			if (atOnce >= mostAtOnce) return errorAnswer(tooMany());
			atOnce += 1;
			try {
				await world.clock.sleep(workMs * world.delayFactor);
				jobs.advance();
				return serve(request);
			} finally {
				atOnce -= 1;
			}
		},
		shelf() {
			jobs.advance();
			return shop.shelf();
		},
		get seller() {
			jobs.advance();
			return shop.seller;
		},
		get adjustments() {
			return shop.adjustments;
		},
		access,
		transactions: shop.transactions.list,
		item: (sku) => shop.find(sku),
		items: shop.items,
		restricted: new Set(),
		oneWorld: true,
		forbidden: new Set(),
		throttled: () => errorAnswer(tooMany()),
		troubles: ['itemRefused', 'workStuck', 'workFailed'],
		expired: refusedLogin,
		isLogin,
		account: {
			accountId: account.accountId,
			authentication: 'certificate',
			clientId: account.clientId,
			certificateId: account.certificateId,
			privateKey,
			environment: 'custom',
			customHost: world.baseUrl('netsuite'),
			webhookSecret: account.webhookSecret,
		},
		purchasing: purchasingOf(shop),
		/** The script is uploaded, deployed and given its address. */
		enterWebhook(url) {
			const scripts = new Scripts(world, {
				parameters: { custscript_stockout_url: url },
				secrets: { custsecret_stockout: account.webhookSecret },
				// It runs as administrator: no column is hidden from it.
				query: (sql) =>
					new Query(sql, tablesOf(shop, { restricted: new Set(), oneWorld: fake.oneWorld })).run(),
			});
			fake.scripts = scripts;
			shop.saved = (transaction) => scripts.saved('edit', transactionRecord(transaction));
			shop.edited = (item, before) => scripts.saved('edit', itemRecord(item), itemRecord(before));
		},
	};
	return fake;
}) satisfies MakeFake;

function transactionRecord({ id, type, lines }: Transaction): ScriptRecord {
	const ownSublist = type === 'InvAdjst' ? 'inventory' : 'item';
	return {
		id,
		type: recordNames[type],
		getValue: ({ fieldId }) => (fieldId === 'createdfrom' ? (lines[0]?.createdFrom ?? '') : ''),
		getLineCount: ({ sublistId }) => (sublistId === ownSublist ? lines.length : -1),
		getSublistValue: ({ fieldId, line }) => (fieldId === 'item' ? lines[line]?.item : undefined),
	};
}

function itemRecord(item: Item): ScriptRecord {
	const values: Record<string, unknown> = {
		itemid: skuOf(item),
		displayname: item.displayName,
		isonline: item.isOnline,
		isinactive: item.isInactive,
	};
	return {
		id: item.id,
		type: item.recordType.toLowerCase(),
		getValue: ({ fieldId }) => values[fieldId],
		getLineCount: () => -1,
		getSublistValue: () => undefined,
	};
}
