// What platforms push: whatever stands in it, it is read or left, and the two forms of QuickBooks say the same.
import { describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import type { WebhookSource } from '../../platforms/webhookSource';
import { built, fc, runs } from './settings.mts';
import { wellFormed } from './texts.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const sources = platforms.flatMap(({ id, webhook }) =>
	webhook ? [[id, webhook] as [string, WebhookSource]] : [],
);

const deliveryOf = (body: unknown) => ({
	method: 'POST',
	rawBody: Buffer.from(JSON.stringify(body)),
	headers: {},
	query: {},
	url: 'https://n8n.example.test/webhook/1',
	receivedAt: Date.UTC(2026, 10, 25),
});
const scope = { locations: [] };

/** What the members are called, by the code that reads them. */
const namesIn = (webhook: WebhookSource): string[] => [
	...new Set(
		`${String(webhook.parse)} ${String(webhook.lookUp)}`.match(/\b[a-z_]\w{2,}\b/gi) ?? [],
	),
];
const COMMON = [
	...[
		'id',
		'sku',
		'type',
		'time',
		'data',
		'object',
		'payload',
		'source',
		'items',
		'Item',
		'line_items',
	],
	...[
		'inventory_counts',
		'state',
		'quantity',
		'variants',
		'eventType',
		'eventNotifications',
		'realmId',
	],
	...[
		'dataChangeEvent',
		'entities',
		'subject',
		'product',
		'products',
		'resource_url',
		'notification',
	],
];
const word = fc.oneof(
	fc.constantFrom(
		'1',
		'7',
		'IN_STOCK',
		'inventory.count.updated',
		'product.update',
		'Item',
		'2026-11-25T10:00:00Z',
	),
	fc.constantFrom('qbo.item.updated.v1', 'sap.b1.items.updated.v1', 'order.paid', '__proto__', ''),
	wellFormed,
);

describe.each(sources)('%s', (_id, webhook) => {
	const name = fc.constantFrom(...COMMON, ...namesIn(webhook));
	const { tree } = fc.letrec((tie) => ({
		tree: fc.oneof(
			{ depthSize: 'medium' },
			word,
			fc.integer(),
			fc.boolean(),
			fc.constant(null),
			fc.array(tie('tree'), { maxLength: 3 }),
			fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
		),
	}));

	it('reads it or leaves it, and throws at no JSON', () => {
		fc.assert(
			fc.property(tree, (body) => {
				const { readings, references } = webhook.parse(deliveryOf(body), scope, {});
				for (const { sku, quantity } of readings) {
					expect(sku).not.toBe('');
					expect(quantity === null || Number.isFinite(quantity)).toBe(true);
				}
				for (const { key, quantity } of references) {
					expect(typeof key).toBe('string');
					expect(quantity === null || Number.isFinite(quantity)).toBe(true);
				}
			}),
		);
	});
});

describe('QuickBooks', () => {
	const { parse } = Object.fromEntries(sources)['quickbooks-commerce']!;
	const change = fc.record({
		company: fc.constantFrom('11', '22'),
		entity: fc.constantFrom(
			'Item',
			'Invoice',
			'SalesReceipt',
			'Bill',
			'Customer',
			'Estimate',
			'constructor',
		),
		id: fc.oneof(
			fc.stringMatching(/^[1-9]\d{0,19}$/),
			fc.constantFrom('', 'a', "1') or ('1", '1 2'),
		),
		operation: fc.constantFrom('Create', 'Update', 'Delete', 'Emailed', 'Void', 'Merge'),
		at: fc.integer({ min: 1e9, max: 2e9 }).map((s) => new Date(s * 1_000).toISOString()),
	});

	it('says the same in its new form and in the old one, of its own company only', () => {
		fc.assert(
			fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
				const events = changes.map(({ company, entity, id, operation, at }, i) => ({
					specversion: '1.0',
					id: `e${i}`,
					type: `qbo.${entity.toLowerCase()}.${operation.toLowerCase()}.v1`,
					time: at,
					intuitentityid: id,
					intuitaccountid: company,
				}));
				const legacy = {
					eventNotifications: changes.map(({ company, entity, id, operation, at }) => ({
						realmId: company,
						dataChangeEvent: { entities: [{ name: entity, id, operation, lastUpdated: at }] },
					})),
				};
				const told = (body: unknown) =>
					parse(deliveryOf(body), scope, { company: '11' }).references.map(
						({ id, occurredAt, quantity }) => ({ id, occurredAt, quantity }),
					);
				const moving = changes.filter(
					({ company, entity, id, operation }) =>
						company === '11' &&
						/^\d+$/.test(id) &&
						['Item', 'Invoice', 'SalesReceipt', 'Bill'].includes(entity) &&
						// Of a document that is gone nothing can be read, and a letter moves nothing.
						(entity === 'Item' || !/^(Delete|Email)/.test(operation)),
				);
				const expected = moving.map(({ entity, id, at }) => ({
					id: entity === 'Item' ? id : `${entity} ${id}`,
					occurredAt: at,
					quantity: null,
				}));
				expect(told(events)).toEqual(expected);
				expect(told(legacy)).toEqual(expected);
			}),
			runs(200),
		);
	});
});
