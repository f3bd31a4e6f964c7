/** Ids are kept as digit strings: Shopify's may be larger than a JavaScript number can hold (shopify sheet, section 10). */
export const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;

export const gidType = (text: string) => /^gid:\/\/shopify\/([A-Za-z]+)\/./.exec(text)?.[1];

/** The id inside a gid of this type, or undefined. */
export function idOf(type: string, text: string | null | undefined): string | undefined {
	const prefix = gid(type, '');
	return text?.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

/** Ids of one kind are 32768 apart, as seen in recorded answers. */
export const idSeries = (first: bigint) => (index: number) =>
	String(first + BigInt(index) * 32768n);

export const newHex = (random: () => number, length = 32) =>
	Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');

export function newUuid(random: () => number): string {
	const hex = newHex(random);
	const variant = (8 + Math.floor(random() * 4)).toString(16);
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		`4${hex.slice(13, 16)}`,
		`${variant}${hex.slice(17, 20)}`,
		hex.slice(20),
	].join('-');
}

/** GraphQL's DateTime. */
export const dateTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
