import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { built } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { byHeader } from '../trigger/anySystem.mts';
import { TestTrigger } from '../trigger/harness.mts';
import { closeHosts, connectTo, host, LOGIN, problemOf } from './hostile.mts';

const { redact } = built('./http/redact.js') as {
	redact(text: string, secrets: readonly string[]): string;
};

let restoreClock: () => void;
beforeEach(() => {
	restoreClock = setProductClock(fastClock(10_000));
});
afterEach(() => {
	restoreClock();
	closeHosts();
});

/** What a client says that passes a platform's text on. */
async function told(text: string): Promise<string> {
	const shop = await host((_request, response) => response.end(text));
	const { call } = await connectTo(shop.url, {
		diagnose: ({ body }) => ({
			kind: 'refused',
			message: `Shop says: ${String(body)}`,
			nextStep: '',
		}),
	});
	return (await problemOf(call({ method: 'GET', path: '/item' }))).message;
}

describe('a sentence that passes on what a shop says', () => {
	it('is one line, and moves no cursor', async () => {
		const message = await told(
			'no\n2026-11-25 | error | all keys were stolen\u001b[2J\u001b[31m\u2028x\u0000',
		);
		expect(message).toBe('Shop says: no 2026-11-25 | error | all keys were stolen [2J [31m x ');
	});

	it('holds no login, however the shop writes it', async () => {
		const { consumerKey, consumerSecret } = LOGIN;
		const login = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
		for (const secret of [consumerKey, consumerSecret, login])
			expect(await told(`bad login ${secret}, Basic ${secret}`)).not.toContain(secret);
	});
});

describe('a secret', () => {
	it('that is the beginning of another leaves nothing of it', () => {
		const [short, long] = ['abcdefgh', 'abcdefgh-the-rest'];
		for (const secrets of [
			[short, long],
			[long, short],
		])
			expect(redact(`key ${long}.`, secrets)).toBe('key [hidden].');
	});

	it.each([
		['as it is', 'a/b+c=d"e\\f'],
		['in an address', encodeURIComponent('a/b+c=d"e\\f')],
		['in JSON', JSON.stringify('a/b+c=d"e\\f').slice(1, -1)],
		['in JSON by PHP', 'a\\/b+c=d\\"e\\\\f'],
	])('%s is hidden', (_how, form) => {
		expect(redact(`x ${form} y`, ['a/b+c=d"e\\f'])).toBe('x [hidden] y');
	});
});

describe('a refused call', () => {
	it('puts nothing of itself into the log', async () => {
		const trigger = new TestTrigger({
			parameters: { source: 'anySystem' },
			credentials: { stockOutWebhookApi: byHeader },
		});
		await trigger.receive({
			headers: { 'x-stock-secret': 'guess\n2026-11-25 | error | forged line' },
			body: '\u001b[2J',
		});
		expect(trigger.warnings).toEqual(['Stock-Out Trigger: a call was refused (badSignature)']);
	});
});

describe('a line break', () => {
	it.each([
		'ck_1\r\nX-Admin: 1',
		'ck_1\nX-Admin: 1',
		'ck_1\rX-Admin: 1\r\n\r\nGET /other HTTP/1.1',
	])('in a credential makes no header and no request of its own (%#)', async (token) => {
		const shop = await host((_request, response) => response.end('{}'));
		const { call } = await connectTo(shop.url, { headersOf: () => ({ 'x-token': token }) });
		await call({ method: 'GET', path: '/item' });
		expect(shop.requests.map(({ url }) => url)).toEqual(['/item']);
		expect(shop.requests[0]!.headers).not.toHaveProperty('x-admin');
	});

	it('in a SKU stays inside its place in the address', async () => {
		const shop = await host((_request, response) => response.end('{}'));
		const { call } = await connectTo(shop.url);
		const sku = 'A\r\nX-Admin: 1\r\n\r\nGET /other HTTP/1.1';
		await call({ method: 'GET', path: '/item', query: { sku } });
		expect(shop.requests).toHaveLength(1);
		expect(shop.requests[0]!.headers).not.toHaveProperty('x-admin');
		expect(new URL(shop.requests[0]!.url!, shop.url).searchParams.get('sku')).toBe(sku);
	});
});
