/** SKUs a user names, separated by commas or line breaks; `*` stands for any characters. Nothing named: all of them. */
export interface SkuFilter {
	accepts(sku: string): boolean;
	/** The SKUs themselves, when no `*` is among them; undefined where only reading everything tells. */
	exact?: readonly string[];
}

export function skuFilter(text: string): SkuFilter {
	const patterns = text
		.split(/[,\r\n]/)
		.map((part) => part.trim())
		.filter(Boolean);
	if (patterns.length === 0) return { accepts: () => true };
	const names = new Set(patterns.filter((pattern) => !pattern.includes('*')));
	const wild = patterns.filter((pattern) => pattern.includes('*')).map(splitAtStars);
	return {
		accepts: (sku) => names.has(sku) || wild.some((parts) => fits(sku, parts)),
		...(wild.length === 0 ? { exact: [...names] } : {}),
	};
}

const splitAtStars = (pattern: string): string[] => pattern.split('*');

/** The parts in their order, the first at the start and the last at the end. No regular expression: those can be made to take for ever. */
function fits(sku: string, parts: readonly string[]): boolean {
	const first = parts[0];
	const last = parts[parts.length - 1];
	if (sku.length < first.length + last.length || !sku.startsWith(first) || !sku.endsWith(last))
		return false;
	const end = sku.length - last.length;
	let place = first.length;
	for (const part of parts.slice(1, -1)) {
		const found = sku.indexOf(part, place);
		if (found < 0 || found + part.length > end) return false;
		place = found + part.length;
	}
	return true;
}
