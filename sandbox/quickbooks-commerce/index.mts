import type { Fake, FakeAnswer, FakeRequest, World } from '../fake.mts';
import { Access, app, companyId, consentPath, expired, tokenPath } from './access.mts';
import { Documents } from './documents.mts';
import { adjust, batch, bodyOf, query, readItem, updateItem } from './entities.mts';
import type { Json } from './entities.mts';
import { missing, QuickbooksFault, tooMany, unsupported } from './errors.mts';
import { makeLimiter, mostAtOnce } from './limits.mts';
import { Shop } from './shop.mts';
import { verifierToken, Webhooks } from './webhooks.mts';

const slug = 'quickbooks-commerce';
/** How long QuickBooks is busy with a request. */
const workMs = 100;

export interface QuickbooksFake extends Fake {
	shop: Shop;
	documents: Documents;
	webhooks: Webhooks;
}

export function make(world: World): QuickbooksFake {
	const shop = new Shop(world);
	const webhooks = new Webhooks(world);
	const documents = new Documents(shop, webhooks);
	shop.onChange = ({ Id }, what) => {
		if (what === 'record' || webhooks.itemEventsOnStock) webhooks.note('Item', Id, 'updated');
	};
	const access = new Access(world);
	const admit = makeLimiter(world);
	/** Answers by `requestid`: a repeat gets the first one (sheet, section 4). */
	const done = new Map<string, FakeAnswer>();
	let trace = 0;
	let atOnce = 0;

	const route = (request: FakeRequest): Json => {
		const { method, path } = request;
		const [entity = '', id = '', more] = path.split('/').slice(4);
		if (more === undefined) {
			if (method === 'GET' && entity === 'query' && id === '') {
				const text = request.query.get('query');
				if (text === null) throw missing('query');
				return query(shop, documents, text);
			}
			if (method === 'GET' && entity === 'item') return readItem(shop, decodeURIComponent(id));
			if (method === 'GET' && entity === 'companyinfo')
				return { CompanyInfo: { CompanyName: 'Acrylic Art Supplies', Country: 'US', Id: '1' } };
			if (method === 'POST' && id === '') {
				if (entity === 'item') return updateItem(shop, bodyOf(request));
				if (entity === 'inventoryadjustment') return adjust(shop, bodyOf(request));
				if (entity === 'batch') return batch(shop, documents, bodyOf(request));
			}
		}
		throw unsupported(path);
	};

	const serve = (request: FakeRequest): FakeAnswer => {
		const refusal = access.refusal(request);
		if (refusal) return refusal;
		if (!admit(request.path.endsWith('/batch'))) return tooMany();
		const key = request.method === 'POST' ? request.query.get('requestid') : null;
		const known = key === null ? undefined : done.get(key);
		if (known) return known;
		try {
			const answer = { status: 200, body: { ...route(request), time: shop.now() } };
			if (key !== null) done.set(key, answer);
			return answer;
		} catch (error) {
			if (error instanceof QuickbooksFault) return error.answer(shop.now());
			throw error;
		}
	};

	const isLogin = ({ path }: FakeRequest): boolean => path === tokenPath || path === consentPath;

	return {
		slug,
		name: 'QuickBooks Commerce (QuickBooks Online)',
		shop,
		documents,
		webhooks,
		async handle(request) {
			if (request.path === consentPath) return access.consent.authorize(request);
			if (isLogin(request)) return access.token(request);
			if (atOnce >= mostAtOnce) return tooMany();
			atOnce += 1;
			try {
				await world.clock.sleep(workMs * world.delayFactor);
				const answer = serve(request);
				trace += 1;
				return { ...answer, headers: { ...answer.headers, 'intuit-tid': `1-sandbox-${trace}` } };
			} finally {
				atOnce -= 1;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller(documents),
		purchasing: documents.purchasing,
		enterWebhook: (url) => webhooks.enter(url),
		troubles: ['itemRefused'],
		throttled: tooMany,
		expired,
		isLogin,
		account: {
			...app,
			accessTokenUrl: `${world.baseUrl(slug)}${tokenPath}`,
			environment: 'custom',
			customHost: world.baseUrl(slug),
			companyId,
			webhookVerifierToken: verifierToken,
		},
		signedIn: access.signIn(),
	};
}
