import { describe, expect, it } from 'vitest';
import type { FakeRequest, MakeFake } from '../../sandbox/fake.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { counter } from './counter.mts';

describe('served sandbox', () => {
	const serve = async (use: (url: string) => Promise<void>) => {
		const served = await serveSandbox({ port: 0, makers: [counter('one'), counter('two', false)] });
		try {
			await use(served.url);
		} finally {
			await served.close();
		}
	};
	const post = (url: string, body: unknown) =>
		fetch(url, { method: 'POST', body: JSON.stringify(body) });

	it('passes the raw path, query and body to the platform', async () => {
		const seen: FakeRequest[] = [];
		const spy: MakeFake = (world) => ({
			...counter('spy')(world),
			handle: async (request) => (seen.push(request), { status: 204 }),
		});
		const { url, close } = await serveSandbox({ port: 0, makers: [spy] });
		const body = Buffer.from([0, 255, 1]);
		const response = await fetch(`${url}/spy/a%2Fb//c?x=1&x=%2B`, {
			method: 'PATCH',
			body,
			headers: { 'X-Odd': 'Yes' },
		});
		expect(response.status).toBe(204);
		expect(seen[0]).toMatchObject({
			method: 'PATCH',
			path: '/a%2Fb//c',
			headers: { 'x-odd': 'Yes' },
		});
		expect(seen[0]?.query.getAll('x')).toEqual(['1', '+']);
		expect(seen[0]?.body).toEqual(body);
		await close();
	});

	it('shows the page and the state, and knows its buttons', () =>
		serve(async (url) => {
			expect(await (await fetch(url)).text()).toContain('<h1>Storefronts</h1>');
			expect((await fetch(`${url}/_sandbox/page.js`)).headers.get('content-type')).toContain(
				'javascript',
			);
			await fetch(`${url}/one/x`);
			const state = await (await fetch(`${url}/_sandbox/state`)).json();
			expect(state.one).toMatchObject({ name: 'ONE', requests: 1, shelf: [{ quantity: 13 }] });
			const sku = 'ACR-HB-TWHT-60';
			const sold = await post(`${url}/_sandbox/sell`, { slug: 'two', sku, quantity: 14 });
			expect(await sold.json()).toMatchObject([{ quantity: 0, state: 'soldOut' }]);
			const hidden = await post(`${url}/_sandbox/setHidden`, { slug: 'two', sku, hidden: true });
			expect(await hidden.json()).toMatchObject([{ state: 'hidden' }]);
			const more = await post(`${url}/_sandbox/setQuantity`, { slug: 'one', sku, quantity: 3 });
			expect(await more.json()).toMatchObject([{ quantity: 3 }]);
			const log = await (await fetch(`${url}/_sandbox/log?slug=one`)).json();
			expect(log).toHaveLength(1);
			const reset = await (await post(`${url}/_sandbox/reset`, {})).json();
			expect(reset.two.shelf[0]).toMatchObject({ quantity: 14, state: 'onSale' });
		}));

	it('says what is wrong with a request to itself', () =>
		serve(async (url) => {
			const cases: [string, unknown, number, string][] = [
				['sell', { slug: 'one', sku: 'NOPE', quantity: 1 }, 400, 'Unknown SKU "NOPE".'],
				['sell', { slug: 'nine', sku: 'NOPE', quantity: 1 }, 404, 'no platform "nine"'],
				['setHidden', { slug: 'one', sku: 'A', hidden: 'yes' }, 400, '"hidden" must be'],
				['faults', { slug: 'one', kind: 'banana' }, 400, 'Unknown fault "banana"'],
				['faults', { slug: 'two', kind: 'expireToken' }, 400, 'no tokens that expire'],
				['dance', {}, 404, 'no "POST dance"'],
			];
			for (const [action, body, status, message] of cases) {
				const response = await post(`${url}/_sandbox/${action}`, body);
				expect(response.status).toBe(status);
				expect((await response.json()).error).toContain(message);
			}
			expect((await fetch(`${url}/nine/x`)).status).toBe(404);
		}));

	it('cuts the connection of a struck request, until the faults are removed', () =>
		serve(async (url) => {
			await post(`${url}/_sandbox/faults`, { slug: 'one', kind: 'dropAfter' });
			await expect(fetch(`${url}/one/x`)).rejects.toThrow();
			await fetch(`${url}/_sandbox/faults`, { method: 'DELETE' });
			expect(await (await fetch(`${url}/one/x`)).json()).toEqual({ quantity: 12 });
		}));

	it('sends the state on every change', () =>
		serve(async (url) => {
			const response = await fetch(`${url}/_sandbox/events`);
			const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
			expect((await reader.read()).value).toContain('"quantity":14');
			await fetch(`${url}/one/x`);
			let text = '';
			while (!text.includes('"requests":1')) text += (await reader.read()).value ?? '';
			expect(text).toContain('"quantity":13');
			await reader.cancel();
		}));

	it('answers many at once', () =>
		serve(async (url) => {
			const answers = await Promise.all(
				Array.from({ length: 200 }, async () => (await fetch(`${url}/one/x`)).json()),
			);
			const left = answers.map(({ quantity }) => quantity as number);
			expect(new Set(left).size).toBe(200);
		}));

	it('says in one sentence that the port is taken', () =>
		serve(async (url) => {
			const port = Number(new URL(url).port);
			await expect(serveSandbox({ port, makers: [] })).rejects.toThrow(
				`Port ${port} is already in use: stop the other program or take another port.`,
			);
		}));
});
