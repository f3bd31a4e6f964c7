import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import type { QuickbooksFake } from '../../sandbox/quickbooks-commerce/index.mts';
import { runAcrylicDelist } from '../harness.mts';
import { openShop } from '../shop.mts';
import { specsDir } from '../specs.mts';
import { sent, type Extra } from './channelRun.mts';
import { expectNothingSecret } from './secrets.mts';

export const SLUG = 'quickbooks-commerce';
export const TYPE = 'stockOutQuickBooksOAuth2Api';
/** The way that posts to the books. */
export const both = { stop: 'both', adjustmentAccount: '82' };

export async function openQuickbooks({
	catalogue,
	speed = 200,
}: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const shop = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get(SLUG) as QuickbooksFake;
	const requests = () => shop.sandbox.log.entries(SLUG).filter(({ login }) => !login);
	return {
		...shop,
		fake,
		books: fake.shop,
		requests,
		async run(
			operation: 'takeOffSale' | 'putBackOnSale' | 'getStockState',
			items: ReadonlyArray<string | IDataObject>,
			extra: Extra = {},
		) {
			const result = await runAcrylicDelist({
				parameters: {
					operation,
					channels: [SLUG],
					sku: '={{ $json.sku }}',
					restore: '={{ $json.restore }}',
					quantity: '={{ $json.quantity }}',
					quickbooksCommerceOptions: (extra.channel ?? {}) as never,
					options: { confirmFor: 100_000, safetyLimit: 0, ...extra.options } as never,
				},
				items: items.map((item) => (typeof item === 'string' ? { sku: item } : item)),
				credentials: extra.credentials ?? shop.credentials,
			});
			expectNothingSecret(result, shop.sandbox);
			const all = [...result.done, ...result.attention];
			return { ...result, all, of: (sku: string) => all.find((row) => row.sku === sku) ?? {} };
		},
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		item: (sku: string) => {
			const found = fake.shop.find(sku);
			if (!found) throw new Error(`No item ${sku}`);
			return found;
		},
		batches: () => sent(shop.sandbox, SLUG, 'POST', /\/batch$/),
		postings: () => sent(shop.sandbox, SLUG, 'POST', /\/inventoryadjustment$/),
		queries: () => sent(shop.sandbox, SLUG, 'GET', /\/query$/),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of requests()) expectSound(entry);
		},
	};
}

export type QuickbooksShop = Awaited<ReturnType<typeof openQuickbooks>>;

let schema: string | undefined;

/** Names of the elements of a type in Intuit's schema, those of its bases among them. */
export function elementsOf(type: string): Set<string> {
	schema ??= readFileSync(join(String(specsDir), SLUG, 'qbo-v3-trimmed.xsd'), 'utf8');
	const whole = new RegExp(`<xs:complexType name="${type}"[\\s\\S]*?</xs:complexType>`);
	const body = whole.exec(schema)?.[0];
	if (body === undefined) throw new Error(`No type ${type}`);
	const base = /<xs:extension base="(\w+)"/.exec(body)?.[1];
	const own = [...body.matchAll(/<xs:(?:element|attribute) name="(\w+)"/g)].map(([, name]) =>
		String(name),
	);
	return new Set([...own, ...(base ? elementsOf(base) : [])]);
}

export function expectKnown(type: string, value: object): void {
	const known = elementsOf(type);
	for (const name of Object.keys(value)) expect(known, `${type}.${name}`).toContain(name);
}

interface Operation {
	bId: string;
	operation: string;
	Item: IDataObject;
}

/** A request as Intuit's schema and pages want it. */
export function expectSound({ method, path, query, requestHeaders, requestBody }: LogEntry): void {
	const what = `${method} ${path}`;
	const search = new URLSearchParams(query);
	expect(search.get('minorversion'), what).toBe('75');
	expect(requestHeaders['accept'], what).toBe('application/json');
	expect(query.length, what).toBeLessThan(6_000);
	if (method === 'GET') {
		expect(search.get('query'), what).toMatch(
			/^select \* from (Item|Account|PurchaseOrder|Bill|Invoice|SalesReceipt|CreditMemo|RefundReceipt|Purchase|VendorCredit) where .*( orderby MetaData\.LastUpdatedTime)? startposition \d+ maxresults (1000|200)$/s,
		);
		return;
	}
	expect(search.get('requestid')?.length, what).toBeLessThan(50);
	const body = JSON.parse(requestBody) as IDataObject;
	if (path.endsWith('/batch')) {
		const operations = body.BatchItemRequest as unknown as Operation[];
		expect(operations.length).toBeLessThanOrEqual(30);
		for (const { Item } of operations) {
			expect(Item).not.toHaveProperty('QtyOnHand');
			expect(Item).not.toHaveProperty('InvStartDate');
			expect(Item).toMatchObject({ sparse: true });
			if (specsDir !== undefined) expectKnown('Item', { ...Item });
		}
		return;
	}
	if (specsDir === undefined) return;
	expectKnown('InventoryAdjustment', body);
	for (const line of body.Line as unknown as IDataObject[]) {
		const { ItemAdjustmentLineDetail, ...rest } = line;
		expectKnown('Line', rest);
		expectKnown('ItemAdjustmentLineDetail', ItemAdjustmentLineDetail as object);
	}
}

export const outcomesOf = ({ all }: { all: ReadonlyArray<IDataObject> }) =>
	Object.fromEntries(all.map(({ sku, outcome }) => [sku, outcome]));
