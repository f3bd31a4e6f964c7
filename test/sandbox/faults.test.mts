import { describe, expect, it } from 'vitest';
import { ConnectionDropped } from '../../sandbox/faults.mts';
import { ask, small, virtualClock } from './counter.mts';

describe('faults', () => {
	it('strike by method and path, after some and so many times', async () => {
		const sandbox = small();
		const rule = { slug: 'one', kind: 'throttled', method: 'PUT', path: '^/b', after: 1, times: 2 };
		sandbox.faults.add(rule as Parameters<typeof sandbox.faults.add>[0]);
		const status = async (method: string, path: string) =>
			(await sandbox.handle('one', ask(path, { method }))).status;
		expect(await status('GET', '/b')).toBe(200);
		expect(await status('PUT', '/a')).toBe(200);
		expect(await status('PUT', '/b')).toBe(200);
		expect(await status('PUT', '/b')).toBe(429);
		expect(await status('PUT', '/b')).toBe(429);
		expect(await status('PUT', '/b')).toBe(200);
		expect(sandbox.faults.list()).toEqual([{ ...rule, hits: 2 }]);
	});

	it.each([
		['unavailable', 503, 'Service Unavailable'],
		['html', 200, '<h1>Down for maintenance</h1>'],
		['redirect', 302, ''],
		['expireToken', 401, '{"error":"expired"}'],
	] as const)('%s answers %i', async (kind, status, text) => {
		const sandbox = small();
		sandbox.faults.add({ slug: 'one', kind });
		const answer = await sandbox.handle('one', ask());
		expect(answer.status).toBe(status);
		expect(answer.body).toContain(text);
		expect(sandbox.fakes.get('one')?.shelf()[0]?.quantity).toBe(14);
	});

	it('leave the login alone when the token expires, and say when a platform has no such token', async () => {
		const sandbox = small();
		sandbox.faults.add({ slug: 'one', kind: 'expireToken' });
		sandbox.faults.add({ slug: 'two', kind: 'expireToken' });
		expect((await sandbox.handle('one', ask('/token'))).status).toBe(200);
		await expect(sandbox.handle('two', ask())).rejects.toThrow('TWO has no tokens that expire.');
	});

	it.each([
		['dropBefore', 14],
		['dropAfter', 13],
	] as const)('%s cuts the connection and leaves %i pieces', async (kind, quantity) => {
		const sandbox = small();
		sandbox.faults.add({ slug: 'one', kind, times: 1 });
		await expect(sandbox.handle('one', ask())).rejects.toBeInstanceOf(ConnectionDropped);
		expect(sandbox.fakes.get('one')?.shelf()[0]?.quantity).toBe(quantity);
		expect(sandbox.log.entries().map(({ status }) => status)).toEqual([0]);
		expect(sandbox.requests('one')).toBe(1);
	});

	it('delay waits on the clock of the sandbox', async () => {
		const clock = virtualClock();
		const sandbox = small({ clock });
		sandbox.faults.add({ slug: 'one', kind: 'delay', ms: 30_000 });
		expect((await sandbox.handle('one', ask())).status).toBe(200);
		expect(clock.slept).toEqual([30_000]);
	});

	it('are the same again for the same seed, and others for another', async () => {
		const play = async (seed: number) => {
			const sandbox = small({ seed });
			sandbox.faults.add({ slug: 'one', kind: 'unavailable', probability: 0.5 });
			const answers = [];
			for (let i = 0; i < 40; i++) answers.push((await sandbox.handle('one', ask())).status);
			return answers.join();
		};
		const first = await play(7);
		expect(new Set(first.split(','))).toEqual(new Set(['200', '503']));
		expect(await play(7)).toBe(first);
		expect(await play(8)).not.toBe(first);
	});

	it('refuse a kind that does not exist', () => {
		const rule = { slug: 'one', kind: 'banana' } as unknown as Parameters<
			ReturnType<typeof small>['faults']['add']
		>[0];
		expect(() => small().faults.add(rule)).toThrow('Unknown fault "banana"');
	});
});
