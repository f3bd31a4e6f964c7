// What goes into an address stays one value there, whatever it is made of.
import { describe, expect, it } from 'vitest';

import type { Call } from '../../http/answer';
import type * as Client from '../../http/client';
import type { ChannelProblem } from '../../http/problem';
import { built, fc } from './settings.mts';
import { anyText } from './texts.mts';

const { connect, queryText, strictEncode } = built('./http/client.js') as typeof Client;

const BASE = 'https://shop.example.test/api';

it('an encoded text has no mark that means something in an address, and reads back as it was', () => {
	fc.assert(
		fc.property(anyText, (text) => {
			expect(strictEncode(text)).toMatch(/^([\w.~-]|%[\dA-F]{2})*$/);
			expect(decodeURIComponent(strictEncode(text))).toBe(text.toWellFormed());
		}),
	);
});

it('a query has the values it was made of, and no others', () => {
	const name = fc.oneof(
		fc.constantFrom('sku', '$filter', 'filter[reference]', 'searchCriteria[0][value]'),
		anyText,
	);
	const pairs = fc.uniqueArray(fc.tuple(name, anyText), {
		maxLength: 5,
		selector: ([key]) => key.toWellFormed(),
	});
	fc.assert(
		fc.property(pairs, (entries) => {
			// An object puts names that look like a place in a list first.
			const query = Object.fromEntries(entries.filter(([key]) => !/^\d+$/.test(key)));
			const url = new URL(`${BASE}/items${queryText(query)}`);
			expect(url.pathname).toBe('/api/items');
			expect(url.hash).toBe('');
			expect([...url.searchParams]).toEqual(
				Object.entries(query).map(([key, value]) => [key.toWellFormed(), value.toWellFormed()]),
			);
		}),
	);
});

describe('a path', () => {
	const service = {
		name: 'Shop',
		credential: 'shopApi',
		secretFields: [],
		baseUrl: () => BASE,
		limits: {},
		concurrent: 1,
		diagnose: () => undefined,
	} satisfies Client.Service;

	async function callTo(sent: string[]): Promise<Call> {
		const context = {
			getCredentials: async () => await Promise.resolve({}),
			helpers: {
				async httpRequestWithAuthentication(_type: string, { url }: { url: string }) {
					sent.push(url);
					return await Promise.resolve({ statusCode: 200, headers: {}, body: '{}' });
				},
			},
		};
		return (await connect(context as never, service)).call;
	}

	const dots = fc.constantFrom('.', '..', '...', '%2e', '%2E%2e', '.%2E', '../..', './a', 'a/..');

	it('has one segment for a SKU, or is not gone at all', async () => {
		await fc.assert(
			fc.asyncProperty(fc.oneof(anyText, dots), async (sku) => {
				fc.pre(sku !== '');
				const sent: string[] = [];
				const call = await callTo(sent);
				const path = `/items/${strictEncode(sku)}/stock`;
				const answer = await call({ method: 'PUT', path, query: { a: '..' } }).catch(
					(error: unknown) => error as ChannelProblem,
				);
				if (/^\.{1,2}$/.test(sku)) {
					expect(answer).toMatchObject({ problem: { kind: 'notFound' } });
					expect(sent).toEqual([]);
					return;
				}
				// As whoever sends it takes it apart.
				const segments = new URL(sent[0]!).pathname.split('/').map(decodeURIComponent);
				expect(segments).toEqual(['', 'api', 'items', sku.toWellFormed(), 'stock']);
			}),
		);
	});
});
