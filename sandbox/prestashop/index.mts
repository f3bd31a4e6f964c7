import { createHash } from 'node:crypto';
import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import { authenticate, givenKey, keys } from './access.mts';
import type { Key } from './access.mts';
import type { Entry } from './errors.mts';
import { didYouMean, fail, phpWarning, WebserviceError } from './errors.mts';
import { select } from './filter.mts';
import { errorsJson, errorsXml, fieldsToDisplay, json, resourceList, xml } from './output.mts';
import type { Picture } from './output.mts';
import type { Resource } from './schema.mts';
import { resourcesOf } from './schema.mts';
import type { Row, Shop } from './shop.mts';
import { openShop, sellerOf, shelfOf } from './shop.mts';
import { save } from './write.mts';

export interface Options {
	version: '1.7.8.11' | '8.2.1' | '9.0.3';
	/** The shop's own host name: other Host headers are sent to the home page. Unset = any host will do. */
	host?: string;
}

export interface PrestaShopFake extends Fake {
	/** Keys a shop owner could have made; `account` holds the full one. */
	keys: typeof keys;
}

const html = { 'content-type': 'text/html; charset=utf-8' };
const unauthorized: FakeAnswer = {
	status: 401,
	headers: {
		'content-type': 'text/html; charset=utf-8',
		'www-authenticate':
			'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login. No password required."',
	},
	body: '401 Unauthorized',
};

/** Rows of another shop, or of none, are not seen (prestashop sheet, section 4: a PUT without `id_shop`). */
const inThisShop = (row: Row): boolean =>
	row.values['id_shop'] === undefined ||
	row.values['id_shop'] === '1' ||
	(row.values['id_shop'] === '0' && row.values['id_shop_group'] === '1');

function allowed(shop: Shop, key: Key, name: string, method: string, major: number): Resource {
	const resource = shop.resources.get(name);
	if (!resource) {
		const label = `Resource of type "${name}" does not exists`;
		return fail(400, 27, didYouMean(label, name, [...shop.resources.keys()]));
	}
	const rights = key.rights[name];
	if (!rights) {
		fail(401, 26, `Resource of type "${name}" is not allowed with this authentication key`);
	}
	const known = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', ...(major >= 8 ? ['PATCH'] : [])];
	if (!known.includes(method)) fail(405, 23, `Method ${method} is not valid`);
	const label = `Method ${method} is not allowed for the resource ${name}`;
	if (resource.forbidden.includes(method)) fail(405, 101, label);
	if (!rights?.includes(method)) fail(405, 25, `${label} with this authentication key`);
	return resource;
}

function list(shop: Shop, resource: Resource, query: URLSearchParams, major: number): Picture {
	const rows = (shop.rows.get(resource.name) ?? []).filter(inThisShop);
	const display = query.get('display');
	try {
		const found = select(resource, rows, query);
		const fields = fieldsToDisplay(resource, display);
		const associations = display === 'full';
		return { resource, rows: found, view: 'list', fields, display: display !== null, associations };
	} catch (error) {
		if (!(error instanceof WebserviceError) || major < 8) throw error;
		// PHP 8 warns where the code goes on without its filters (prestashop sheet, section 9).
		const warning = phpWarning('Trying to access array offset on value of type bool', 1208);
		throw new WebserviceError(500, ...error.entries, warning, warning, warning, warning);
	}
}

function details(shop: Shop, resource: Resource, id: number, query: URLSearchParams): Picture {
	const display = query.get('display');
	const fields = fieldsToDisplay(resource, display ?? 'full');
	const row = shop.rows.get(resource.name)?.find((one) => one.id === id);
	if (row && !inThisShop(row)) {
		fail(404, 131, `This ${resource.className} (${id}) does not exists on this shop`);
	}
	const associations = display === null || display === 'full';
	const rows = row ? [row] : [];
	return { resource, rows, view: 'details', fields, display: display !== null, associations };
}

export function makePrestaShop(options: Options): (world: World) => PrestaShopFake {
	const major = Number(options.version.split('.')[0]);
	return (world) => {
		const shop = openShop(world, resourcesOf(major));
		const home = world.baseUrl('prestashop');

		const toHome = (request: FakeRequest): FakeAnswer => {
			const query = new URLSearchParams(request.query);
			query.set('url', request.path.replace(/^\/api\/?/, ''));
			return { status: 302, headers: { location: `${home}/?${query}` }, body: '' };
		};

		const answer = (request: FakeRequest, status: number, body: string): FakeAnswer => {
			const isJson = request.query.get('output_format') === 'JSON';
			const sha1 = createHash('sha1').update(body).digest('hex');
			const headers = {
				'content-type': isJson ? 'application/json' : 'text/xml;charset=utf-8',
				'psws-version': options.version,
				'content-sha1': sha1,
				'x-powered-by': 'PrestaShop Webservice',
			};
			if (request.headers['local-content-sha1'] === sha1) return { status: 304, headers };
			return { status, headers, body: request.method === 'HEAD' ? '' : body };
		};

		const failure = (request: FakeRequest, status: number, entries: Entry[], version: string) => {
			const isJson = request.query.get('output_format') === 'JSON';
			return {
				status,
				headers: {
					'content-type': isJson ? 'application/json' : 'text/xml;charset=utf-8',
					'psws-version': version,
				},
				body: isJson ? errorsJson(entries) : errorsXml(entries),
			};
		};

		const nothing = (status: number): FakeAnswer => ({
			status,
			headers: { 'content-type': '', 'psws-version': options.version },
			body: '',
		});

		const serve = (request: FakeRequest, key: Key): FakeAnswer => {
			const { method, query } = request;
			const isJson = query.get('output_format') === 'JSON';
			const [name = '', id = ''] = request.path.split('/').slice(2).map(decodeURIComponent);
			if (name === '') {
				if (isJson && major >= 8) return nothing(500);
				const names = [...shop.resources.keys()].filter((one) => key.rights[one]);
				const text = isJson
					? JSON.stringify(names)
					: resourceList(shop.resources, key.rights, home);
				return answer(request, 200, text);
			}
			const shopId = query.get('id_shop');
			if (shopId !== null && shopId !== 'all' && !/^\d+$/.test(shopId)) {
				fail(404, 999, 'This shop id does not exist');
			}
			const resource = allowed(shop, key, name, method, major);
			let picture: Picture;
			if (method === 'PUT' || method === 'PATCH') {
				const rows = save(shop, resource, method, request.body.toString());
				const fields = fieldsToDisplay(resource, 'full');
				const display = query.has('display');
				picture = { resource, rows, view: 'written', fields, display, associations: true };
			} else {
				picture =
					id === ''
						? list(shop, resource, query, major)
						: details(shop, resource, Number.parseInt(id, 10) || 0, query);
				if (id !== '' && picture.rows.length === 0) return nothing(404);
			}
			return answer(request, 200, isJson ? json(shop, picture, major) : xml(shop, picture, home));
		};

		return {
			slug: 'prestashop',
			name: 'PrestaShop',
			keys,
			async handle(request) {
				const shopId = request.query.get('id_shop');
				const otherHost = options.host !== undefined && request.headers['host'] !== options.host;
				const noSuchShop = /^\d+$/.test(shopId ?? '') && shopId !== '1';
				if (otherHost || noSuchShop) return toHome(request);
				if (request.path === '' || request.path === '/') {
					return {
						status: 200,
						headers: html,
						body: '<!doctype html><title>Acrylic Art Supplies</title>',
					};
				}
				if (!/^\/api(\/|$)/.test(request.path)) {
					return { status: 404, headers: html, body: '<!doctype html><title>404</title>' };
				}
				const given = givenKey(request);
				if (given === undefined) return unauthorized;
				let version = '0';
				try {
					const key = authenticate(given);
					version = options.version;
					return serve(request, key);
				} catch (error) {
					if (!(error instanceof WebserviceError)) throw error;
					return failure(request, error.status, error.entries, version);
				}
			},
			shelf: () => shelfOf(shop),
			seller: sellerOf(shop),
			// The core has no limits of its own; a busy host answers for it (prestashop sheet, section 8).
			throttled: () => ({
				status: 503,
				headers: html,
				body: '<html><head><title>503 Service Temporarily Unavailable</title></head></html>',
			}),
			isLogin: () => false,
			account: { url: home, apiKey: keys.full.key },
		};
	};
}

export const make = makePrestaShop({ version: '8.2.1' }) satisfies MakeFake;
