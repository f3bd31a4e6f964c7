import { expect, it } from 'vitest';

import type { Answer, Call } from '../../http/answer';
import type * as Pages from '../../http/pages';
import { built } from '../harness.mts';

const { forward } = built('./http/pages.js') as typeof Pages;

const answering =
	(bodies: readonly unknown[]): Call =>
	async () =>
		await Promise.resolve({ status: 200, headers: {}, body: bodies.at(0) } as Answer);

it('asks on as long as places and pages are new', async () => {
	let n = 0;
	const call = forward(async () => ({ status: 200, headers: {}, body: n++ }), 'Shop');
	for (const page of ['1', '2', '3'])
		expect(await call({ method: 'GET', path: '/a', query: { page } })).toMatchObject({
			body: Number(page) - 1,
		});
});

it('ends at a place that was asked for before', async () => {
	let n = 0;
	const call = forward(async () => ({ status: 200, headers: {}, body: n++ }), 'Shop');
	await call({ method: 'GET', path: '/a' });
	await call({ method: 'GET', path: '/a', query: { cursor: 'x' } });
	await expect(call({ method: 'GET', path: '/a' })).rejects.toMatchObject({
		problem: { kind: 'unknown', message: expect.stringContaining('Shop leads from a page') },
	});
});

it('ends at the same page under another number', async () => {
	const call = forward(answering([{ rows: [1] }]), 'Shop');
	await call({ method: 'GET', path: '/a', query: { page: '1' } });
	const again = call({ method: 'GET', path: '/a', query: { page: '2' } });
	await expect(again).rejects.toMatchObject({ problem: { kind: 'unknown' } });
});
