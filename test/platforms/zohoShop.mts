import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';

import type { FakeRequest, Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { organizationId } from '../../sandbox/zoho-inventory/shop.mts';
import type { ZohoFake } from '../../sandbox/zoho-inventory/index.mts';
import { runAcrylicDelist } from '../harness.mts';
import { requestSchema, violations } from '../openapi.mts';
import { openShop } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, sent } from './channelRun.mts';
import { expectNothingSecret } from './secrets.mts';

const ID = 'zoho-inventory';
export const TYPE = 'stockOutZohoInventoryOAuth2Api';
export const BASE = '/inventory/v1';
export const ACCOUNT = '4815000000035003';
export const zero = { stop: 'zero', adjustmentAccount: ACCOUNT };
export const both = { stop: 'both', adjustmentAccount: ACCOUNT };

export interface Extra {
	/** 'Zoho Inventory Options'. */
	channel?: IDataObject;
	/** The node's 'Options'. */
	options?: IDataObject;
	credential?: ICredentialDataDecryptedObject;
}

export async function openZoho({ catalogue }: { catalogue?: readonly Product[] } = {}) {
	const shop = await openShop({ speed: 200, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get(ID) as ZohoFake;
	const own = shop.credentials[TYPE]!;

	async function run(
		operation: 'takeOffSale' | 'putBackOnSale' | 'getStockState',
		items: ReadonlyArray<string | IDataObject>,
		{ channel = {}, options = {}, credential = {} }: Extra = {},
	) {
		const result = await runAcrylicDelist({
			parameters: {
				operation,
				channels: [ID],
				sku: '={{ $json.sku }}',
				restore: '={{ $json.restore }}',
				quantity: '={{ $json.quantity }}',
				zohoInventoryOptions: channel as never,
				// Patience is measured in tries here: the fast clock must not run out on a busy machine.
				options: { confirmFor: 100_000, safetyLimit: 0, ...options } as never,
			},
			items: items.map((item) => (typeof item === 'string' ? { sku: item } : item)),
			credentials: { [TYPE]: { ...own, ...credential } },
		});
		expectNothingSecret(result, shop.sandbox);
		const seen = JSON.stringify(result.raw);
		for (const secret of Object.values(tokensOf(result.credentials.stored[TYPE]!)))
			expect(seen).not.toContain(secret);
		const all = [...result.done, ...result.attention];
		return {
			...result,
			all,
			of(sku: string): IDataObject {
				const row = all.findLast((one) => one.sku === sku);
				if (!row) throw new Error(`No item of ${sku}`);
				return row;
			},
		};
	}

	const requests = () => shop.sandbox.log.entries(ID).filter(({ login }) => !login);
	return {
		...shop,
		fake,
		run,
		requests,
		paths: () => requests().map(({ method, path }) => `${method} ${path.slice(BASE.length)}`),
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		postings: () => sent(shop.sandbox, ID, 'POST', /inventoryadjustments$/).map(json),
		switches: () => sent(shop.sandbox, ID, 'POST', /active$/),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of requests()) expectSound(entry);
		},
	};
}

export type ZohoShop = Awaited<ReturnType<typeof openZoho>>;

function tokensOf(credential: ICredentialDataDecryptedObject): Record<string, string> {
	const { access_token = '', refresh_token = '' } = credential.oauthTokenData as Record<
		string,
		string
	>;
	return { access_token, refresh_token };
}

/** The document that has a path. */
export function specOf(path: string): unknown {
	const [, first = ''] = path.split('/');
	const file = first === 'itemdetails' ? 'items' : first;
	return readSpec(`zoho-inventory/${file}.openapi.json`);
}

/** A request as Zoho's own document wants it. */
export function expectSound({ method, path, query, requestHeaders, requestBody }: LogEntry): void {
	const what = `${method} ${path}`;
	expect(path.startsWith(`${BASE}/`), what).toBe(true);
	// No token in the address, where it would be written into logs.
	expect(query, what).not.toContain('access_token');
	expect(requestHeaders, what).toHaveProperty('authorization');
	const below = path.slice(BASE.length);
	// "With every API request", says the introduction to the API, whatever the path's own list of parameters says.
	expect(new URLSearchParams(query).has('organization_id'), what).toBe(true);
	if (specsDir === undefined) return;
	const spec = specOf(below);
	const known = ['organization_id', ...parametersOf(spec, method, below)];
	// Known from public code and a sister product only (sheet, section 11): nothing may depend on them.
	if (below === '/purchaseorders') known.push('sort_column', 'sort_order', 'last_modified_time');
	for (const name of new URLSearchParams(query).keys()) expect(known, what).toContain(name);
	const schema = requestSchema(spec, method, below);
	if (requestBody) {
		expect(violations(schema, JSON.parse(requestBody)), what).toEqual([]);
		expect(unknownNames(spec, JSON.parse(requestBody) as IDataObject), what).toEqual([]);
	} else expect(schema, what).toBeUndefined();
}

type Parameter = { name?: string; $ref?: string };
type Paths = Record<
	string,
	Record<string, { parameters?: Parameter[] }> & { parameters?: Parameter[] }
>;

function parametersOf(spec: unknown, method: string, path: string): string[] {
	const { paths } = spec as { paths: Paths };
	const template =
		paths[path] ??
		paths[path.replace(/\/\d+\//, '/{item_id}/')] ??
		paths[path.replace(/\/\d+$/, '/{purchaseorder_id}')] ??
		({} as Paths[string]);
	const all = [
		...(template.parameters ?? []),
		...(template[method.toLowerCase()]?.parameters ?? []),
	];
	return all.map(({ name, $ref }) => name ?? ($ref ?? '').split('/').pop() ?? '');
}

/** Names that the document doesn't have: Zoho itself may pass them over. */
function unknownNames(spec: unknown, body: IDataObject): string[] {
	const { components } = spec as {
		components: {
			schemas: Record<string, { properties: Record<string, { items?: { properties: object } }> }>;
		};
	};
	const known = components.schemas['create-an-inventory-adjustment-request']!.properties;
	const lines = known.line_items?.items?.properties ?? {};
	return [
		...Object.keys(body).filter((name) => !(name in known)),
		...(body.line_items as IDataObject[]).flatMap((line) =>
			Object.keys(line).filter((name) => !(name in lines)),
		),
	];
}

export const isPosting = ({ method, path }: Pick<FakeRequest, 'method' | 'path'>): boolean =>
	method === 'POST' && path.endsWith('/inventoryadjustments');

export { organizationId };
