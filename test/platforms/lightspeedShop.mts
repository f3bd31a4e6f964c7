import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { LightspeedFake } from '../../sandbox/lightspeed-retail/index.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { runAcrylicDelist } from '../harness.mts';
import { violations } from '../openapi.mts';
import { openShop } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, sent } from './channelRun.mts';
import { expectNothingSecret } from './secrets.mts';

export const ID = 'lightspeed-retail';
export const CREDENTIAL = 'stockOutLightspeedRetailOAuth2Api';

type Schemas = Record<string, object>;
/** By name; undefined without the specifications at hand. */
export const schemas =
	specsDir === undefined ? undefined : (readSpec(`${ID}/schema.json`) as { $defs: Schemas }).$defs;

export interface Extra {
	/** 'Lightspeed Retail (R-Series) Options'. */
	channel?: IDataObject;
	/** The node's 'Options'. */
	options?: IDataObject;
	credential?: IDataObject;
}

export const both: Extra = { channel: { stop: 'both' } };

export async function runLightspeed(
	stored: ICredentialDataDecryptedObject,
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
			lightspeedRetailOptions: channel as never,
			// Patience is measured in tries here: the fast clock must not run out on a busy machine.
			options: { confirmFor: 100_000, safetyLimit: 0, ...options } as never,
		},
		items: items.map((item) => (typeof item === 'string' ? { sku: item } : item)),
		credentials: { [CREDENTIAL]: { ...stored, ...credential } as ICredentialDataDecryptedObject },
	});
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

export async function openLightspeed({
	catalogue,
	speed = 300,
}: { catalogue?: readonly Product[]; speed?: number } = {}) {
	const shop = await openShop({ speed, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get(ID) as LightspeedFake;
	const stored = shop.credentials[CREDENTIAL] as ICredentialDataDecryptedObject;
	return {
		...shop,
		fake,
		stored,
		async run(...args: Tail<Parameters<typeof runLightspeed>>) {
			const result = await runLightspeed(stored, ...args);
			expectNothingSecret(result, shop.sandbox);
			const { access_token, refresh_token } = stored.oauthTokenData as IDataObject;
			const renewed = result.credentials.stored[CREDENTIAL]?.oauthTokenData as IDataObject;
			for (const token of [
				access_token,
				refresh_token,
				renewed.access_token,
				renewed.refresh_token,
			])
				expect(JSON.stringify(result.raw)).not.toContain(token);
			return result;
		},
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		/** Everything a take-off may touch, without times. */
		snapshot: () =>
			structuredClone(
				fake.shop.items.map(({ timeStamp: _, rows, ...kept }) => ({
					...kept,
					rows: rows.map(({ timeStamp: _row, ...row }) => row),
				})),
			),
		reads: (path = /./) => sent(shop.sandbox, ID, 'GET', path),
		writes: () => sent(shop.sandbox, ID, 'PUT').map(json),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of shop.sandbox.log.entries(ID)) if (!entry.login) expectSound(entry);
		},
	};
}

type Tail<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;

const QUERY = [
	'archived',
	'customSku',
	'itemID',
	'limit',
	'load_relations',
	'or',
	'after',
	'ean',
	'timeStamp',
	'sort',
	'complete',
	'orderID',
];

/** A request as the documentation wants it. */
function expectSound({ method, path, query, requestHeaders, requestBody }: LogEntry): void {
	expect(['GET', 'PUT'], path).toContain(method);
	expect(path).toMatch(
		/^\/API\/V3\/Account(\/[^/]+\/(Item|ItemShop|Shop|Order|OrderLine)(\/\d+)?)?\.json$/,
	);
	expect(requestHeaders, path).toHaveProperty('authorization');
	for (const name of new URLSearchParams(query).keys()) expect(QUERY).toContain(name);
	expect(query.length).toBeLessThan(8_000);
	if (method !== 'PUT') return;
	expect(requestHeaders['content-type'], path).toMatch(/json/);
	const body = JSON.parse(requestBody) as IDataObject;
	if (schemas) expect(violations(schemas.ItemUpdateRequest, body), path).toEqual([]);
	// The sum of all shops is never written, nothing is archived and nothing brought back from there.
	expect(Object.keys(body)).not.toContain('archived');
	expect(requestBody).not.toContain('shopID');
}
