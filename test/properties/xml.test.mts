// XML that we write is read by others as it was meant, and XML that others write is read by us as a library reads it.
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';

import type * as EbayXml from '../../platforms/ebay/xml';
import type * as PrestaXml from '../../platforms/prestashop/xml';
import { built, fc, runs } from './settings.mts';
import { anyText, wellFormed } from './texts.mts';

const ebay = built('./platforms/ebay/xml.js') as typeof EbayXml;
const presta = built('./platforms/prestashop/xml.js') as typeof PrestaXml;

const parser = new XMLParser({
	ignoreAttributes: true,
	parseTagValue: false,
	trimValues: false,
	processEntities: true,
});

/** XML has no way to write control characters; every reader makes one line break of two. */
const writable = wellFormed.map((text) =>
	text.replace(/[\0-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]/g, ''),
);

const escapes = [
	['eBay', ebay.escapeText],
	['PrestaShop', presta.escapeText],
] as const;

describe.each(escapes)('what goes to %s', (_name, escapeText) => {
	it('is the very text to a library, and cannot become an element', () => {
		fc.assert(
			fc.property(writable, (text) => {
				const document = `<a><SKU>${escapeText(text)}</SKU><b>x</b></a>`;
				const { a } = parser.parse(document) as { a: Record<string, string> };
				expect(Object.keys(a)).toEqual(['SKU', 'b']);
				expect(a.SKU).toBe(text);
			}),
		);
	});
});

it("fields of PrestaShop's rows read back by name", () => {
	const name = fc.stringMatching(/^[a-z][a-z_]{0,9}$/);
	const pairs = fc.uniqueArray(fc.tuple(name, writable), {
		maxLength: 5,
		selector: ([key]) => key,
	});
	fc.assert(
		fc.property(pairs, (entries) => {
			const document = presta.body(
				presta.element('product', presta.fields(Object.fromEntries(entries))),
			);
			const { prestashop } = parser.parse(document) as {
				prestashop: { product: Record<string, string> | string };
			};
			expect(prestashop.product).toEqual(entries.length === 0 ? '' : Object.fromEntries(entries));
			expect(presta.childrenOf(document, 'product').map((child) => child.name)).toEqual(
				Object.keys(Object.fromEntries(entries)),
			);
		}),
	);
});

interface Tree {
	name: string;
	content: string | Tree[];
}

const tag = fc.constantFrom('Item', 'SKU', 'Variation', 'ns:Name', 'a-b', 'x.y');
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
	tree: fc.record({
		name: tag,
		content: fc.oneof(
			{ depthSize: 'small', withCrossShrink: true },
			writable,
			fc.array(tie('tree'), { maxLength: 4 }),
		),
	}),
}));

/** The ways to write one and the same text. */
const FORMS: ReadonlyArray<(text: string) => string> = [
	ebay.escapeText,
	(text) => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`),
	(text) => text.replace(/[&<>"']/g, (mark) => `&#x${mark.charCodeAt(0).toString(16)};`),
	(text) => ebay.escapeText(text).replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
	(text) => (text.includes(']]>') ? ebay.escapeText(text) : `<![CDATA[${text}]]>`),
];
const style = fc.record({
	form: fc.constantFrom(...FORMS),
	attributes: fc.constantFrom(
		'',
		' id="1"',
		' a=\'>\' b="</Item>"',
		'\n\txmlns="urn:ebay:apis:eBLBaseComponents"',
	),
	between: fc.constantFrom('', '\n', '<!-- <Item> & -->', '<?pi <x>?>'),
	selfClose: fc.boolean(),
});
type Style = typeof style extends fc.Arbitrary<infer S> ? S : never;

function written({ name, content }: Tree, how: Style): string {
	const { form, attributes, between, selfClose } = how;
	if (content.length === 0 && selfClose) return `<${name}${attributes} />`;
	const inner =
		typeof content === 'string'
			? form(content)
			: content.map((one) => between + written(one, how)).join('');
	return `<${name}${attributes}>${inner}</${name}>`;
}

const shapeOf = ({ name, content }: Tree): unknown => ({
	name,
	text: typeof content === 'string' ? content : '',
	children: typeof content === 'string' ? [] : content.map(shapeOf),
});

/** Blanks between elements are layout. */
const read = ({ name, text, children }: EbayXml.Element): unknown => ({
	name,
	text: children.length > 0 ? text.trim() : text,
	children: children.map(read),
});

describe('what comes', () => {
	it('is read with all its elements and texts, however they are written', () => {
		fc.assert(
			fc.property(tree, style, (whole, how) => {
				const root = ebay.parseXml(
					`<?xml version="1.0" encoding="UTF-8"?>\n${written(whole, how)}`,
				);
				expect(root && read(root)).toEqual(shapeOf(whole));
			}),
			runs(300),
		);
	});

	it('cut off anywhere is no document, and half a list is none', () => {
		fc.assert(
			fc.property(tree, style, fc.nat(), (whole, how, n) => {
				const document = written({ name: 'List', content: [whole] }, how);
				const cut = document.slice(0, n % document.length);
				expect(ebay.parseXml(cut)).toBeUndefined();
				expect(presta.childrenOf(cut, 'List')).toEqual([]);
			}),
		);
	});

	it('gives the children of an element as their own texts', () => {
		fc.assert(
			fc.property(fc.array(tree, { maxLength: 4 }), style, (list, how) => {
				const document = `<?xml version="1.0"?><prestashop>${written({ name: 'List', content: list }, how)}</prestashop>`;
				const children = presta.childrenOf(document, 'List');
				expect(children.map(({ name, text }) => [name, text])).toEqual(
					list.map((one) => [one.name, written(one, how)]),
				);
			}),
		);
	});

	it('whatever it is, it is read or it is not, and nothing throws', () => {
		fc.assert(
			fc.property(anyText, tag, (text, name) => {
				ebay.parseXml(text);
				ebay.parseXml(`<${name}>${text}</${name}>`);
				presta.childrenOf(text, name);
			}),
		);
	});
});
