import { createHash } from 'node:crypto';
import type { Fake, FakeRequest, World } from '../fake.mts';
import { batchRetrieve, catalogWrites, keyedWork, retrieveOne, search } from './catalog.mts';
import {
	insufficientScopes,
	notTheApplication,
	invalid,
	notFound,
	rateLimited,
	SquareError,
	unauthorized,
} from './errors.mts';
import { batchCreate, batchRetrieveCounts, retrieveCount } from './inventory.mts';
import { openShop } from './shop.mts';
import type { Json, Location, Shop } from './shop.mts';
import { Webhooks } from './webhooks.mts';

const slug = 'square';
const APPLICATION = 'APPLICATION';
const SCOPES = [
	'ITEMS_READ',
	'ITEMS_WRITE',
	'INVENTORY_READ',
	'INVENTORY_WRITE',
	'MERCHANT_PROFILE_READ',
];

const token = (name: string): string =>
	`EAAA${createHash('sha256').update(`stockout sandbox square ${name}`).digest('base64url')}`;

/** A personal access token may do everything; those of sellers what they were asked for. */
export const tokens = {
	personal: token('personal'),
	readOnly: token('read-only'),
	withoutInventory: token('without inventory'),
} as const;

const scopesOf: Readonly<Record<string, readonly string[]>> = {
	[tokens.personal]: [...SCOPES, APPLICATION],
	[tokens.readOnly]: SCOPES.filter((scope) => scope.endsWith('_READ')),
	[tokens.withoutInventory]: SCOPES.filter((scope) => !scope.startsWith('INVENTORY')),
};

export interface SquareFake extends Fake {
	shop: Shop;
	webhooks: Webhooks;
}

interface Route {
	method: string;
	path: RegExp;
	/** 'APPLICATION': the token of the application itself, not that of a seller who signed in. */
	scope: string;
	run(body: Json, id: string, query: URLSearchParams): Json | Promise<Json>;
}

function routesOf(shop: Shop, webhooks: Webhooks): Route[] {
	const keyed = keyedWork();
	const catalog = catalogWrites(shop, keyed);
	const post = (path: RegExp, scope: string, run: Route['run']): Route => ({
		method: 'POST',
		path,
		scope,
		run,
	});
	const get = (path: RegExp, scope: string, run: Route['run']): Route => ({
		method: 'GET',
		path,
		scope,
		run,
	});
	const hook = /^\/v2\/webhooks\/subscriptions\/([^/]+)$/;
	return [
		get(/^\/v2\/webhooks\/event-types$/, APPLICATION, () => webhooks.eventTypes()),
		get(/^\/v2\/webhooks\/subscriptions$/, APPLICATION, (_, __, query) => webhooks.list(query)),
		post(
			/^\/v2\/webhooks\/subscriptions$/,
			APPLICATION,
			async (body) => await keyed(body, async () => webhooks.create(body)),
		),
		post(/^\/v2\/webhooks\/subscriptions\/([^/]+)\/signature-key$/, APPLICATION, (_, id) =>
			webhooks.rotate(id),
		),
		get(hook, APPLICATION, (_, id) => webhooks.retrieve(id)),
		{
			method: 'PUT',
			path: hook,
			scope: APPLICATION,
			run: (body, id) => webhooks.update(id, body),
		},
		{ method: 'DELETE', path: hook, scope: APPLICATION, run: (_, id) => webhooks.delete(id) },
		get(/^\/v2\/locations$/, 'MERCHANT_PROFILE_READ', () => ({
			locations: shop.locations.map(locationView),
		})),
		get(/^\/v2\/catalog\/info$/, 'ITEMS_READ', () => ({
			limits: {
				batch_upsert_max_objects_per_batch: 1000,
				batch_upsert_max_total_objects: 10000,
				batch_retrieve_max_object_ids: 1000,
				search_max_page_limit: 1000,
			},
		})),
		get(/^\/v2\/catalog\/object\/([^/]+)$/, 'ITEMS_READ', (_, id) => retrieveOne(shop, id)),
		post(/^\/v2\/catalog\/search$/, 'ITEMS_READ', (body) => search(shop, body)),
		post(/^\/v2\/catalog\/batch-retrieve$/, 'ITEMS_READ', (body) => batchRetrieve(shop, body)),
		post(/^\/v2\/catalog\/object$/, 'ITEMS_WRITE', catalog.upsertOne),
		post(/^\/v2\/catalog\/batch-upsert$/, 'ITEMS_WRITE', catalog.batchUpsert),
		get(/^\/v2\/inventory\/([^/]+)$/, 'INVENTORY_READ', (_, id) => retrieveCount(shop, id)),
		post(/^\/v2\/inventory\/counts\/batch-retrieve$/, 'INVENTORY_READ', (body) =>
			batchRetrieveCounts(shop, body),
		),
		post(
			/^\/v2\/inventory\/changes\/batch-create$/,
			'INVENTORY_WRITE',
			async (body) => await keyed(body, async () => batchCreate(shop, body)),
		),
	];
}

export function make(world: World): SquareFake {
	const shop = openShop(world);
	const webhooks = new Webhooks(shop);
	shop.counted = (counts) => webhooks.counted(counts);
	shop.catalogChanged = () => webhooks.catalogChanged();
	const routes = routesOf(shop, webhooks);

	async function serve(request: FakeRequest): Promise<Json> {
		const scopes = authorize(request);
		const route = routes.find(
			({ method, path }) => method === request.method && path.test(request.path),
		);
		if (!route)
			throw notFound(
				`API endpoint for URL path \`${request.path}\` and HTTP method \`${request.method}\` is not found.`,
			);
		if (!scopes.includes(route.scope))
			throw route.scope === APPLICATION ? notTheApplication() : insufficientScopes(route.scope);
		const id = route.path.exec(request.path)?.[1] ?? '';
		return await route.run(
			request.method === 'POST' || request.method === 'PUT' ? bodyOf(request) : {},
			decodeURIComponent(id),
			request.query,
		);
	}

	return {
		slug,
		name: 'Square',
		shop,
		webhooks,
		async handle(request) {
			try {
				return { status: 200, body: await serve(request) };
			} catch (error) {
				if (error instanceof SquareError) return error.answer();
				throw error;
			}
		},
		shelf: () => shop.shelf(),
		seller: shop.seller(),
		troubles: ['itemRefused'],
		throttled: () => rateLimited('Too many requests, please try again later.').answer(),
		isLogin: () => false,
		account: {
			environment: 'custom',
			customHost: world.baseUrl(slug),
			accessToken: tokens.personal,
		},
	};
}

const locationView = ({ id, name, status }: Location): Json => ({
	id,
	name,
	address: {
		address_line_1: '1 Example St',
		locality: 'Washington',
		administrative_district_level_1: 'DC',
		postal_code: '20500',
		country: 'US',
	},
	timezone: 'UTC',
	capabilities: ['CREDIT_CARD_PROCESSING', 'AUTOMATIC_TRANSFERS'],
	status,
	created_at: '2025-01-07T09:00:00.000Z',
	merchant_id: 'ML1EXAMPLE',
	country: 'US',
	language_code: 'en-US',
	currency: 'USD',
	business_name: 'Acrylic Art Supplies',
	type: 'PHYSICAL',
	business_hours: {},
	mcc: '5970',
});

function authorize({ headers }: FakeRequest): readonly string[] {
	const given = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];
	if (given === undefined) throw unauthorized('malformed');
	const scopes = scopesOf[given];
	if (!scopes) throw unauthorized('incorrect or expired');
	const version = headers['square-version'];
	if (version !== undefined && !/^\d{4}-\d\d-\d\d$/.test(version))
		throw invalid(
			'INVALID_SQUARE_VERSION_FORMAT',
			`The Square-Version \`${version}\` is not in the format YYYY-MM-DD.`,
		);
	return scopes;
}

function bodyOf({ body, headers }: FakeRequest): Json {
	const wrong = () =>
		invalid('EXPECTED_JSON_BODY', 'Expected the request body to be a JSON object.');
	if (!/json/.test(headers['content-type'] ?? '')) throw wrong();
	try {
		const parsed = JSON.parse(body.toString()) as unknown;
		if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
			return parsed as Json;
	} catch {
		throw wrong();
	}
	throw wrong();
}
