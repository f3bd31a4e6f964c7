import { describe, expect, it } from 'vitest';
import { parseFlatted } from '../../scripts/n8n/flatted.mts';

describe('parseFlatted', () => {
	it('puts values in the place of their indexes', () => {
		const text =
			'[{"status":"1","count":2,"items":"2","none":null},"success",["3","1"],{"sku":"4"},"7"]';
		expect(parseFlatted(text)).toEqual({
			status: 'success',
			count: 2,
			items: [{ sku: '7' }, 'success'],
			none: null,
		});
	});

	it('keeps shared and circular parts one object', () => {
		const parsed = parseFlatted('[{"self":"0","first":"1","second":"1"},{"name":"2"},"x"]') as {
			self: unknown;
			first: unknown;
			second: unknown;
		};
		expect(parsed.self).toBe(parsed);
		expect(parsed.first).toBe(parsed.second);
	});

	it('takes "__proto__" for an ordinary name', () => {
		const parsed = parseFlatted('[{"__proto__":"1"},{"polluted":true}]') as object;
		expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
		expect(Object.keys(parsed)).toEqual(['__proto__']);
	});
});
