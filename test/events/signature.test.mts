import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type * as Signature from '../../events/signature';
import { built } from '../harness.mts';
import { deliveryOf } from './scheme.mts';

const { verifySignature, sameText, signedBy } = built('./events/signature.js') as typeof Signature;

const rawBody = Buffer.from([0x7b, 0x22, 0xff, 0x00, 0x5c, 0x2f, 0x7d]);
const scheme = { header: 'x-sign', algorithm: 'sha256', encoding: 'hex' } as const;
const digest = createHmac('sha256', 'key').update(rawBody).digest('hex');

it('the bytes are what is signed, also those that are no text', () => {
	expect(verifySignature(scheme, deliveryOf(rawBody, { 'x-sign': digest }), 'key')).toEqual({
		ok: true,
	});
	const asText = Buffer.from(rawBody.toString('utf8'));
	expect(verifySignature(scheme, deliveryOf(asText, { 'x-sign': digest }), 'key')).toEqual({
		ok: false,
		reason: 'badSignature',
	});
});

it('agrees with the published example of RFC 4231, test case 2', () => {
	const delivery = deliveryOf(Buffer.from('what do ya want for nothing?'), {
		'x-sign': '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
	});
	expect(verifySignature(scheme, delivery, 'Jefe')).toEqual({ ok: true });
	expect(signedBy(scheme)(delivery, 'Jefe')).toEqual({ ok: true });
});

it('asks for a secret before anything else', () => {
	const empty = createHmac('sha256', '').update(rawBody).digest('hex');
	expect(verifySignature(scheme, deliveryOf(rawBody, { 'x-sign': empty }), '')).toEqual({
		ok: false,
		reason: 'noSecret',
	});
	expect(verifySignature(scheme, deliveryOf(rawBody, {}), '')).toEqual({
		ok: false,
		reason: 'noSecret',
	});
});

it.each([{}, { 'x-sign': '' }, { 'x-sign': undefined }, { 'X-Sign': digest }])(
	'finds nothing in %o',
	(headers) => {
		expect(verifySignature(scheme, deliveryOf(rawBody, headers), 'key')).toEqual({
			ok: false,
			reason: 'missingSignature',
		});
	},
);

describe('a prefix', () => {
	const prefixed = { ...scheme, prefix: 'sha256=' };
	const verdict = (value: string) =>
		verifySignature(prefixed, deliveryOf(rawBody, { 'x-sign': value }), 'key').ok;

	it('must be there, once', () => {
		expect(verdict(`sha256=${digest}`)).toBe(true);
		expect(verdict(digest)).toBe(false);
		expect(verdict(`sha256=sha256=${digest}`)).toBe(false);
		expect(verdict('sha256=')).toBe(false);
	});
});

it('texts are the same only when all of them is', () => {
	expect(sameText('äö', 'äö')).toBe(true);
	for (const [a, b] of [
		['a', ''],
		['', 'a'],
		['ab', 'abc'],
		['ab', 'ac'],
		['ä', 'a\u0308'],
		['a', 'A'],
	] as const)
		expect(sameText(a, b)).toBe(false);
});
