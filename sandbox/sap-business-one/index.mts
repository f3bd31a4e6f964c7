import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import type { Company } from './company.mts';
import { itemProperties, itemRow, openCompany } from './company.mts';
import { documentProperties, documentSets } from './documents.mts';
import { errorAnswer, fail, noMatch, ServiceLayerError, sessionOver } from './errors.mts';
import type { Version } from './errors.mts';
import { purchasingOf } from './purchaseOrders.mts';
import type { EntitySet } from './query.mts';
import { jsonHeaders, list, view } from './query.mts';
import type { User } from './sessions.mts';
import { companyDb, Sessions, users } from './sessions.mts';
import { sellerOf, shelfOf } from './shelf.mts';
import { Webhooks } from './webhooks.mts';
import { patchItem, postCount } from './writes.mts';

export interface SapFake extends Fake {
	company: Company;
	/** Every one takes a licence. */
	sessions: Sessions;
	users: typeof users;
	webhooks: Webhooks;
	/** Before FP 2602 there were no webhooks. */
	isOld: boolean;
}

const slug = 'sap-business-one';
/** What the web server in front takes (sap-business-one sheet, section 3). */
const longestAddress = 8190;

const page = (status: number, title: string): FakeAnswer => ({
	status,
	headers: { 'content-type': 'text/html; charset=iso-8859-1' },
	body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`,
});

export const make = ((world: World): SapFake => {
	const company = openCompany(world);
	const sessions = new Sessions(world);
	const webhooks = new Webhooks(company);

	const setOf = (name: string): EntitySet | undefined => {
		const rows = (list: readonly Record<string, unknown>[]) => ({
			properties: Object.keys(list[0] ?? {}),
			rows: () => list,
		});
		switch (name) {
			case 'Items': {
				const items = () => [...company.items.values()].map(itemRow);
				return { name, type: 'Item', key: 'ItemCode', properties: itemProperties, rows: items };
			}
			case 'Warehouses':
				return { name, type: 'Warehouse', key: 'WarehouseCode', ...rows(company.warehouses) };
			case 'UserFieldsMD':
				return { name, type: 'UserFieldMD', key: 'FieldID', ...rows(company.userFields) };
			case 'InventoryPostings':
				return {
					name,
					type: 'InventoryPosting',
					key: 'DocumentEntry',
					properties: ['DocumentEntry', 'InventoryPostingLines'],
					rows: () =>
						company.postings.map(({ DocumentEntry, lines }) => ({
							DocumentEntry,
							InventoryPostingLines: lines,
						})),
				};
		}
		if (!(documentSets as readonly string[]).includes(name)) return undefined;
		const documents = () => company.documents.of(name);
		return {
			name,
			type: 'Document',
			key: 'DocEntry',
			properties: documentProperties,
			rows: documents,
		};
	};

	const mayWrite = (user: User): void => {
		if (!user.mayWrite) fail(403, -5006, 'You are not permitted to perform this action');
	};

	const serveWebhooks = async (
		request: FakeRequest,
		user: User,
		rest: string,
	): Promise<FakeAnswer | undefined> => {
		if (rest === 'EventSubscriptionsService_GetEventCatalog') return webhooks.catalogue();
		if (rest === 'CompanyService_GetAdminInfo' && request.method === 'POST')
			return webhooks.adminInfo();
		const [isOne, , key, action] =
			/^EventSubscriptions(\('((?:[^']|'')*)'\)(?:\/(\w+))?)?$/.exec(rest) ?? [];
		if (isOne === undefined) return undefined;
		// The right to manipulate webhooks.
		mayWrite(user);
		return await webhooks.serve(request, key?.replaceAll("''", "'"), action);
	};

	const serve = async (
		request: FakeRequest,
		version: Version,
		rest: string,
	): Promise<FakeAnswer> => {
		const { method, query } = request;
		if (method === 'POST' && rest === 'Login') return sessions.logIn(request, version);
		if (method === 'POST' && rest === 'Logout') return sessions.logOut(request);
		const user = sessions.check(request);
		const root = `${world.baseUrl(slug)}/b1s/${version}`;
		const answer =
			version === 'v2' && !fake.isOld ? await serveWebhooks(request, user, rest) : undefined;
		if (answer) return answer;
		const [, name = '', key] = /^(\w+)(?:\('((?:[^']|'')*)'\))?$/.exec(rest) ?? [];
		const set = setOf(name);
		if (method === 'POST' && rest === 'InventoryPostings') {
			mayWrite(user);
			return postCount(company, request, root, version);
		}
		if (!set) return fail(404, -1000, `Unrecognized resource path '${rest}'`);
		if (method === 'GET' && key === undefined) return list(set, request, root, version);
		if (name !== 'Items' || key === undefined) return fail(405, -1000, 'Method is not allowed');
		const item = company.items.get(key.replaceAll("''", "'")) ?? noMatch();
		if (method === 'GET') {
			const context = { '@odata.context': `${root}/$metadata#Items/$entity` };
			const body = { ...context, ...view(set, itemRow(item), query, version) };
			return { status: 200, headers: jsonHeaders(version), body };
		}
		if (method !== 'PATCH') return fail(405, -1000, 'Method is not allowed');
		mayWrite(user);
		return patchItem(company, item, request);
	};

	const fake: SapFake = {
		slug,
		name: 'SAP Business One',
		company,
		webhooks,
		isOld: false,
		sessions,
		users,
		async handle(request) {
			const [, version, raw] = /^\/b1s\/(v1|v2)\/(.*)$/.exec(request.path) ?? [];
			if (version === undefined || raw === undefined) return page(404, 'Not Found');
			const query = request.query.toString().replaceAll('+', '%20');
			if (request.path.length + query.length > longestAddress) {
				return page(414, 'Request-URI Too Long');
			}
			try {
				return await serve(request, version as Version, decodeURIComponent(raw));
			} catch (error) {
				if (error instanceof URIError) return page(400, 'Bad Request');
				if (!(error instanceof ServiceLayerError)) throw error;
				return errorAnswer(error, version as Version);
			}
		},
		shelf: () => shelfOf(company),
		seller: sellerOf(company),
		purchasing: purchasingOf(company),
		// The load balancer, with all workers busy; it says nothing about when (sap-business-one sheet, section 8).
		throttled: () => page(503, 'Service Unavailable'),
		expired: () => errorAnswer(sessionOver(), 'v2'),
		isLogin: ({ path }) => /\/(Login|Logout)$/.test(path),
		account: {
			url: world.baseUrl(slug),
			companyDb,
			userName: users.full.userName,
			password: users.full.password,
		},
	};
	return fake;
}) satisfies MakeFake;
