import { afterEach, describe, expect, it } from 'vitest';
import type { Call } from '../../http/answer';
import type { WebhookSource } from '../../platforms/webhookSource';
import { built } from '../harness.mts';
import { recordings, type Recording } from '../sandbox/shopifyRecorded.mts';
import { describeWithSpecs, specsDir } from '../specs.mts';
import { both, channelOf } from './channel.mts';
import { recordedShop, type Seen } from './recordedShop.mts';
import { officialMisfits, type Sent } from './shopifyContract.mts';

const account = {
	credentials: {
		stockOutShopifyApi: {
			shop: 'recorded-store',
			authentication: 'accessToken',
			accessToken: 'shpat_recorded0000000000000000000000',
			sessionToken: '',
		},
	},
};

let close = () => {};
afterEach(() => close());

const item = 'gid://shopify/InventoryItem/53469430055218';
const location = 'gid://shopify/Location/106318430514';

type Json = ReturnType<typeof JSON.parse>;

/** A shop with one variant of five pieces, which is sold out once a write was answered without a complaint. */
function shopThatSays(answerToWrite: () => Json) {
	let sold = false;
	const pageInfo = { hasNextPage: false, endCursor: null };
	const variant = () => ({
		id: 'gid://shopify/ProductVariant/51364592877874',
		sku: 'REC-1',
		title: 'Default Title',
		availableForSale: !sold,
		inventoryPolicy: 'DENY',
		inventoryItem: {
			id: item,
			tracked: true,
			inventoryLevels: {
				nodes: [
					{
						location: { id: location, isActive: true },
						quantities: [{ name: 'available', quantity: sold ? 0 : 5 }],
					},
				],
				pageInfo,
			},
		},
		product: {
			id: 'gid://shopify/Product/10220854182194',
			title: 'Recorded',
			status: 'ACTIVE',
			variants: { nodes: [], pageInfo },
		},
	});
	const answer = ({ body }: Seen) => {
		if (body.query.includes('productVariants('))
			return { body: { data: { productVariants: { nodes: [variant()], pageInfo } } } };
		if (body.query.includes('nodes(ids')) return { body: { data: { nodes: [variant()] } } };
		const said = answerToWrite();
		sold = said.data?.q?.userErrors?.length === 0;
		return { body: said };
	};
	const shop = recordedShop('https://recorded-store.myshopify.com', answer);
	close = shop.close;
	return { ...shop, ...channelOf(account, 'shopify') };
}

/** The recorded mutation stood alone; ours has a name in front of it. */
function underAlias({ data, errors, ...rest }: Recording['response'], alias: string): Json {
	return {
		...rest,
		...(errors
			? { errors: errors.map((error) => ({ ...error, ...(error.path ? { path: [alias] } : {}) })) }
			: {}),
		...(data ? { data: { [alias]: data.inventorySetQuantities } } : {}),
	};
}

const expected: Record<string, [outcome: string, message: RegExp]> = {
	'inventory-quantity-contracts-2026-04/inventorySetQuantities': ['offSale', /read back/],
	'inventorySetQuantities-name-validation/cases/onHand': ['offSale', /read back/],
	'inventorySetQuantities-quantity-bounds/cases/availableNegativeWithinBounds': [
		'offSale',
		/read back/,
	],
	'inventory-quantity-contracts-2026-04/unknownIdValidation/setUnknownInventoryItem': [
		'notFound',
		/deleted/,
	],
	'inventory-quantity-contracts-2026-04/unknownIdValidation/setUnknownLocation': [
		'refused',
		/location.*(closed|deleted)/,
	],
	'inventory-quantity-contracts-2026-04/missingSetIdempotency': [
		'failed',
		/@idempotent directive is required/,
	],
	'inventory-quantity-contracts-2026-04/missingSetChangeFromQuantity': [
		'failed',
		/changeFromQuantity/,
	],
	'inventory-quantity-contracts-2026-04/legacySetShape': ['failed', /ignoreCompareQuantity/],
};

describeWithSpecs('Shopify: recorded answers to inventorySetQuantities', () => {
	const answers = specsDir === undefined ? [] : recordings().filter(isSetQuantities);

	it('has recordings of every kind that is expected below', () => {
		const known = answers.map(({ from }) => from);
		expect(known).toEqual(expect.arrayContaining(Object.keys(expected)));
	});

	it.each(answers)('reads $from rightly', async ({ from, response }) => {
		const shop = shopThatSays(() => underAlias(response, 'q'));
		const { rows } = await shop.takeOff(['REC-1']);
		const [userError] = response.data?.inventorySetQuantities?.userErrors ?? [];
		const [outcome, message] = expected[from] ?? [
			'refused',
			new RegExp(escaped(userError.message)),
		];
		expect(rows).toMatchObject([
			{ outcome, changed: outcome === 'offSale', confirmed: outcome === 'offSale' },
		]);
		expect(rows[0]?.message).toMatch(message);
		if (outcome !== 'offSale') expect(JSON.parse(rows[0]!.restore).listings).toEqual([]);
	});
});

const isSetQuantities = ({ from, response }: Recording): boolean =>
	JSON.stringify(response.data ?? {}).includes('"inventorySetQuantities"') ||
	from.endsWith('/legacySetShape');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describeWithSpecs('Shopify: documents no take-off sends', () => {
	/** What a function of the product asks, answered with nothing. */
	async function asked(ask: (call: Call) => Promise<unknown>): Promise<Sent[]> {
		const sent: Sent[] = [];
		await ask(async ({ body }) => {
			sent.push(body as unknown as Sent);
			return { status: 200, headers: {}, body: { data: {} } };
		});
		return sent;
	}

	it('fit the official schema: locations and webhooks', async () => {
		const { locations } = built('./platforms/shopify/locations.js');
		const { webhook } = built('./platforms/shopify/webhook.js') as { webhook: WebhookSource };
		const { find, create, remove, topics } = webhook.registration!;
		const url = 'https://n8n.example.com/webhook/1';
		const id = 'gid://shopify/WebhookSubscription/1';
		const scope = { locations: [] };
		const sent = [
			...(await asked(locations)),
			...(await asked((call) => find(call, url))),
			...(await asked((call) => create(call, { url, topic: String(topics.stock), secret: '' }))),
			...(await asked((call) => create(call, { url, topic: topics.status!, secret: '' }))),
			...(await asked((call) => remove(call, { id, topic: '', active: true }))),
			...(await asked((call) =>
				webhook.lookUp!(call, [{ id: item, location: '1', quantity: 0, key: 'k' }], scope),
			)),
		];
		expect(sent).toHaveLength(6);
		expect(sent.map(officialMisfits)).toEqual(sent.map(() => []));
	});

	it('would be told apart by this test if they did not fit', () => {
		expect(
			officialMisfits({ query: '{locations(first:1){nodes{nope}}}', variables: {} }),
		).not.toEqual([]);
		const query = 'query($n:Int!){locations(first:$n){nodes{id}}}';
		expect(officialMisfits({ query, variables: { n: 'one' } })).not.toEqual([]);
		expect(officialMisfits({ query, variables: { n: 1, m: 1 } })).not.toEqual([]);
		expect(officialMisfits({ query, variables: { n: 1 } })).toEqual([]);
	});
});

describe('Shopify sheet, section 9: errors beside data', () => {
	it('blames only the mutation an error belongs to, and remembers what the other one wrote', async () => {
		const group = { id: 'gid://shopify/InventoryAdjustmentGroup/1' };
		const shop = shopThatSays(() => ({
			data: { q: { inventoryAdjustmentGroup: group, userErrors: [] }, s0: null },
			errors: [
				{
					message: 'Access denied for productUpdate field.',
					path: ['s0'],
					extensions: { code: 'ACCESS_DENIED' },
				},
			],
		}));
		const { rows } = await shop.takeOff(['REC-1'], both);
		expect(rows).toMatchObject([{ outcome: 'failed', kind: 'permission', changed: true }]);
		expect(JSON.parse(rows[0]!.restore).listings).toMatchObject([
			{ was: { available: { 106318430514: 5 } } },
		]);
	});
});
