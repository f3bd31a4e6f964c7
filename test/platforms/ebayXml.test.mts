import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';

import { built } from '../harness.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';

interface Element {
	name: string;
	text: string;
	children: Element[];
}

const { parseXml, textAt, all, escapeText } = built('./platforms/ebay/xml.js') as {
	parseXml(document: string): Element | undefined;
	textAt(element: Element | undefined, ...path: string[]): string;
	all(element: Element | undefined, name: string): Element[];
	escapeText(text: string): string;
};

describe('eBay: reading XML', () => {
	it('reads texts, entities, CDATA, attributes and empty elements', () => {
		const root = parseXml(
			`<?xml version="1.0"?>\n<!-- <a> --><R xmlns="urn:x"><A q="1 > 0">x &amp; y &#228;&#xE9; &nope; <![CDATA[<b> & c]]></A><B/><A>2</A><C><A>inside</A></C></R>`,
		);
		expect(textAt(root, 'A')).toBe('x & y äé &nope; <b> & c');
		expect(all(root, 'A').map(({ text }) => text)).toEqual(['x & y äé &nope; <b> & c', '2']);
		expect(textAt(root, 'C', 'A')).toBe('inside');
		expect(all(root, 'B')).toHaveLength(1);
		expect(textAt(root, 'B', 'A')).toBe('');
	});

	it('writes what it can read', () => {
		const text = 'a & b < c > d "e" \'f\' ]]>';
		expect(textAt(parseXml(`<R><A>${escapeText(text)}</A></R>`), 'A')).toBe(text);
	});

	it.each([
		'',
		'no xml',
		'<R><A>1</A>',
		'<R><A>1</R></A>',
		'<R></R></R>',
		'<!doctype html><html><br></html>',
		'{"a":1}',
	])('finds no document in %j', (document) => {
		expect(parseXml(document)).toBeUndefined();
	});

	it('survives a character number that does not exist', () => {
		expect(textAt(parseXml('<R>&#9999999;</R>'))).toBe('&#9999999;');
	});
});

describeWithSpecs('eBay: reading recorded XML', () => {
	it('sees what another parser sees', () => {
		const recorded = (readSpec('ebay/recorded.json') as { response: unknown }[]).map(
			({ response }) => response,
		);
		const documents = recorded.filter(
			(one): one is string => typeof one === 'string' && one.startsWith('<?xml'),
		);
		expect(documents.length).toBeGreaterThan(3);
		const other = new XMLParser({
			parseTagValue: false,
			ignoreDeclaration: true,
			isArray: (name) => name === 'Errors',
		});
		for (const document of documents) {
			const parsed = other.parse(document) as Record<
				string,
				{ Ack: string; Errors?: Record<string, string>[] }
			>;
			const [expected = { Ack: '' }] = Object.values(parsed);
			const root = parseXml(document);
			expect(textAt(root, 'Ack')).toBe(expected.Ack);
			expect(all(root, 'Errors').map((error) => textAt(error, 'ErrorCode'))).toEqual(
				(expected.Errors ?? []).map(({ ErrorCode }) => ErrorCode),
			);
			expect(all(root, 'Errors').map((error) => textAt(error, 'LongMessage'))).toEqual(
				(expected.Errors ?? []).map(({ LongMessage }) => LongMessage),
			);
		}
	});
});
