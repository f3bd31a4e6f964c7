import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fastClock, setProductClock } from '../shop.mts';
import { closeHosts, connectTo, host, MOST_ANSWER_BYTES, problemOf } from './hostile.mts';

let restoreClock: () => void;
beforeEach(() => {
	restoreClock = setProductClock(fastClock(10_000));
});
afterEach(() => {
	restoreClock();
	closeHosts();
});

const HUGE = Buffer.alloc(MOST_ANSWER_BYTES * 2, ' ');
const WRITE = { method: 'PUT', path: '/item', body: { quantity: 0 } } as const;

describe('an answer', () => {
	it.each([
		['gzip', gzipSync(HUGE)],
		['br', brotliCompressSync(HUGE)],
	])(
		'of a few kilobytes of %s that unpacks to a huge one is not held',
		async (encoding, packed) => {
			expect(packed.length).toBeLessThan(100_000);
			const shop = await host((_request, response) =>
				response.writeHead(200, { 'content-encoding': encoding }).end(packed),
			);
			const { call } = await connectTo(shop.url);
			const error: unknown = await call(WRITE).catch((caught: unknown) => caught);
			expect(error).toMatchObject({
				problem: { message: expect.stringContaining('more than 32 MB') },
				// What was sent may have been carried out all the same: it is read back.
				maybeDone: true,
			});
			expect(shop.requests).toHaveLength(1);
		},
	);

	it('without an end is cut off', async () => {
		const piece = Buffer.alloc(1024 * 1024, 'x');
		let sent = 0;
		const shop = await host((_request, response) => {
			response.writeHead(200);
			const more = (): void => {
				if (response.destroyed) return;
				sent += piece.length;
				if (response.write(piece)) setImmediate(more);
				else response.once('drain', more);
			};
			more();
		});
		const { call } = await connectTo(shop.url);
		expect((await problemOf(call(WRITE))).message).toContain('more than 32 MB');
		expect(sent).toBeLessThan(MOST_ANSWER_BYTES * 3);
	});

	it.each([200, 401])(
		'of status %i that comes byte by byte is left when time is up',
		async (status) => {
			const closed = Promise.withResolvers<void>();
			const shop = await host((request, response) => {
				response.writeHead(status).write('{');
				const drip = setInterval(() => response.write(' '), 20);
				request.socket.once('close', () => {
					clearInterval(drip);
					closed.resolve();
				});
			});
			const { call } = await connectTo(shop.url);
			const { message } = await problemOf(call({ ...WRITE, timeoutMs: 500 }));
			expect(message).toContain('took too long');
			await closed.promise;
		},
	);

	it('of 100,000 nested lists ends as a problem, not as a crash', async () => {
		const deep = '['.repeat(100_000) + ']'.repeat(100_000);
		const shop = await host((_request, response) => response.writeHead(400).end(deep));
		const { call } = await connectTo(shop.url);
		expect(await problemOf(call(WRITE))).toMatchObject({ message: expect.any(String) });
	});

	it('whose message is a book is told in a sentence', async () => {
		const shop = await host((_request, response) => response.writeHead(200).end('x'.repeat(1e6)));
		const { call } = await connectTo(shop.url, {
			diagnose: ({ body }) => ({ kind: 'refused', message: String(body), nextStep: '' }),
		});
		expect((await problemOf(call(WRITE))).message.length).toBeLessThan(2_100);
	});
});
