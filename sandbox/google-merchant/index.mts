import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import {
	ApiError,
	disabled,
	json,
	noAccess,
	notFound,
	tooFast,
	unauthenticated,
	unregistered,
} from './errors.mts';
import { account, Login, project } from './login.mts';
import { Products } from './products.mts';
import { Quotas } from './quota.mts';
import type { GroupName, Groups } from './quota.mts';
import { search } from './report.mts';
import { Shop } from './shop.mts';
import type { DataSource } from './sources.mts';

export interface GoogleFake extends Fake {
	/** Is the Google Cloud project registered with the account, and the API switched on in it? */
	project: { registered: boolean; enabled: boolean };
	quotas: Groups;
	sources: DataSource[];
	/** The processed product as Google shows it now, by `language~label~offer`. */
	product(name: string): Record<string, unknown> | undefined;
	/** What one data source said of it. */
	input(name: string, source: string): Record<string, unknown> | undefined;
}

interface Route {
	/** Of the path below `accounts/{account}`, after the part of the API. */
	path: RegExp;
	method: string;
	group?: GroupName;
	run(request: FakeRequest, segment: string): FakeAnswer;
}

const slug = 'google-merchant';
const ok = (body: unknown): FakeAnswer => ({ status: 200, headers: json, body });
const gone = new ApiError(410, 'FAILED_PRECONDITION', 'Content API for Shopping is gone.', 'gone');

export const make = ((world: World): GoogleFake => {
	const shop = new Shop(world);
	const products = new Products(shop);
	const quotas = new Quotas(world.clock);
	const login = new Login(world, `${world.baseUrl(slug)}/token`);
	const state = { registered: true, enabled: true };

	const routes: Route[] = [
		{
			method: 'GET',
			path: /^datasources dataSources$/,
			group: 'dataSources',
			run: ({ query }) => dataSources(shop, query),
		},
		{
			method: 'GET',
			path: /^datasources dataSources\/(\d+)$/,
			group: 'dataSources',
			run: (_, id) => {
				const source = shop.sources.find(({ dataSourceId }) => dataSourceId === id);
				if (!source) throw notFound('data source not found', 'DATA_SOURCE_NOT_FOUND');
				return ok(source);
			},
		},
		{
			method: 'POST',
			path: /^reports reports:search$/,
			group: 'reports',
			run: (request) => search(shop, request),
		},
		{
			method: 'GET',
			path: /^products products$/,
			group: 'products',
			run: ({ query }) => products.list(query),
		},
		{
			method: 'GET',
			path: /^products products\/([^/]+)$/,
			group: 'products',
			run: (_, segment) => products.get(segment),
		},
		{
			method: 'POST',
			path: /^products productInputs:insert$/,
			group: 'productInputs',
			run: (request) => products.insert(request),
		},
		{
			method: 'PATCH',
			path: /^products productInputs\/([^/]+)$/,
			group: 'productInputs',
			run: (request, segment) => products.patch(segment, request),
		},
		{
			method: 'DELETE',
			path: /^products productInputs\/([^/]+)$/,
			group: 'productInputs',
			run: ({ query }, segment) => products.delete(segment, query),
		},
		{ method: 'GET', path: /^quota quotas$/, run: () => ok(quotas.list()) },
	];

	const answer = (request: FakeRequest): FakeAnswer => {
		if (request.path.startsWith('/content/')) throw gone;
		const [, part, merchant = '', rest] =
			/^\/(\w+)\/v1\/accounts\/([^/]+)\/(.+)$/.exec(request.path) ?? [];
		login.check(request);
		if (!state.registered) throw unregistered(project);
		if (!state.enabled) throw disabled(project);
		const path = `${part} ${rest}`;
		const route = routes.find((one) => one.method === request.method && one.path.test(path));
		if (!route) throw notFound('Method not found.', 'METHOD_NOT_FOUND');
		if (merchant !== account.merchantId) throw noAccess(merchant);
		if (route.group) quotas.take(route.group);
		return route.run(request, route.path.exec(path)?.[1] ?? '');
	};

	return {
		slug,
		name: 'Google Merchant Center',
		handle: async (request) => {
			if (request.path === '/token') return login.token(request);
			try {
				return answer(request);
			} catch (error) {
				if (error instanceof ApiError) return error.answer;
				throw error;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller,
		throttled: () => tooFast().answer,
		expired: () => unauthenticated().answer,
		isLogin: ({ path }) => path === '/token',
		account: { ...account, environment: 'custom', customHost: world.baseUrl(slug) },
		project: state,
		quotas: quotas.groups,
		sources: shop.sources,
		product(name) {
			const offer = shop.offers.get(name);
			return offer && shop.product(offer);
		},
		input: (name, source) => shop.offers.get(name)?.inputs.get(source),
	};
}) satisfies MakeFake;

function dataSources(shop: Shop, query: URLSearchParams): FakeAnswer {
	const size = Math.min(1000, Number(query.get('pageSize') ?? 1000));
	const start = Number(query.get('pageToken') ?? 0);
	return ok({
		dataSources: shop.sources.slice(start, start + size),
		...(start + size < shop.sources.length && { nextPageToken: String(start + size) }),
	});
}
