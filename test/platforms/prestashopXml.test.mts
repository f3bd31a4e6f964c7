import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';

import { built } from '../harness.mts';

interface Xml {
	body(content: string): string;
	childrenOf(document: string, parent: string): Array<{ name: string; text: string }>;
	element(name: string, content: string): string;
	fields(values: Record<string, string | number>): string;
}

const { body, childrenOf, element, fields } = built('./platforms/prestashop/xml.js') as Xml;
const names = (document: string, parent = 'product') =>
	childrenOf(document, parent).map(({ name }) => name);

describe('PrestaShop: children of an element', () => {
	it('come as they stand', () => {
		const document =
			'<?xml version="1.0"?>\n<prestashop><product>\n\t<id><![CDATA[7]]></id>\n\t<name><language id="1">A &amp; B</language></name>\n</product></prestashop>';
		expect(childrenOf(document, 'product')).toEqual([
			{ name: 'id', text: '<id><![CDATA[7]]></id>' },
			{ name: 'name', text: '<name><language id="1">A &amp; B</language></name>' },
		]);
	});

	it('are not looked for in CDATA', () => {
		expect(names('<p><product><a><![CDATA[</a></product><b>]]></a><c>1</c></product></p>')).toEqual(
			['a', 'c'],
		);
		expect(names('<p><product><a><![CDATA[x]]]]><![CDATA[></a><b>]]></a></product></p>')).toEqual([
			'a',
		]);
		expect(names('<p><![CDATA[<product><x/></product>]]><product><a/></product></p>')).toEqual([
			'a',
		]);
	});

	it('are not looked for in comments', () => {
		expect(
			names(
				'<p><!-- <product><x/></product> --><product><!-- </product> --><a>1</a><!--<b/>--></product></p>',
			),
		).toEqual(['a']);
	});

	it('are not looked for in what is meant for a program', () => {
		expect(names('<p><product><?a <b/>?><c>1</c><?a </product>?></product></p>')).toEqual(['c']);
	});

	it('may hold elements of their own or their parent’s name', () => {
		const document =
			'<p><product><product>1</product><a><a>2</a><product/></a><a/></product><a/></p>';
		expect(childrenOf(document, 'product').map(({ text }) => text)).toEqual([
			'<product>1</product>',
			'<a><a>2</a><product/></a>',
			'<a/>',
		]);
	});

	it('may close themselves, with or without a blank', () => {
		expect(names('<product><a/><b /><c x="1"/><d></d></product>')).toEqual(['a', 'b', 'c', 'd']);
	});

	it('may have attributes with marks of their own', () => {
		const text = `<a title="1 > 0 </product>" xlink:href='http://x/?a=1&amp;b="2"'>1</a>`;
		expect(childrenOf(`<product id="> <x/>">${text}<b/></product>`, 'product')).toEqual([
			{ name: 'a', text },
			{ name: 'b', text: '<b/>' },
		]);
	});

	it('are those of the first parent only', () => {
		expect(names('<p><product><a/></product><product><b/></product></p>')).toEqual(['a']);
		expect(
			names('<products><product_x><b/></product_x><product><a/></product></products>'),
		).toEqual(['a']);
	});

	it('are none where the parent is missing, closes itself, or never closes', () => {
		expect(names('<p><a/></p>')).toEqual([]);
		expect(names('<p><product/><a/></p>')).toEqual([]);
		// What was cut off must not be sent back as if it were the whole.
		expect(names('<p><product><a>1</a><b>2')).toEqual([]);
		expect(names('')).toEqual([]);
	});
});

describe('PrestaShop: what is written', () => {
	const hostile = `]]> <b> & &amp; "quoted" 'single' 🎨 <![CDATA[x]]> 100%`;

	it('brings every text through', () => {
		const document = body(element('product', fields({ id: 7, reference: hostile })));
		expect(XMLValidator.validate(document)).toBe(true);
		const { prestashop } = new XMLParser({ parseTagValue: false, trimValues: false }).parse(
			document,
		) as {
			prestashop: { product: { id: string; reference: string } };
		};
		expect(prestashop.product).toEqual({ id: '7', reference: hostile });
	});

	it('pads nothing: blanks inside a value are refused', () => {
		expect(fields({ quantity: 0, out_of_stock: 2 })).toBe(
			'<quantity>0</quantity><out_of_stock>2</out_of_stock>',
		);
	});

	it('takes back what was read as it was', () => {
		const text = `<name xlink:href="http://x/"><language id="1"><![CDATA[${hostile.replaceAll(']]>', ']]]]><![CDATA[>')}]]></language></name>`;
		const document = body(element('product', text));
		expect(childrenOf(document, 'product')).toEqual([{ name: 'name', text }]);
		expect(document).toMatch(/<prestashop xmlns:xlink="http:\/\/www\.w3\.org\/1999\/xlink">/);
	});
});
