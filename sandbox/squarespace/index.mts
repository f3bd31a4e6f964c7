import type { Fake, FakeAnswer, FakeRequest, World } from '../fake.mts';
import { authorize, keys, makeLimiter } from './access.mts';
import type { Permission } from './access.mts';
import { makeAdjust, parse } from './adjust.mts';
import { invalid, notFound, SquarespaceError, tooMany } from './errors.mts';
import { listInventory, listProducts, productView, someInventory, someProducts } from './lists.mts';
import { openShop } from './shop.mts';
import type { Json, Shop } from './shop.mts';

export { keys } from './access.mts';

const slug = 'squarespace';

export interface SquarespaceFake extends Fake {
	shop: Shop;
}

interface Route {
	method: string;
	path: RegExp;
	permission?: Permission;
	run(request: FakeRequest, id: string): FakeAnswer;
}

function routesOf(shop: Shop): Route[] {
	const adjust = makeAdjust(shop);
	const ok = (body: Json): FakeAnswer => ({ status: 200, body });
	return [
		{
			method: 'GET',
			path: /^\/1\.0\/authorization\/website$/,
			run: () =>
				ok({
					id: '5f0a000000000000000000ff',
					siteId: 'acrylic-art-supplies',
					title: 'Acrylic Art Supplies',
					url: 'https://acrylic-art-supplies.example.test',
					currency: 'USD',
					language: 'en-US',
					timeZone: 'America/New_York',
					measurementStandard: 'METRIC',
					location: { country: 'US', region: 'NY' },
				}),
		},
		{
			method: 'GET',
			path: /^\/1\.0\/commerce\/inventory$/,
			permission: 'inventory.read',
			run: ({ query }) => ok(listInventory(shop, query)),
		},
		{
			method: 'POST',
			path: /^\/1\.0\/commerce\/inventory\/adjustments$/,
			permission: 'inventory',
			run: (request) => {
				adjust(request);
				return { status: 204 };
			},
		},
		{
			method: 'GET',
			path: /^\/1\.0\/commerce\/inventory\/([^/]+)$/,
			permission: 'inventory.read',
			run: (_, ids) => ok(someInventory(shop, ids)),
		},
		{
			method: 'GET',
			path: /^\/v2\/commerce\/products$/,
			permission: 'products.read',
			run: ({ query }) => ok(listProducts(shop, query)),
		},
		{
			method: 'GET',
			path: /^\/v2\/commerce\/products\/([^/]+)$/,
			permission: 'products.read',
			run: (_, ids) => ok(someProducts(shop, ids)),
		},
		{
			method: 'POST',
			path: /^\/v2\/commerce\/products\/([^/]+)$/,
			permission: 'products',
			run: ({ body }, id) => ok(updateProduct(shop, id, parse(body.toString()))),
		},
	];
}

/** Fields that are left out stay; stock is no field of this call and is dropped in silence. */
function updateProduct(shop: Shop, id: string, body: Json): Json {
	const product = shop.products.find((one) => one.id === id);
	if (!product) throw notFound(`Product ${id} was not found.`);
	if (body.isVisible !== undefined) {
		if (typeof body.isVisible !== 'boolean')
			throw invalid('isVisible must be a boolean.', 'INVALID_ARGUMENT');
		product.isVisible = body.isVisible;
	}
	if (typeof body.name === 'string') product.name = body.name;
	shop.touch(product);
	return productView(product);
}

export function make(world: World): SquarespaceFake {
	const shop = openShop(world);
	const routes = routesOf(shop);
	const count = makeLimiter(world);
	const contextId = (): string => Math.floor(world.random() * 2 ** 40).toString(16);

	function serve(request: FakeRequest): FakeAnswer {
		count();
		const fitting = routes.filter(({ path }) => path.test(request.path));
		const route = fitting.find(({ method }) => method === request.method);
		authorize(request, route?.permission);
		if (!route && fitting.length > 0)
			throw new SquarespaceError(
				405,
				'METHOD_NOT_ALLOWED',
				`${request.method} is not allowed here.`,
			);
		if (!route) throw notFound('There is no such resource.');
		return route.run(request, decodeURIComponent(route.path.exec(request.path)?.[1] ?? ''));
	}

	return {
		slug,
		name: 'Squarespace',
		shop,
		async handle(request) {
			try {
				return serve(request);
			} catch (error) {
				if (error instanceof SquarespaceError) return error.answer(contextId());
				throw error;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller(),
		throttled: () => tooMany().answer(contextId()),
		isLogin: () => false,
		account: { environment: 'custom', customHost: world.baseUrl(slug), apiKey: keys.full },
	};
}
