import { expect } from 'vitest';
import type { Product } from '../../sandbox/fake.mts';
import type { LinnworksFake } from '../../sandbox/linnworks/index.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import { misfits } from '../sandbox/linnworksShop.mts';
import { openShop } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { json, runner, sent } from './channelRun.mts';

const SERVER = '/eu-ext';
export const WRITE = `${SERVER}/api/Stock/UpdateStockLevelsBulk`;

export interface Row {
	RowIndex: number;
	StockItemId: string;
	StockLocationId: string;
	StockLevel: number;
}

export async function openLinnworks({ catalogue }: { catalogue?: readonly Product[] } = {}) {
	const shop = await openShop({ speed: 200, ...(catalogue ? { catalogue } : {}) });
	const fake = shop.sandbox.fakes.get('linnworks') as LinnworksFake;
	const fakeHandle = fake.handle.bind(fake);
	const itemOf = (sku: string) => {
		const item = fake.shop.find(sku);
		if (!item) throw new Error(`no item ${sku}`);
		return item;
	};
	const locationOf = (name: string) => fake.shop.location(name);
	return {
		...shop,
		fake,
		/** The fake without what a test put in between. */
		fakeHandle,
		run: runner('linnworks', shop),
		credential: shop.credentials['stockOutLinnworksApi']!,
		itemOf,
		locationOf,
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		/** Levels by the names of the locations. */
		levels: (sku: string) =>
			Object.fromEntries(
				fake.shop.locations.map((place) => [place.name, fake.shop.level(itemOf(sku), place).level]),
			),
		setLevel: (sku: string, location: string, level: number) =>
			fake.shop.setLevel(itemOf(sku), locationOf(location), level, 'Direct adjustment'),
		writes: () => sent(shop.sandbox, 'linnworks', 'POST', /UpdateStockLevels/),
		rows: () =>
			sent(shop.sandbox, 'linnworks', 'POST', /UpdateStockLevelsBulk/).map(
				(entry) => json(entry).Items as unknown as Row[],
			),
		/** Checks everything that was sent, then closes. */
		async close() {
			await shop.close();
			for (const entry of shop.sandbox.log.entries('linnworks')) expectSound(entry);
		},
	};
}

export type LinnworksShop = Awaited<ReturnType<typeof openLinnworks>>;

/** A request as the official documents want it, wrapper and all: a wrong one is not refused but ignored. */
export function expectSound({ method, path, login, requestHeaders, requestBody }: LogEntry): void {
	expect(requestHeaders['accept'], path).toContain('application/json');
	expect('authorization' in requestHeaders, path).toBe(!login);
	if (!login) expect(path.startsWith(`${SERVER}/api/`), path).toBe(true);
	if (requestBody) expect(requestHeaders['content-type'], path).toBe('application/json');
	const name = path.replace(SERVER, '');
	const body: unknown = requestBody ? JSON.parse(requestBody) : undefined;
	expect(misfits(method, name, body, { status: 400, body: undefined }), path).toEqual([]);
	if (specsDir !== undefined && method === 'POST') expect(strangers(name, body), path).toEqual([]);
}

type Schema = {
	$ref?: string;
	properties?: Record<string, Schema>;
	items?: Schema;
};

/** Members that the specification doesn't know: the documents don't forbid them, Linnworks passes over them in silence. */
function strangers(name: string, body: unknown): string[] {
	const area = name.split('/')[2]?.toLowerCase();
	const { paths, definitions } = readSpec(`linnworks/${area}.swagger2.json`) as {
		paths: Record<string, { post: { parameters: Array<{ schema: Schema }> } }>;
		definitions: Record<string, Schema>;
	};
	const resolve = (schema: Schema | undefined): Schema | undefined =>
		schema?.$ref ? definitions[schema.$ref.replace('#/definitions/', '')] : schema;
	const walk = (given: Schema | undefined, value: unknown, path: string): string[] => {
		const schema = resolve(given);
		if (Array.isArray(value)) return value.flatMap((one) => walk(schema?.items, one, path));
		if (typeof value !== 'object' || value === null) return [];
		return Object.entries(value).flatMap(([key, inner]) => {
			const known = schema?.properties?.[key];
			return known ? walk(known, inner, `${path}.${key}`) : [`${path}.${key}`];
		});
	};
	return walk(paths[name]?.post.parameters[0]?.schema, body, name);
}
