import { WooError } from './error.mts';

export type Rule =
	| { type: 'string' | 'boolean' | 'date' | 'ids' }
	| { type: 'integer'; min?: number; max?: number }
	| { type: 'enum'; values: readonly string[] };

export type Rules = Record<string, Rule>;

const statuses = ['draft', 'pending', 'private', 'publish', 'future', 'auto-draft', 'trash'];
export const stockStatuses = ['instock', 'outofstock', 'onbackorder'] as const;
export const visibilities = ['visible', 'catalog', 'search', 'hidden'];
export const types = ['simple', 'grouped', 'external', 'variable'];

export const itemRules: Rules = {
	name: { type: 'string' },
	sku: { type: 'string' },
	regular_price: { type: 'string' },
	type: { type: 'enum', values: types },
	status: { type: 'enum', values: statuses },
	catalog_visibility: { type: 'enum', values: visibilities },
	manage_stock: { type: 'boolean' },
	stock_quantity: { type: 'integer' },
	inventory_delta: { type: 'integer' },
	stock_status: { type: 'enum', values: stockStatuses },
	backorders: { type: 'enum', values: ['no', 'notify', 'yes'] },
};

export const listRules: Rules = {
	page: { type: 'integer', min: 1 },
	per_page: { type: 'integer', min: 1, max: 100 },
	offset: { type: 'integer' },
	include: { type: 'ids' },
	exclude: { type: 'ids' },
	order: { type: 'enum', values: ['asc', 'desc'] },
	orderby: {
		type: 'enum',
		values: ['date', 'modified', 'id', 'include', 'title', 'slug', 'price'],
	},
	status: {
		type: 'enum',
		values: ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'],
	},
	type: { type: 'enum', values: types },
	stock_status: { type: 'enum', values: stockStatuses },
	modified_after: { type: 'date' },
	modified_before: { type: 'date' },
	dates_are_gmt: { type: 'boolean' },
};

interface Complaint {
	code: string;
	message: string;
	data: { param: string } | null;
}

/** What WordPress checks before anything else; several names are reported at once. */
export function check(values: Record<string, unknown>, rules: Rules): void {
	const details: Record<string, Complaint> = {};
	for (const [name, rule] of Object.entries(rules)) {
		const value = values[name];
		// A null passes: WordPress checks only what is there, and casts it later.
		if (value === undefined || value === null) continue;
		const complaint = complain(name, value, rule);
		if (complaint) details[name] = complaint;
	}
	const names = Object.keys(details);
	if (names.length === 0) return;
	const params = Object.fromEntries(names.map((name) => [name, details[name]?.message]));
	throw new WooError('rest_invalid_param', `Invalid parameter(s): ${names.join(', ')}`, {
		status: 400,
		params,
		details,
	});
}

function complain(name: string, value: unknown, rule: Rule): Complaint | undefined {
	const wrongType = (param = name, type: string = rule.type): Complaint => ({
		code: 'rest_invalid_type',
		message: `${param} is not of type ${type}.`,
		data: { param },
	});
	switch (rule.type) {
		case 'string':
			return typeof value === 'string' ? undefined : wrongType();
		case 'boolean':
			return isBoolean(value) ? undefined : wrongType();
		case 'integer':
			return isInteger(value) ? outOfBounds(name, Number(value), rule) : wrongType();
		case 'ids': {
			const bad = String(value)
				.split(',')
				.findIndex((id) => id !== '' && !isInteger(id));
			return bad < 0 ? undefined : wrongType(`${name}[${bad}]`, 'integer');
		}
		case 'date':
			if (parseTime(String(value))) return undefined;
			return { code: 'rest_invalid_date', message: 'Invalid date.', data: null };
		case 'enum':
			if (rule.values.includes(String(value))) return undefined;
			return {
				code: 'rest_not_in_enum',
				message: `${name} is not one of ${listed(rule.values)}.`,
				data: null,
			};
	}
}

function outOfBounds(
	name: string,
	value: number,
	{ min = -Infinity, max = Infinity }: { min?: number; max?: number },
): Complaint | undefined {
	if (value >= min && value <= max) return undefined;
	const message =
		max === Infinity
			? `${name} must be greater than or equal to ${min}`
			: `${name} must be between ${min} (inclusive) and ${max} (inclusive)`;
	return { code: 'rest_out_of_bounds', message, data: null };
}

export function isBoolean(value: unknown): boolean {
	return [true, false, 'true', 'false', '0', '1', '', 0, 1].includes(value as string);
}

function isInteger(value: unknown): boolean {
	if (typeof value === 'string' && value.trim() === '') return false;
	return (
		(typeof value === 'number' || typeof value === 'string') && Number.isInteger(Number(value))
	);
}

const listed = (values: readonly string[]): string =>
	`${values.slice(0, -1).join(', ')}, and ${values.at(-1)}`;

/** `zoned` is true when the text says its own offset. */
export function parseTime(text: string): { at: number; zoned: boolean } | undefined {
	const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i.exec(text);
	if (!match) return undefined;
	const at = Date.parse(`${match[1]}T${match[2]}${match[3] ?? 'Z'}`);
	return Number.isNaN(at) ? undefined : { at, zoned: match[3] !== undefined };
}
