import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { applicationError, throttled, unauthenticated, WixError } from './answers.mts';
import { apiKeys, app, Auth, siteId } from './auth.mts';
import { MinuteLimit } from './limit.mts';
import { isObject } from './query.mts';
import type { Json } from './query.mts';
import { Store } from './store.mts';
import { CatalogV1 } from './v1.mts';
import { CatalogV3 } from './v3.mts';
import { publicKey } from './keys.mts';
import { Webhooks } from './webhooks.mts';

export interface Options {
	catalog: 'V1' | 'V3';
	/** How long a query of V3 is behind (unconfirmed whether it is at all; wix sheet, section 7). */
	lagMs?: number;
}

export interface WixFake extends Fake {
	store: Store;
	/** The site may be moved while it is looked at; V3 is still being set up while `provisioning`. */
	site: { catalog: 'V1' | 'V3'; installed: boolean; provisioning: boolean };
	/** The login by API key; `account` is that of an own app. */
	keyAccount: Record<string, string>;
	apiKeys: typeof apiKeys;
	/** What the app's dashboard is told to send, and how. */
	webhooks: Webhooks;
}

const wrongCatalog = (site: string, api: string): WixError =>
	applicationError(428, `CATALOG_${site}_SITE_CALLING_CATALOG_${api}_API`);

function parse(request: FakeRequest): Json {
	const text = request.body.toString();
	if (text === '') return {};
	try {
		const body: unknown = JSON.parse(text);
		if (isObject(body)) return body;
	} catch {
		// Answered like any other body that is no object.
	}
	throw applicationError(400, 'INVALID_ARGUMENT', 'The body is no JSON object');
}

export function makeWix({ catalog, lagMs = 300 }: Options): (world: World) => WixFake {
	return (world) => {
		const auth = new Auth(world);
		const limit = new MinuteLimit(world.clock);
		const store = new Store(world, catalog === 'V3' ? 2 : 1);
		const v3 = new CatalogV3(world, store, lagMs);
		const v1 = new CatalogV1(store);
		const webhooks = new Webhooks(world, store, catalog);
		const site: WixFake['site'] = { catalog, installed: true, provisioning: false };

		const serve = (request: FakeRequest): unknown => {
			const { method, path } = request;
			if (`${method} ${path}` === 'GET /stores/v3/provision/version') {
				const catalogVersion = site.installed ? `${site.catalog}_CATALOG` : 'STORES_NOT_INSTALLED';
				return { catalogVersion };
			}
			const isV3 = path.startsWith('/stores/v3/');
			if (!site.installed) throw applicationError(428, '');
			if (isV3 && site.catalog === 'V1') throw wrongCatalog('V1', 'V3');
			if (!isV3 && site.catalog === 'V3') throw wrongCatalog('V3', 'V1');
			if (isV3 && site.provisioning) {
				const text = 'Site is currently being provisioned for CATALOG_V3. Retry the request.';
				throw applicationError(428, 'CATALOG_V3_SITE_PROVISIONING', text);
			}
			const body = parse(request);
			const found = isV3
				? v3.route(method, path.slice('/stores/v3'.length), body)
				: v1.route(method, path, body);
			if (found === undefined) throw applicationError(404, 'NOT_FOUND', 'No such address');
			return found;
		};

		const isLogin = ({ path }: FakeRequest): boolean => path === '/oauth2/token';

		return {
			slug: 'wix',
			name: 'Wix',
			store,
			site,
			async handle(request): Promise<FakeAnswer> {
				if (isLogin(request)) return auth.token(request);
				const refusal = auth.refusal(request);
				if (refusal) return { status: refusal.status, body: refusal.body };
				if (!limit.take()) return throttled();
				try {
					return { status: 200, body: serve(request) };
				} catch (error) {
					if (!(error instanceof WixError)) throw error;
					return { status: error.status, body: error.body };
				}
			},
			shelf: () => store.shelf(),
			seller: store.seller(),
			troubles: ['itemRefused'],
			throttled,
			expired: unauthenticated,
			isLogin,
			apiKeys,
			webhooks,
			enterWebhook: (url) => webhooks.enter(url),
			keyAccount: {
				authentication: 'apiKey',
				apiKey: apiKeys.full,
				siteId,
				environment: 'custom',
				customHost: world.baseUrl('wix'),
			},
			account: {
				authentication: 'app',
				...app,
				publicKey,
				environment: 'custom',
				customHost: world.baseUrl('wix'),
			},
		};
	};
}

export const make = makeWix({ catalog: 'V3' }) satisfies MakeFake;
