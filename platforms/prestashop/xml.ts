/** The webservice reads XML only. Text of an element is never padded: blanks inside a tag are refused (sheet, section 4). */
export function element(name: string, content: string): string {
	return `<${name}>${content}</${name}>`;
}

export function escapeText(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function fields(values: Readonly<Record<string, string | number>>): string {
	return Object.entries(values)
		.map(([name, value]) => element(name, escapeText(String(value))))
		.join('');
}

/** Elements that were read bring `xlink:href` along: an undeclared prefix is a PHP warning, and then nothing is saved. */
const ROOT = '<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">';

export function body(content: string): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n${ROOT}${content}</prestashop>`;
}

/** What begins and never ends takes all the rest with it: looked for at every new beginning, it would take for ever. */
const TOKEN =
	/<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

/**
 * The children of the first `<parent>` of a document, each as its whole text. Walks tags, so that what stands in CDATA or in a
 * nested element of the same name is not mistaken for a child. None when the document ends before the parent does: what was cut
 * off must not be taken for the whole.
 */
export function childrenOf(
	document: string,
	parent: string,
): Array<{ name: string; text: string }> {
	const children: Array<{ name: string; text: string }> = [];
	let depth = -1;
	let start = 0;
	for (const token of document.matchAll(TOKEN)) {
		const [whole, closing, opening, , selfClosing] = token;
		const end = token.index + whole.length;
		if (opening !== undefined) {
			if (depth === -1) {
				if (opening === parent && selfClosing) return [];
				if (opening === parent) depth = 0;
				continue;
			}
			if (depth === 0) start = token.index;
			if (!selfClosing) depth += 1;
			else if (depth === 0) children.push({ name: opening, text: whole });
		} else if (closing !== undefined && depth >= 0) {
			depth -= 1;
			if (depth === -1) return children;
			if (depth === 0) children.push({ name: closing, text: document.slice(start, end) });
		}
	}
	return [];
}
