import { describe, expect, it } from 'vitest';
import type { MakeFake, World } from '../../sandbox/fake.mts';
import { createSandbox } from '../../sandbox/sandbox.mts';
import { ask, counter, small } from './counter.mts';

describe('sandbox', () => {
	it('answers as over the wire and counts requests without logins', async () => {
		const sandbox = small();
		expect(await sandbox.handle('one', ask())).toEqual({
			status: 200,
			headers: { 'x-left': '13', 'content-type': 'application/json' },
			body: '{"quantity":13}',
		});
		await sandbox.handle('one', ask('/token'));
		expect([sandbox.requests('one'), sandbox.requests('two')]).toEqual([1, 0]);
		sandbox.resetCounts();
		expect(sandbox.requests('one')).toBe(0);
		await expect(sandbox.handle('three', ask())).rejects.toThrow('no platform "three"');
	});

	it('logs both sides without what opens doors', async () => {
		const sandbox = small();
		const headers = {
			authorization: 'Basic abc',
			'x-shopify-access-token': 'shpat',
			accept: '*/*',
		};
		const query = new URLSearchParams({ consumer_secret: 'cs_1', page: '2' });
		await sandbox.handle(
			'one',
			ask('/x', { method: 'PUT', headers, query, body: Buffer.from('hi') }),
		);
		expect(sandbox.log.entries('two')).toEqual([]);
		expect(sandbox.log.entries()).toEqual([
			{
				at: Date.UTC(2026, 10, 24),
				slug: 'one',
				method: 'PUT',
				path: '/x',
				query: 'consumer_secret=***&page=2',
				status: 200,
				login: false,
				requestHeaders: { authorization: '***', 'x-shopify-access-token': '***', accept: '*/*' },
				requestBody: 'hi',
				responseHeaders: { 'x-left': '13', 'content-type': 'application/json' },
				responseBody: '{"quantity":13}',
			},
		]);
	});

	it('keeps the log bounded', async () => {
		const sandbox = small();
		for (let i = 0; i < 1010; i++) await sandbox.handle('one', ask(`/${i}`));
		expect(sandbox.log.entries()).toHaveLength(1000);
		expect(sandbox.log.entries()[0]?.path).toBe('/10');
	});

	it('starts anew, and what was still to be sent is not', async () => {
		const sent: string[] = [];
		let late: World | undefined;
		const keep: MakeFake = (world) => {
			late ??= world;
			return counter('one')(world);
		};
		const sandbox = createSandbox({
			makers: [keep],
			deliver: async ({ url }) => (sent.push(url), 200),
		});
		const delivery = { url: 'https://a.example', method: 'POST', headers: {}, body: '' } as const;
		expect(await late?.deliver(delivery)).toBe(200);
		sandbox.faults.add({ slug: 'one', kind: 'html' });
		await sandbox.handle('one', ask());
		sandbox.reset();
		expect(await late?.deliver(delivery)).toBe(0);
		expect(sent).toEqual(['https://a.example']);
		expect(sandbox.requests('one')).toBe(0);
		expect(sandbox.log.entries()).toEqual([]);
		expect((await sandbox.handle('one', ask())).body).toBe('{"quantity":13}');
	});
});
