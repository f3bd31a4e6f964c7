import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'vitest';

import type { Product } from '../../sandbox/fake.mts';
import type { LogEntry } from '../../sandbox/log.mts';
import {
	makePrestaShop,
	type Options,
	type PrestaShopFake,
} from '../../sandbox/prestashop/index.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { readSpec, specsDir } from '../specs.mts';
import { runner, sent } from './channelRun.mts';

export type Version = Options['version'];
export type Table = Array<Record<string, unknown>>;

interface Opening {
	version?: Version;
	catalogue?: readonly Product[];
	/** Another name than the one it is called by: the shop sends every request away. */
	host?: string;
}

export async function openPrestaShop({ version = '8.2.1', catalogue, host }: Opening = {}) {
	const clock = fastClock(200);
	const restoreClock = setProductClock(clock);
	const served = await serveSandbox({
		port: 0,
		clock,
		makers: [makePrestaShop({ version, ...(host ? { host } : {}) })],
		...(catalogue ? { catalogue } : {}),
	});
	const { sandbox } = served;
	const fake = sandbox.fakes.get('prestashop') as PrestaShopFake;
	const fakeHandle = fake.handle.bind(fake);
	const shop = { sandbox, credentials: { stockOutPrestaShopApi: { ...fake.account } } };
	/** A resource as the shop owner sees it; not counted, not logged. */
	const table = async (resource: string): Promise<Table> => {
		const { body } = await fakeHandle({
			method: 'GET',
			path: `/api/${resource}`,
			query: new URLSearchParams('display=full&output_format=JSON'),
			headers: {
				authorization: `Basic ${Buffer.from(`${fake.keys.full.key}:`).toString('base64')}`,
			},
			body: Buffer.alloc(0),
		});
		return (JSON.parse(String(body)) as Record<string, Table>)[resource];
	};
	return {
		...shop,
		clock,
		fake,
		fakeHandle,
		table,
		/** Everything a take-off may touch, but for the date of the last change. */
		async snapshot() {
			const products = (await table('products')).map(({ date_upd: _, ...kept }) => kept);
			return { products, stock: await table('stock_availables') };
		},
		shelf: (sku: string) => fake.shelf().find((item) => item.sku === sku),
		run: runner('prestashop', shop),
		with: (apiKey: string) => ({
			credentials: { stockOutPrestaShopApi: { ...fake.account, apiKey } },
		}),
		writes: () => sandbox.log.entries('prestashop').filter(({ method }) => method !== 'GET'),
		reads: (path = /./) => sent(sandbox, 'prestashop', 'GET', path),
		/** Checks everything that was sent, then closes. */
		async close() {
			restoreClock();
			await served.close();
			for (const entry of sandbox.log.entries('prestashop')) expectSound(entry);
		},
	};
}

export type PrestaShop = Awaited<ReturnType<typeof openPrestaShop>>;

export interface Entity {
	resource: string;
	fields: Record<string, string>;
}

const NODES: Record<string, string> = { stock_available: 'stock_availables', product: 'products' };
const parser = new XMLParser({
	preserveOrder: true,
	parseTagValue: false,
	trimValues: false,
	ignoreAttributes: false,
});

type Node = Record<string, Node[] | string>;
const nameOf = (node: Node): string => Object.keys(node).find((key) => key !== ':@') ?? '';
const elements = (nodes: Node[] | string | undefined): Node[] =>
	Array.isArray(nodes) ? nodes.filter((node) => nameOf(node) !== '#text') : [];

/** What a write asks for, entity by entity. */
export function entitiesOf({ requestBody }: Pick<LogEntry, 'requestBody'>): Entity[] {
	expect(XMLValidator.validate(requestBody)).toBe(true);
	const prefixes = [...requestBody.matchAll(/\s([a-z]+):[\w-]+="/g)].map(([, prefix]) => prefix);
	for (const prefix of new Set(prefixes))
		if (prefix !== 'xmlns')
			expect(requestBody, 'an undeclared prefix is a PHP warning').toContain(`xmlns:${prefix}=`);
	const root = (parser.parse(requestBody) as Node[]).find((node) => 'prestashop' in node);
	return elements(root?.prestashop).map((entity) => {
		const node = nameOf(entity);
		const fields = elements(entity[node]).map((field) => [nameOf(field), textOf(field)]);
		return { resource: NODES[node], fields: Object.fromEntries(fields) as Record<string, string> };
	});
}

function textOf(field: Node): string {
	const children = field[nameOf(field)];
	return (Array.isArray(children) ? children : [])
		.map((child) => ('#text' in child ? String(child['#text']) : textOf(child)))
		.join('');
}

interface Documented {
	node: string;
	fields: Array<{ name: string; required: boolean; writable: boolean | null }>;
}

const documented =
	specsDir === undefined
		? undefined
		: (readSpec('prestashop/webservice-resources.json') as Record<string, Documented>);

/** A request as the webservice's own tables want it; without them at hand only what stands in our sheet of rules. */
export function expectSound(entry: LogEntry): void {
	const { method, path, requestHeaders } = entry;
	expect(requestHeaders, path).toHaveProperty('authorization');
	const query = new URLSearchParams(entry.query);
	const resource = path.split('/')[2];
	const known =
		documented && new Set(['id', ...documented[resource].fields.map(({ name }) => name)]);
	const expectKnown = (name: string) => {
		if (known) expect([...known], `${resource}`).toContain(name);
	};
	const display = query.get('display');
	if (display?.startsWith('[')) display.slice(1, -1).split(',').forEach(expectKnown);
	for (const name of query.keys()) {
		const field = /^filter\[(.+)\]$/.exec(name)?.[1];
		if (field) expectKnown(field);
		else expect(['display', 'output_format', 'id_shop', 'sort', 'limit']).toContain(name);
	}
	if (method === 'GET') return;
	expect(['PUT', 'PATCH']).toContain(method);
	expect(requestHeaders['content-type']).toBe('application/xml');
	// Without it members that are 0 are left out of the answer, and only the last row is told.
	expect(display).toBe('full');
	expectEntities(entry, resource);
}

function expectEntities(entry: LogEntry, resource: string): void {
	const entities = entitiesOf(entry);
	const ids = entities.map(({ fields }) => fields.id);
	expect(new Set(ids).size).toBe(ids.length);
	for (const { resource: named, fields } of entities) {
		expect(named).toBe(resource);
		expect(fields.id).toMatch(/^\d+$/);
		for (const name of ['id', 'quantity', 'out_of_stock', 'active'])
			if (name in fields) expect(fields[name], name).toMatch(/^-?\d+$/);
		if (!documented) continue;
		const table = documented[resource].fields;
		for (const name of Object.keys(fields))
			if (name !== 'id')
				expect(table.find((field) => field.name === name)?.writable, name).not.toBe(false);
		for (const name of Object.keys(fields))
			if (name !== 'id') expect(table.map((field) => field.name)).toContain(name);
		if (entry.method === 'PUT')
			for (const { name, required } of table) if (required) expect(fields).toHaveProperty(name);
	}
}
