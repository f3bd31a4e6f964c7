import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { Access, application, Limit, refreshTokens } from './access.mts';
import { denied, noRoute, odata, Refusal, tooMany } from './errors.mts';
import type { Row } from './filter.mts';
import { centerRows, list, productRow, single, update, updateQuantity } from './products.mts';
import { Shop, type Product } from './shop.mts';
import { Webhooks } from './webhooks.mts';

export interface ChannelAdvisorFake extends Fake {
	shop: Shop;
	/** What the account could have granted; `account` holds the full one. */
	refreshTokens: typeof refreshTokens;
	/** Refresh tokens the seller has taken back. */
	revoked: Set<string>;
	/** Rows of a page; how many the platform gives is not documented. */
	pageSize: number;
}

/** What the seller made up for the address of the webhook. */
const WEBHOOK_SECRET = 'b7Qz3mKx9TfW2pLc8VdR5nHs';
/** Of common web servers. */
const LONGEST_ADDRESS = 8_192;

const isLogin = ({ path }: FakeRequest): boolean => path === '/oauth2/token';

export const make = ((world: World): ChannelAdvisorFake => {
	const webhooks = new Webhooks(world, WEBHOOK_SECRET);
	const shop = new Shop(world, webhooks);
	const access = new Access(world);
	const limit = new Limit(world.clock);
	const base = world.baseUrl('channeladvisor');

	const product = (id: string): Product => {
		const found = shop.products.get(Number(id));
		if (!found) throw odata(404, 'The product was not found.');
		return found;
	};

	const serve = (request: FakeRequest): FakeAnswer => {
		const { method, path, query } = request;
		if (path.length + query.toString().length > LONGEST_ADDRESS)
			return {
				status: 414,
				headers: { 'content-type': 'text/html' },
				body: '<h2>URI Too Long</h2>',
			};
		if (isLogin(request)) return access.token(request);
		access.check(request);
		if (!limit.take()) return tooMany();
		const rows = () => [...shop.products.values()].map((one) => productRow(shop, one));
		const [, entity, id, action] = /^\/v1\/(\w+)(?:\((\d+)\))?(?:\/(\w+))?$/.exec(path) ?? [];
		switch ([method, entity, id && '(id)', action].filter(Boolean).join(' ')) {
			case 'GET DistributionCenters':
				return list(request, 'DistributionCenters', centerRows(), base, fake.pageSize);
			case 'GET Products':
				return list(request, 'Products', rows(), base, fake.pageSize);
			case 'GET Products (id)':
				return single(request, 'Products', productRow(shop, product(id ?? '')), base);
			case 'PUT Products (id)':
			case 'PATCH Products (id)':
				return update(shop, product(id ?? ''), parse(request));
			case 'POST Products (id) UpdateQuantity':
				return updateQuantity(shop, product(id ?? ''), parse(request));
			default:
				throw noRoute(`${base}${path}`);
		}
	};

	const fake: ChannelAdvisorFake = {
		slug: 'channeladvisor',
		name: 'ChannelAdvisor (Rithum)',
		shop,
		refreshTokens,
		revoked: access.revoked,
		pageSize: 100,
		async handle(request) {
			try {
				return serve(request);
			} catch (error) {
				if (!(error instanceof Refusal)) throw error;
				return error.answer;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller(),
		enterWebhook: (url) => webhooks.enter(url),
		throttled: tooMany,
		expired: () => denied().answer,
		isLogin,
		account: {
			applicationId: application.id,
			sharedSecret: application.secret,
			refreshToken: refreshTokens.full,
			webhookSecret: WEBHOOK_SECRET,
			environment: 'custom',
			customHost: base,
		},
	};
	return fake;
}) satisfies MakeFake;

function parse({ headers, body }: FakeRequest): Row {
	if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
		throw new Refusal(415, {
			Message: "The request entity's media type is not supported for this resource.",
		});
	try {
		const value = JSON.parse(body.toString('utf8')) as unknown;
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
	} catch {
		// Told below, like every other body that is no object.
	}
	throw odata(400, 'The request body is invalid.');
}
