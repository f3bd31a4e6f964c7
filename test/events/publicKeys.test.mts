import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type * as PublicKeys from '../../events/publicKeys';
import { built } from '../harness.mts';

const { keyRing, publicKeyOf } = built('./events/publicKeys.js') as typeof PublicKeys;

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 9, 30);

function open() {
	const ring = keyRing<string>(HOUR);
	const asked: string[] = [];
	const get = async (id: string, now = NOW, answer: string | undefined = `key of ${id}`) =>
		await ring({ owner: 'shop', id }, now, async () => {
			asked.push(id);
			return await Promise.resolve(answer);
		});
	const none = async (id: string, now = NOW) =>
		await ring({ owner: 'shop', id }, now, async () => {
			asked.push(id);
			return await Promise.resolve(undefined);
		});
	return { ring, get, none, asked };
}

describe('public keys', () => {
	it('are asked for once an hour, also when several deliveries come at once', async () => {
		const { get, asked } = open();
		expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual(Array(3).fill('key of a'));
		await get('a', NOW + HOUR - 1);
		expect(asked).toEqual(['a']);
		await get('a', NOW + HOUR + 1);
		expect(asked).toEqual(['a', 'a']);
	});

	it('that do not exist are asked for again after a minute', async () => {
		const { get, none, asked } = open();
		expect(await none('x')).toBeUndefined();
		expect(await get('x', NOW + 59_000)).toBeUndefined();
		expect(await get('x', NOW + 61_000)).toBe('key of x');
		expect(asked).toEqual(['x', 'x']);
	});

	it('an outage is passed on and not remembered', async () => {
		const { ring, get } = open();
		const outage = ring(
			{ owner: 'shop', id: 'a' },
			NOW,
			async () => await Promise.reject(new Error('503')),
		);
		await expect(outage).rejects.toThrow('503');
		expect(await get('a')).toBe('key of a');
	});

	it('made-up ids end after 20 requests in a minute, and a known key is renewed all the same', async () => {
		const { ring, get, none, asked } = open();
		await get('good');
		for (let i = 0; i < 500; i++) await none(`made-up-${i}`, NOW + HOUR);
		expect(asked.length).toBe(1 + 20);
		expect(await get('good', NOW + HOUR + 1)).toBe('key of good');
		expect(await get('new', NOW + HOUR + 2)).toBeUndefined();
		const other = { owner: 'other shop', id: 'new' };
		const key = async () => await Promise.resolve('its own');
		expect(await ring(other, NOW + HOUR + 2, key)).toBe('its own');
		expect(await get('new', NOW + HOUR + 61_000)).toBe('key of new');
	});

	it('made-up ids push no good key out', async () => {
		const { get, none, asked } = open();
		await get('good', NOW);
		for (let i = 0; i < 1_000; i++) await none(`made-up-${i}`, NOW + i * 3_100);
		asked.length = 0;
		await get('good', NOW + HOUR - 1);
		expect(asked).toEqual([]);
	});
});

describe('a public key in PEM', () => {
	const { publicKey } = generateKeyPairSync('ec', {
		namedCurve: 'prime256v1',
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});

	it.each([
		['as it is', publicKey],
		['without line breaks', publicKey.replace(/\n/g, '')],
		['with those of Windows', publicKey.replace(/\n/g, '\r\n')],
	])('is read %s', (_, pem) => {
		expect(publicKeyOf(pem)?.export({ type: 'spki', format: 'pem' })).toBe(publicKey);
	});

	it.each(['', 'x', '-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----', '<html></html>', 'AAAA'])(
		'%o is none',
		(text) => {
			expect(publicKeyOf(text)).toBeUndefined();
		},
	);
});
