import { beforeEach, expect, it } from 'vitest';
import { describeWithSpecs } from '../specs.mts';
import { setQuantities } from './shopifyDocuments.mts';
import { officialMisfits, schemaDifferences } from './shopifyOfficial.mts';
import type { Recording } from './shopifyRecorded.mts';
import { recording, recordings, timeless, translated, trimmed } from './shopifyRecorded.mts';
import type { Shop } from './shopifyShop.mts';
import { openShop } from './shopifyShop.mts';

let shop: Shop;
beforeEach(async () => {
	shop = await openShop();
});

describeWithSpecs('the official schema', () => {
	it('has every type, field, argument and value of ours, with the same types', () => {
		expect(schemaDifferences()).toEqual([]);
	});

	it('notices an answer that does not fit', () => {
		const document = '{shop{name}}';
		expect(officialMisfits(document, {}, { shop: { name: null } })).not.toEqual([]);
		expect(officialMisfits('{shop{nonsense}}', {}, { shop: {} })).not.toEqual([]);
		expect(officialMisfits(document, {}, { shop: { name: 'x' } })).toEqual([]);
	});
});

describeWithSpecs('recorded inventory answers', () => {
	const sku = 'ACR-GEL-MATT-500';
	/** The recordings' item, product and location become ours. */
	const ours = (one: Recording) => {
		const text = JSON.stringify(one.variables) + JSON.stringify(one.response);
		const item = /gid:\/\/shopify\/InventoryItem\/(?!9{12})\d+/.exec(text)?.[0] ?? 'no item';
		return translated(one, {
			[item]: shop.itemId(sku),
			[`inventory_item_id=${item.split('/').pop()!}`]: `inventory_item_id=${shop.itemId(sku).split('/').pop()!}`,
			'gid://shopify/ProductVariant/51364592877874': shop.variantId(sku),
			'gid://shopify/Product/10220854182194': shop.productId(sku),
			'Shop location': 'Main warehouse',
		});
	};
	const document = (directive: string) =>
		`\n  mutation InventorySetQuantityContract($input: InventorySetQuantitiesInput!${directive && ', $idempotencyKey: String!'}) {
    inventorySetQuantities(input: $input) ${directive} {
      inventoryAdjustmentGroup { id createdAt reason referenceDocumentUri
        changes { name delta quantityAfterChange item { id } location { id name } } }
      userErrors { field message code } } }`;
	const keyed = document('@idempotent(key: $idempotencyKey)');

	beforeEach(() => shop.fake.seller.setQuantity(sku, 0));

	const withQuery = [
		'name-validation/cases/damaged',
		'name-validation/cases/committed',
		'name-validation/cases/onHand',
		'name-validation/cases/availableTooHigh',
		'name-validation/cases/duplicatePair',
		'quantity-bounds/cases/onHandNegative',
		'quantity-bounds/cases/availableTooLow',
		'quantity-bounds/cases/availableNegativeWithinBounds',
	];
	it.each(withQuery)('%s, with its own document and cost', async (from) => {
		const { query, variables, response } = ours(recording(from));
		const answer = await shop.gql(query!, variables);
		expect(answer.data).toEqual(response.data);
		const { requestedQueryCost, actualQueryCost } = response.extensions.cost;
		expect(answer.extensions.cost).toMatchObject({ requestedQueryCost, actualQueryCost });
	});

	it('reading back, with its cost', async () => {
		shop.fake.seller.setQuantity(sku, 9);
		shop.pass(10_000);
		const { query, variables, response } = ours(
			recording('quantity-contracts-2026-04/upstreamCalls/1'),
		);
		const answer = await shop.gql(query!, variables);
		expect(timeless(answer.data)).toEqual(timeless(response.data));
		expect(answer.extensions.cost).toMatchObject({ requestedQueryCost: 15, actualQueryCost: 9 });
	});

	it.each([
		'/inventorySetQuantities',
		'/unknownIdValidation/setUnknownInventoryItem',
		'/unknownIdValidation/setUnknownLocation',
	])('%s', async (from) => {
		const { variables, response } = ours(recording(from));
		const answer = await shop.gql(keyed, variables);
		expect(timeless(answer.data)).toEqual(timeless(response.data));
	});

	it('/missingSetIdempotency', async () => {
		const { variables, response } = ours(recording('/missingSetIdempotency'));
		const { errors, data } = await shop.gql(document(''), variables);
		expect({ errors, data }).toEqual({ errors: response.errors, data: response.data });
	});

	it.each(['/missingSetChangeFromQuantity', '/legacySetShape'])('%s', async (from) => {
		const { variables, response } = ours(recording(from));
		const { errors, data } = await shop.gql(keyed, variables);
		expect({ errors, data }).toEqual({ errors: response.errors, data: response.data });
	});

	it('an invalid reason', async () => {
		const { response } = recording('/setOnHandInvalidReason');
		const input = { name: 'available', reason: 'not_a_reason', quantities: [] };
		const { data } = await shop.gql(setQuantities, { k: 'k', input });
		expect(data.inventorySetQuantities).toEqual(response.data.inventorySetOnHandQuantities);
	});
});

describeWithSpecs('recorded webhook answers', () => {
	const fields = 'id topic format includeFields filter createdAt updatedAt';
	const payload = `{webhookSubscription{${fields}} userErrors{field message}}`;
	const page = `nodes{id topic format createdAt updatedAt} edges{cursor node{id topic}} pageInfo{hasNextPage hasPreviousPage startCursor endCursor}`;
	const documents: Record<string, string> = {
		webhookSubscriptionCreate: `mutation($topic:WebhookSubscriptionTopic!,$webhookSubscription:WebhookSubscriptionInput!){webhookSubscriptionCreate(topic:$topic,webhookSubscription:$webhookSubscription)${payload}}`,
		webhookSubscriptionUpdate: `mutation($id:ID!,$webhookSubscription:WebhookSubscriptionInput!){webhookSubscriptionUpdate(id:$id,webhookSubscription:$webhookSubscription)${payload}}`,
		webhookSubscriptionDelete:
			'mutation($id:ID!){webhookSubscriptionDelete(id:$id){deletedWebhookSubscriptionId userErrors{field message}}}',
		webhookSubscriptions: `query($first:Int,$last:Int,$after:String,$before:String,$query:String,$reverse:Boolean,$sortKey:WebhookSubscriptionSortKeys){webhookSubscriptions(first:$first,last:$last,after:$after,before:$before,query:$query,reverse:$reverse,sortKey:$sortKey){${page}}}`,
	};

	it('subscriptions created, listed, changed, refused and deleted', async () => {
		const dictionary: Record<string, string> = {};
		let replayed = 0;
		for (const one of recordings()) {
			const keys = Object.keys(one.response.data ?? {});
			const document = keys.length === 1 ? documents[keys[0]!] : undefined;
			// The subscription of the last named file was made in a request of several, replayed below.
			const skipped = one.from.startsWith('webhook-subscription-uri-validation/');
			if (!document || skipped || !one.from.startsWith('webhook-')) continue;
			const { variables, response } = translated(trimmed(one), dictionary);
			const answer = await shop.gql(document, variables);
			const [ours, theirs] = [answer.data[keys[0]!], response.data[keys[0]!]];
			const id = theirs.webhookSubscription?.id as string | undefined;
			if (id !== undefined) dictionary[id] = ours.webhookSubscription.id;
			for (const [index, edge] of (theirs.edges ?? []).entries()) {
				dictionary[edge.cursor] = ours.edges[index].cursor;
			}
			const expected = translated(theirs, dictionary);
			expect(timeless(ours), one.from).toMatchObject(timeless(expected));
			expect(answer.extensions.cost.throttleStatus.restoreRate).toBe(100);
			replayed++;
		}
		expect(replayed).toBeGreaterThan(30);
	});

	it('addresses refused', async () => {
		const create = (alias: string, uri?: string) =>
			`${alias}:webhookSubscriptionCreate(topic:PRODUCTS_UPDATE,webhookSubscription:{format:JSON${uri === undefined ? '' : `,uri:"${uri}"`}}){webhookSubscription{id} userErrors{field message}}`;
		const answer = await shop.gql(
			`mutation{${create('createHttpUriRejected', 'http://example.com/hook')} ${create('createInternalDomainRejected', 'https://hooks.internal/x')} ${create('createShopifyDomainRejected', 'https://acrylics.myshopify.com/x')} ${create('baselineCreate', 'https://example.com/hook')}}`,
		);
		const { response } = recording('webhook-subscription-uri-validation/primary');
		expect(timeless(answer.data)).toEqual(timeless(response.data));
		expect(answer.extensions.cost).toMatchObject({ requestedQueryCost: 40, actualQueryCost: 40 });

		const unknown = 'id:"gid://shopify/WebhookSubscription/999999999999"';
		const second = await shop.gql(
			`mutation{updateUnknown:webhookSubscriptionUpdate(${unknown},webhookSubscription:{uri:"https://example.com/x"}){webhookSubscription{id} userErrors{field message}} deleteUnknown:webhookSubscriptionDelete(${unknown}){deletedWebhookSubscriptionId userErrors{field message}} ${create('createMissingUri')}}`,
		);
		const validation = recording('webhook-subscription-conformance/validation');
		expect(second.data).toEqual(validation.response.data);
	});

	it('documents refused before they run', async () => {
		const errorsOf = async (query: string) => (await shop.post(query)).body;
		const recorded = (from: string) => recording(from).response;
		expect(
			await errorsOf(
				'query InvalidWebhookSubscriptionSortKey {\n  webhookSubscriptions(first: 1, sortKey: TOPIC) { nodes { id } }\n}',
			),
		).toEqual(recorded('/invalidSortKey'));
		expect(
			await errorsOf(
				'mutation WebhookSubscriptionBogusTopic {\n  webhookSubscriptionCreate(topic: NOT_A_REAL_TOPIC, webhookSubscription: {}) { userErrors { message } }\n}',
			),
		).toEqual(recorded('/createBogusTopicRejected'));
		expect(
			await errorsOf(
				'mutation MissingCreateWebhookTopic {\n  webhookSubscriptionCreate(webhookSubscription: {}) { userErrors { message } }\n}',
			),
		).toEqual(recorded('/missingCreateTopic'));
		expect(
			await errorsOf(
				'mutation NullUpdateWebhookInput {\n  webhookSubscriptionUpdate(id: "gid://shopify/WebhookSubscription/1", webhookSubscription: null) { userErrors { message } }\n}',
			),
		).toEqual(recorded('/nullUpdateInput'));
	});

	it('an unknown enum value in a variable', async () => {
		const { variables, response } = recording('/createBogusVariableTopicRejected');
		const { errors } = await shop.gql(documents.webhookSubscriptionCreate!, variables);
		const [ours, theirs] = [errors![0]!, response.errors![0]!];
		expect(ours.message).toBe(theirs.message);
		expect(ours.extensions).toMatchObject({
			code: theirs.extensions.code,
			value: theirs.extensions.value,
		});
		expect(JSON.stringify(ours.extensions)).toContain('to be one of: ');
	});
});

describeWithSpecs('recorded product status answers', () => {
	it('an unknown status in a literal and in a variable', async () => {
		const literal = await shop.gql(
			'mutation { productUpdate(product: {status: PUBLISHED}) { userErrors { message } } }',
		);
		const { response } = recording('/productCreateInvalidLiteral');
		expect(literal.errors![0]!.extensions).toEqual(response.errors![0]!.extensions);
		expect(literal.errors![0]!.message).toBe(
			response.errors![0]!.message.replace('ProductCreateInput', 'ProductUpdateInput'),
		);
		const variable = await shop.gql(
			'mutation($product: ProductUpdateInput!) { productUpdate(product: $product) { userErrors { message } } }',
			{ product: { title: 'Invalid status probe', status: 'ENABLED' } },
		);
		const recorded = recording('/productCreateInvalidVariable').response.errors![0]!;
		// The newest version knows one status more than the recorded one.
		expect(variable.errors![0]!.message.replace(', UNLISTED', '')).toBe(
			recorded.message.replace('ProductCreateInput', 'ProductUpdateInput'),
		);
	});
});
