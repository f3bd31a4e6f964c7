import { describe, expect, it } from 'vitest';

import { diagnosisOf } from './diagnosis.mts';

/** Sheet, section 9, and the codes named in its other sections. */
const CODES: ReadonlyArray<[status: number, codes: number[], kind: string, sentence: RegExp]> = [
	[401, [16], 'login', /did not accept the key/],
	[401, [17], 'login', /did not accept the key/],
	[401, [18], 'login', /did not accept the key/],
	[401, [19], 'login', /did not accept the key/],
	[401, [20, 21], 'login', /did not accept the key/],
	[401, [21], 'login', /did not accept the key/],
	[503, [22], 'refused', /switched off/],
	[405, [23], 'refused', /this kind of write/],
	[405, [25], 'permission', /lacks a right: said/],
	[401, [26], 'permission', /lacks a right: said/],
	[400, [27], 'invalid', /did not accept the request: said/],
	[400, [32], 'invalid', /did not accept the request: said/],
	[500, [3, 32, 3], 'invalid', /did not accept the request: said/],
	[500, [33, 3], 'invalid', /did not accept the request: said/],
	[400, [34], 'invalid', /did not accept the request: said/],
	[500, [35, 3], 'invalid', /did not accept the request: said/],
	[500, [36, 3], 'invalid', /did not accept the request: said/],
	[400, [41], 'invalid', /did not accept the request: said/],
	[500, [46], 'refused', /could not save the change: said/],
	[400, [84], 'invalid', /did not accept the request: said/],
	[400, [85], 'invalid', /did not accept the request: said/],
	[404, [87], 'notFound', /was deleted/],
	[400, [89], 'invalid', /did not accept the request: said/],
	[400, [90], 'invalid', /did not accept the request: said/],
	[404, [92], 'notFound', /was deleted/],
	[400, [93], 'invalid', /did not accept the request: said/],
	[405, [101], 'invalid', /did not accept the request: said/],
	[500, [3, 127], 'invalid', /did not accept the request: said/],
	[404, [131], 'permission', /multishop/],
	[403, [132], 'permission', /multishop/],
	[500, [133, 46], 'refused', /advanced stock management/],
	[404, [999], 'permission', /multishop/],
	[500, [2], 'unavailable', /module or PHP/],
	[500, [15], 'unavailable', /module or PHP/],
	[503, [500], 'unavailable', /could not answer/],
];

describe('PrestaShop: every code of its webservice', () => {
	it.each(CODES)('%i with %j is %s', (status, codes, kind, sentence) => {
		const errors = codes.map((code) => ({
			code,
			message:
				code >= 2 && code <= 15 ? '[PHP Warning #2] x (/var/www/html/a.php, line 1)' : 'said',
		}));
		const problem = diagnosisOf('prestashop', { status, body: { errors } });
		expect(problem).toMatchObject({ kind, message: expect.stringMatching(sentence) });
		expect(problem?.nextStep).toMatch(/\.$/);
		expect(JSON.stringify(problem)).not.toContain('/var/www');
	});

	it.each<[string, number, Record<string, string>, unknown, string]>([
		['no login header', 401, { 'content-type': 'text/html' }, '401 Unauthorized', 'login'],
		['no login header, as text', 401, {}, '401 Unauthorized', 'login'],
		[
			'a login page of a firewall',
			401,
			{ 'content-type': 'text/html' },
			'<html></html>',
			'unavailable',
		],
		['an unknown id, without a body', 404, { 'content-type': '' }, '', 'notFound'],
		['another host name', 302, { location: 'https://www.shop.example.test/' }, '', 'refused'],
		['a busy host', 502, {}, '', 'unavailable'],
		['a broken index in JSON', 500, { 'content-type': '' }, '', 'unavailable'],
	])('%s', (_name, status, headers, body, kind) => {
		expect(diagnosisOf('prestashop', { status, headers, body })).toMatchObject({ kind });
	});
});
