import { expect } from 'vitest';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { FakeAnswer } from '../../sandbox/fake.mts';
import { make } from '../../sandbox/linnworks/index.mts';
import type { LinnworksFake } from '../../sandbox/linnworks/index.mts';
import { requestSchema, responseSchema, violations } from '../openapi.mts';
import { readSpec, specsDir } from '../specs.mts';
import { TestWorld } from './amazonShop.mts';

export const SERVER = '/eu-ext';
export const DEFAULT = '00000000-0000-0000-0000-000000000000';

const areas = ['auth', 'inventory', 'purchaseorder', 'stock'] as const;
const specs = specsDir
	? new Map(areas.map((area) => [area as string, readSpec(`linnworks/${area}.swagger2.json`)]))
	: undefined;

/** What is wrong with a request or its answer by the official documents; nothing where they are not at hand. */
export function misfits(
	method: string,
	path: string,
	sent: unknown,
	answer: { status: number; body: unknown },
): string[] {
	const spec = specs?.get(path.split('/')[2]?.toLowerCase() ?? '');
	if (!spec) return [];
	const request = method === 'GET' ? [] : violations(requestSchema(spec, method, path), sent);
	if (answer.status >= 300) return request;
	return [
		...request,
		...violations(responseSchema(spec, method, path, answer.status), answer.body),
	];
}

export type Body = ReturnType<typeof JSON.parse>;

export interface Said extends FakeAnswer {
	body: Body;
}

export async function raw(
	fake: LinnworksFake,
	method: string,
	url: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Said> {
	const { pathname: path, searchParams: query } = new URL(url, 'http://127.0.0.1:4700');
	const text = body === undefined ? '' : JSON.stringify(body);
	const answer = await fake.handle({ method, path, query, headers, body: Buffer.from(text) });
	return { ...answer, body: answer.body };
}

export async function login(fake: LinnworksFake): Promise<string> {
	const { applicationId, applicationSecret, installationToken } = fake.account;
	const path = '/api/Auth/AuthorizeByApplication';
	const sent = {
		ApplicationId: applicationId,
		ApplicationSecret: applicationSecret,
		Token: installationToken,
	};
	const answer = await raw(fake, 'POST', path, sent);
	expect(misfits('POST', path, sent, answer as never)).toEqual([]);
	return answer.body.Token;
}

/** A shop with an open session; every request and good answer is held against the specification. */
export async function open(world = new TestWorld(catalogue)) {
	const fake = make(world);
	const session = await login(fake);
	const call = async (method: string, name: string, body?: unknown) => {
		const url = `${SERVER}/api/${name}`;
		const answer = await raw(fake, method, url, body, { authorization: session });
		expect(misfits(method, `/api/${name.split('?')[0]}`, body, answer as never)).toEqual([]);
		return answer;
	};
	const post = async (name: string, body: unknown) => await call('POST', name, body);
	const idOf = async (sku: string): Promise<string> => {
		const { body } = await post('Inventory/GetStockItemIdsBySKU', { request: { SKUS: [sku] } });
		return body.Items[0]?.StockItemId;
	};
	const levels = async (sku: string): Promise<Body[]> => {
		const body = { request: { StockItemIds: [await idOf(sku)] } };
		return (await post('Stock/GetStockLevel_Batch', body)).body[0].StockItemLevels;
	};
	const links = async (sku: string): Promise<Body[]> => {
		const body = { inventoryItemIds: [await idOf(sku)] };
		return (await post('Inventory/BatchGetInventoryItemChannelSKUs', body)).body[0].ChannelSkus;
	};
	const bulk = async (...rows: unknown[]) =>
		await post('Stock/UpdateStockLevelsBulk', { Items: rows });
	const shelf = (sku: string) => fake.shelf().find((item) => item.sku === sku);
	return { world, fake, session, call, post, idOf, levels, links, bulk, shelf };
}
