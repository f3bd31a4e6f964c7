export type StockStatus = 'instock' | 'outofstock' | 'onbackorder';
export type ItemType = 'simple' | 'variable' | 'variation' | 'grouped' | 'external';

/** A product or variation as it lies in the database. */
export interface Item {
	id: number;
	/** 0 for a product. */
	parentId: number;
	type: ItemType;
	name: string;
	/** What tells a variation from its siblings. */
	option: string;
	slug: string;
	sku: string;
	status: string;
	visibility: string;
	price: string;
	/** The stored flag; what is answered also depends on the parent and on the shop, see `managesStock`. */
	manage: boolean;
	quantity: number | null;
	stockStatus: StockStatus;
	backorders: string;
	sales: number;
	created: number;
	modified: number;
}

export function newItem(given: Partial<Item> & { id: number; created: number }): Item {
	return {
		parentId: 0,
		type: 'simple',
		name: '',
		option: '',
		slug: slugOf(given.name ?? ''),
		sku: '',
		status: 'publish',
		visibility: 'visible',
		price: '',
		manage: false,
		quantity: null,
		stockStatus: 'instock',
		backorders: 'no',
		sales: 0,
		modified: given.created,
		...given,
	};
}

function slugOf(name: string): string {
	return name
		.toLowerCase()
		.replaceAll("'", '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}

/** SKUs that are equal to the database (utf8mb4_unicode_520_ci) have the same key; woocommerce sheet, section 3. */
export function collationKey(text: string): string {
	if (/^[\x21-\x7e]*$/.test(text)) return text.toLowerCase();
	return text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replaceAll('ß', 'ss')
		.replace(/ +$/, '');
}

/** WordPress' sanitize_text_field: tags and %hh octets go, blanks collapse, ends are trimmed. */
export function sanitized(text: string): string {
	let clean = text.replace(/<[^>]*>/g, '');
	for (let before = ''; before !== clean; ) {
		before = clean;
		clean = clean.replace(/%[0-9a-f]{2}/gi, '');
	}
	return clean.replace(/\s+/g, ' ').trim();
}
