/** An element of a Trading API answer; eBay uses one namespace, so names have no prefix. */
export interface Element {
	name: string;
	text: string;
	children: Element[];
}

/** What begins and never ends takes all the rest with it: looked for at every new beginning, it would take for ever. */
const TOKEN =
	/<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)|<\/([\w:.-]+)\s*>|<([\w:.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(\/?)>|([^<]+)/g;

/** The root of a document; undefined when it is no XML or ends too early: half a list must not be taken for the whole. */
export function parseXml(document: string): Element | undefined {
	const top: Element = { name: '', text: '', children: [] };
	const open = [top];
	for (const [, cdata, closing, opening, selfClosing, text] of document.matchAll(TOKEN)) {
		const current = open[open.length - 1];
		if (opening !== undefined) {
			const element: Element = { name: opening, text: '', children: [] };
			current.children.push(element);
			if (!selfClosing) open.push(element);
		} else if (closing !== undefined) {
			if (open.length === 1 || current.name !== closing) return undefined;
			open.pop();
		} else current.text += cdata ?? unescapeText(text ?? '');
	}
	return open.length === 1 ? top.children[0] : undefined;
}

/** All children of that name: a list of one looks like a single member. */
export const all = (element: Element | undefined, name: string): Element[] =>
	(element?.children ?? []).filter((child) => child.name === name);

export const at = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
	path.reduce<Element | undefined>((found, name) => all(found, name)[0], element);

export const textAt = (element: Element | undefined, ...path: readonly string[]): string =>
	at(element, ...path)?.text.trim() ?? '';

export const element = (name: string, content: string | number): string =>
	`<${name}>${content}</${name}>`;

export const escapeText = (text: string): string =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const NAMED: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
};

function unescapeText(text: string): string {
	return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
		if (name) return NAMED[String(name).toLowerCase()] ?? whole;
		const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
		return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
	});
}
