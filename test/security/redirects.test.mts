import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loader } from '../harness.mts';
import { fastClock, setProductClock } from '../shop.mts';
import { closeHosts, connectTo, host, problemOf } from './hostile.mts';

let restoreClock: () => void;
beforeEach(() => {
	restoreClock = setProductClock(fastClock(10_000));
});
afterEach(() => {
	restoreClock();
	closeHosts();
});

const STATUSES = [301, 302, 303, 307, 308];

describe('a shop that sends the request on', () => {
	it.each(STATUSES)(
		'with %i to another host gets no second request, and that host none',
		async (status) => {
			const other = await host((_request, response) => response.end('{}'));
			const shop = await host((_request, response) =>
				response.writeHead(status, { location: `${other.url}/stolen` }).end(),
			);
			const { call } = await connectTo(shop.url);
			for (const method of ['GET', 'PUT'] as const)
				expect(await problemOf(call({ method, path: '/item' }))).toMatchObject({ kind: 'refused' });
			expect(shop.requests).toHaveLength(2);
			expect(shop.requests[0]?.headers.authorization).toMatch(/^Basic /);
			expect(other.requests).toEqual([]);
		},
	);

	it('to this very computer, in whatever spelling, reaches nothing', async () => {
		const inside = await host((_request, response) => response.end('{"secret":true}'));
		const { port } = new URL(inside.url);
		const targets = [
			`http://127.0.0.1:${port}`,
			`http://localhost:${port}`,
			`http://2130706433:${port}`,
			`http://0x7f000001:${port}`,
			`http://0177.0.0.1:${port}`,
			`http://[::ffff:127.0.0.1]:${port}`,
			`//127.0.0.1:${port}`,
			'http://169.254.169.254/latest/meta-data/',
			'http://[::1]/',
			'file:///etc/passwd',
		];
		const shop = await host(({ url }, response) =>
			response.writeHead(302, { location: targets[Number(url?.slice(2))] }).end(),
		);
		const { call } = await connectTo(shop.url);
		for (const i of targets.keys())
			expect(await problemOf(call({ method: 'GET', path: `/i${i}` }))).toMatchObject({
				kind: 'refused',
			});
		expect(inside.requests).toEqual([]);
	});
});

describe('an address below that of the shop', () => {
	it.each(['@other.example.test/item', '.other.example.test/item', ':1/item'])(
		'such as %s is no other host',
		async (path) => {
			const shop = await host((_request, response) => response.end('{}'));
			const { call } = await connectTo(shop.url.replace(/:\d+$/, ''));
			expect(await problemOf(call({ method: 'GET', path }))).toMatchObject({
				kind: 'refused',
				message: expect.stringContaining('the login is not sent there'),
			});
		},
	);
});

describe("n8n's own test of a credential", () => {
	const tested = Object.keys(loader.known.credentials).filter(
		(name) => loader.getCredential(name).type.test,
	);

	it.each(tested)('%s carries no login to another address', (name) => {
		expect(loader.getCredential(name).type.test?.request.disableFollowRedirect).toBe(true);
	});
});
