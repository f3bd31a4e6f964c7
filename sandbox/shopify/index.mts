import type { Fake, FakeAnswer, FakeRequest, ShelfItem, World } from '../fake.mts';
import * as auth from './auth.mts';
import { makeGraphql } from './graphql.mts';
import type { GraphqlRequest } from './graphql.mts';
import { makeInventory } from './inventory.mts';
import type { Transfer, Variant } from './model.mts';
import { isForSale, quantityOf } from './model.mts';
import { BareId, levelPayload, productPayload } from './payloads.mts';
import { makeProducts } from './products.mts';
import { makePurchasing } from './purchasing.mts';
import { makeQueries } from './queries.mts';
import { makeSeller } from './seller.mts';
import { makeShop } from './shop.mts';
import type { Store } from './store.mts';
import { makeWebhooks } from './webhooks.mts';

const slug = 'shopify';
const tokenPath = '/admin/oauth/access_token';
const stable = ['2026-01', '2026-04', '2026-07', '2026-10'];
/** Nothing was done (shopify sheet, section 9). */
const internalError: FakeAnswer = {
	status: 200,
	body: {
		errors: [
			{
				message: 'Internal error. Looks like something went wrong on our end.',
				extensions: { code: 'INTERNAL_SERVER_ERROR' },
			},
		],
	},
};
const notFound: FakeAnswer = { status: 404, body: { errors: 'Not Found' } };

export interface ShopifyFake extends Fake {
	/** For what no clerk can set. */
	transfers: Transfer[];
}

export const make = (world: World): ShopifyFake => {
	const shop = makeShop(world);
	const webhooks = makeWebhooks(world, shop.domain, auth.clientSecret);
	const store: Store = {
		world,
		shop,
		now: () => world.clock.now(),
		announce: {
			levelChanged: (variant, level) =>
				webhooks.send('INVENTORY_LEVELS_UPDATE', () => levelPayload(variant, level)),
			productChanged: (product) => webhooks.send('PRODUCTS_UPDATE', () => productPayload(product)),
			productDeleted: ({ id }) => webhooks.send('PRODUCTS_DELETE', () => ({ id: new BareId(id) })),
		},
	};
	const { scopesOf, token } = auth.makeAuth(world);
	const graphql = makeGraphql(store, {
		...makeQueries(store, webhooks),
		...makeInventory(store),
		...makeProducts(store),
		...webhooks.mutations,
	});

	async function handle(request: FakeRequest): Promise<FakeAnswer> {
		if (request.method !== 'POST') return notFound;
		if (request.path === tokenPath) return token(request);
		const asked = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(request.path)?.[1];
		const version = asked === undefined ? undefined : servedVersion(asked);
		if (version === undefined) return notFound;
		const scopes = scopesOf(request);
		if (!scopes) return auth.tokenRefused;
		const input = readInput(request);
		if (!input) {
			return { status: 400, body: { errors: { query: 'Required parameter missing or invalid' } } };
		}
		const answer = await graphql.run(input, scopes);
		return { ...answer, headers: { 'X-Shopify-API-Version': version } };
	}

	return {
		slug,
		name: 'Shopify',
		handle,
		transfers: shop.transfers,
		shelf: () => shop.variants.map(shelfItem),
		seller: makeSeller(store),
		purchasing: makePurchasing(store),
		throttled: () => graphql.throttled(252),
		errorInside: ({ path }) => (path === tokenPath ? undefined : internalError),
		troubles: ['itemRefused'],
		expired: () => auth.tokenRefused,
		isLogin: ({ path }) => path === tokenPath,
		account: {
			shop: world.baseUrl(slug),
			authentication: 'clientCredentials',
			clientId: auth.clientId,
			clientSecret: auth.clientSecret,
			accessToken: auth.accessToken,
		},
	};
};

/** A retired version falls forward to the oldest supported one (shopify sheet, section 1). One schema serves them all. */
function servedVersion(asked: string): string | undefined {
	if (stable.includes(asked) || asked === '2027-01' || asked === 'unstable') return asked;
	return /^20\d\d-(01|04|07|10)$/.test(asked) && asked < stable[0]! ? stable[0] : undefined;
}

function readInput({ headers, body }: FakeRequest): GraphqlRequest | undefined {
	if (headers['content-type']?.startsWith('application/graphql')) {
		return { query: body.toString(), variables: {}, operationName: undefined };
	}
	try {
		const input = JSON.parse(body.toString()) as {
			query?: unknown;
			variables?: Record<string, unknown> | null;
			operationName?: string | null;
		};
		if (typeof input.query !== 'string' || input.query === '') return undefined;
		return {
			query: input.query,
			variables: input.variables ?? {},
			operationName: input.operationName ?? undefined,
		};
	} catch {
		return undefined;
	}
}

function shelfItem(variant: Variant): ShelfItem {
	const { product, sku, title } = variant;
	const hidden = product.status !== 'ACTIVE' || product.publishedOn.size === 0;
	const notes = [
		...(product.status === 'ACTIVE' ? [] : [product.status.toLowerCase()]),
		...(variant.tracked ? [] : ['inventory not tracked']),
		...(variant.policy === 'CONTINUE' ? ['continues selling when out of stock'] : []),
	];
	return {
		sku,
		title: title === 'Default Title' ? product.title : `${product.title} ${title}`,
		quantity: variant.tracked ? quantityOf(variant) : null,
		state: hidden ? 'hidden' : isForSale(variant) ? 'onSale' : 'soldOut',
		...(notes.length > 0 ? { note: notes.join(', ') } : {}),
	};
}
