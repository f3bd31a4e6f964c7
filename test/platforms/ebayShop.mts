import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'vitest';

import type { EbayFake } from '../../sandbox/ebay/index.mts';
import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { requestSchema, violations } from '../openapi.mts';
import { openShop } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, runner, sent } from './channelRun.mts';

export const INVENTORY = '/sell/inventory/v1';
export const TRADING = '/ws/api.dll';
export const UPDATE = `${INVENTORY}/bulk_update_price_quantity`;

type Json = ReturnType<typeof JSON.parse>;

export async function openEbay({
	catalogue,
	speed = 200,
}: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const shop = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get('ebay') as EbayFake;
	const calls = (name: string): LogEntry[] =>
		sent(shop.sandbox, 'ebay', 'POST', /api\.dll$/).filter(
			({ requestHeaders }) => requestHeaders['x-ebay-api-call-name'] === name,
		);
	return {
		...shop,
		fake,
		run: runner('ebay', shop),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		item: (sku: string) => {
			const item = fake.shop.items.get(sku);
			if (!item) throw new Error(`No inventory item ${sku}`);
			return item;
		},
		offer: (sku: string, marketplaceId = 'EBAY_US') => {
			const offer = fake.shop.offers.find(
				(one) => one.item.sku === sku && one.marketplaceId === marketplaceId,
			);
			if (!offer) throw new Error(`No offer of ${sku}`);
			return offer;
		},
		/** Rows of all price and quantity requests, in order. */
		rows: (): Json[] =>
			sent(shop.sandbox, 'ebay', 'POST', /price_quantity$/).flatMap(
				(entry) => json(entry).requests as Json[],
			),
		updates: () => sent(shop.sandbox, 'ebay', 'POST', /price_quantity$/),
		offerLooks: () => sent(shop.sandbox, 'ebay', 'GET', /\/offer$/),
		calls,
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of shop.sandbox.log.entries('ebay')) if (!entry.login) expectSound(entry);
		},
	};
}

export type EbayShop = Awaited<ReturnType<typeof openEbay>>;

const spec = specsDir ? readSpec('ebay/sell-inventory-v1.json') : undefined;

/** A request as eBay wants it; the form of the Inventory API by its own document, where that is at hand. */
export function expectSound(entry: LogEntry): void {
	const { path, requestHeaders } = entry;
	expect(requestHeaders['accept-language'], path).toBe('en-US');
	if (path === TRADING) return expectSoundTrading(entry);
	expect(requestHeaders, path).toHaveProperty('authorization');
	expect(requestHeaders, path).not.toHaveProperty('x-ebay-api-iaf-token');
	if (path.startsWith(INVENTORY)) expectSoundInventory(entry);
}

function expectSoundInventory({
	method,
	path,
	query,
	requestHeaders,
	requestBody,
}: LogEntry): void {
	const body: Json = requestBody ? JSON.parse(requestBody) : undefined;
	if (body) {
		expect(requestHeaders['content-type']).toBe('application/json');
		const skus = body.requests.map(({ sku }: { sku: string }) => sku) as string[];
		expect(skus.length).toBeLessThanOrEqual(25);
		expect(new Set(skus).size).toBe(skus.length);
		for (const sku of skus) expect(sku.length).toBeLessThanOrEqual(50);
	}
	if (!spec) return;
	const operation = path.slice(INVENTORY.length);
	expect(violations(requestSchema(spec, method, operation), body), path).toEqual([]);
	const { parameters = [] } = (spec as Json).paths[operation][method.toLowerCase()];
	const known = parameters.filter((one: Json) => one.in === 'query').map((one: Json) => one.name);
	for (const [name] of new URLSearchParams(query)) expect(known, path).toContain(name);
}

const parser = new XMLParser({
	parseTagValue: false,
	ignoreDeclaration: true,
	isArray: (name) => name === 'InventoryStatus',
});

function expectSoundTrading({ method, requestHeaders, requestBody }: LogEntry): void {
	const name = requestHeaders['x-ebay-api-call-name'] ?? '';
	expect(method).toBe('POST');
	expect(requestHeaders).toMatchObject({
		'content-type': 'text/xml',
		'x-ebay-api-siteid': '0',
		'x-ebay-api-compatibility-level': '1451',
	});
	expect(requestHeaders, name).toHaveProperty('x-ebay-api-iaf-token');
	expect(requestHeaders, name).not.toHaveProperty('authorization');
	expect(XMLValidator.validate(requestBody)).toBe(true);
	const parsed = parser.parse(requestBody) as Json;
	expect(Object.keys(parsed)).toEqual([`${name}Request`]);
	const nodes = parsed[`${name}Request`].InventoryStatus ?? [];
	expect(nodes.length).toBeLessThanOrEqual(4);
	for (const node of nodes)
		expect(node).toMatchObject({
			ItemID: expect.stringMatching(/^\d+$/),
			Quantity: expect.stringMatching(/^\d+$/),
		});
}

/** An answer of the Trading API. */
export const xml = (name: string, content: string) => ({
	status: 200,
	headers: { 'content-type': 'text/xml' },
	body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="urn:ebay:apis:eBLBaseComponents">${content}</${name}Response>`,
});

export const refusal = (name: string, code: number, text: string, ack = 'Failure') =>
	xml(
		name,
		`<Ack>${ack}</Ack><Errors><ShortMessage>W</ShortMessage><LongMessage>Only a note.</LongMessage><ErrorCode>1</ErrorCode><SeverityCode>Warning</SeverityCode></Errors><Errors><ShortMessage>${text}</ShortMessage><LongMessage>${text}</LongMessage><ErrorCode>${code}</ErrorCode><SeverityCode>Error</SeverityCode></Errors>`,
	);

export const callName = ({ headers }: { headers: Record<string, string> }): string =>
	headers['x-ebay-api-call-name'] ?? '';
