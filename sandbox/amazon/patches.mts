import { invalidInput } from './answers.mts';
import type { Attributes, Values } from './listings.mts';
import { marketplaceId, productType, supplySource } from './listings.mts';

export interface Issue {
	code: string;
	message: string;
	severity: 'ERROR' | 'WARNING' | 'INFO';
	attributeNames: string[];
	categories: string[];
}

export interface Patch {
	op: 'add' | 'replace' | 'merge' | 'delete';
	path: string;
	value?: Values[];
}

/** By what the elements of an attribute are told apart. */
const selectors: Record<string, string[]> = {
	fulfillment_availability: ['fulfillment_channel_code'],
	purchasable_offer: ['marketplace_id', 'currency', 'audience'],
	item_name: ['marketplace_id', 'language_tag'],
	condition_type: ['marketplace_id'],
	merchant_shipping_group: ['marketplace_id'],
};

const isObject = (value: unknown): value is Values =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the schema of the request refuses is 400; what it lets through is judged inside a 200. */
export function readPatchRequest(body: unknown): { productType: string; patches: Patch[] } {
	if (!isObject(body)) throw invalidInput();
	const { productType: type, patches } = body;
	if (typeof type !== 'string' || !Array.isArray(patches) || !patches.every(isPatch)) {
		throw invalidInput();
	}
	if (patches.length === 0) throw invalidInput();
	return { productType: type, patches };
}

export function isPatch(patch: unknown): patch is Patch {
	if (!isObject(patch) || typeof patch['path'] !== 'string') return false;
	if (!['add', 'replace', 'merge', 'delete'].includes(String(patch['op']))) return false;
	const { value } = patch;
	return value === undefined || (Array.isArray(value) && value.every(isObject));
}

const attributeOf = (patch: Patch): string => patch.path.replace(/^\/attributes\//, '');

const error = (code: string, message: string, name: string, category?: string): Issue => ({
	code,
	message,
	severity: 'ERROR',
	attributeNames: [name],
	categories: category ? [category] : [],
});

export const unknownType = (given: string): Issue[] =>
	given === 'PRODUCT' || given === productType
		? []
		: [
				{
					code: '4000003',
					message: 'The Amazon product type specified is invalid or not supported.',
					severity: 'ERROR',
					attributeNames: [],
					categories: [],
				},
			];

export function issuesOf(patch: Patch): Issue[] {
	const name = attributeOf(patch);
	// Only whole attributes can be patched, by their names in snake_case.
	if (!(name in selectors) || !patch.path.startsWith('/attributes/')) {
		return [error('90000900', 'The attributes are invalid.', name)];
	}
	const values = patch.value ?? [];
	if (patch.op !== 'delete' && values.length === 0) return [missing('value', name)];
	return values.flatMap((value) => {
		if (name === 'fulfillment_availability') return availabilityIssues(value, patch.op);
		return name === 'purchasable_offer' ? offerIssues(value, patch.op) : [];
	});
}

const missing = (field: string, name: string): Issue => {
	const text = `The field '${field}' for the attribute '${name}' does not have enough values. The required minimum is '1' value(s).`;
	return error('99022', text, name, 'INVALID_ATTRIBUTE');
};

/** What an ordered trouble refuses. */
export const refusedIssue = (): Issue =>
	wrong('Quantity (Sell on Amazon)', 'fulfillment_availability');

const wrong = (label: string, name: string): Issue =>
	error('4000001', `The provided value for '${label}' is invalid.`, name);

function availabilityIssues(value: Values, op: string): Issue[] {
	const name = 'fulfillment_availability';
	const { fulfillment_channel_code: code, quantity } = value;
	if (typeof code !== 'string' || code === '') return [missing('fulfillment_channel_code', name)];
	const fba = code.startsWith('AMAZON_');
	if (!fba && code !== 'DEFAULT' && code !== supplySource) {
		return [wrong('Fulfillment Channel Code (Offer)', name)];
	}
	if (op === 'delete' || quantity === undefined) return [];
	// A quantity for Amazon's own stock is taken without a word (seen in 2021) and changes nothing there.
	const valid = Number.isInteger(quantity) && Number(quantity) >= 0;
	return valid ? [] : [wrong('Quantity (Sell on Amazon)', name)];
}

function offerIssues(value: Values, op: string): Issue[] {
	const name = 'purchasable_offer';
	if (typeof value['currency'] !== 'string') return [missing('currency', name)];
	if (value['marketplace_id'] !== undefined && value['marketplace_id'] !== marketplaceId) {
		return [wrong('Marketplace ID', name)];
	}
	if (op === 'delete') return [];
	const end = value['end_at'];
	if (end !== undefined) {
		const date = isObject(end) ? end['value'] : undefined;
		if (typeof date !== 'string' || Number.isNaN(Date.parse(date))) {
			return [wrong('Offer End Date', name)];
		}
	}
	return op === 'merge' || value['our_price'] !== undefined ? [] : [missing('our_price', name)];
}

/** `merge` keeps what it is not sent, `replace` loses it; neither touches elements with another selector. */
export function apply(attributes: Attributes, patch: Patch): void {
	const name = attributeOf(patch);
	if (patch.op === 'delete' && !patch.value) {
		delete attributes[name];
		return;
	}
	const defaults = {
		marketplace_id: marketplaceId,
		...(name === 'purchasable_offer' && { audience: 'ALL' }),
	};
	let elements = [...(attributes[name] ?? [])];
	for (const given of patch.value ?? []) {
		const value: Values = { ...defaults, ...given };
		const keys = selectors[name] ?? [];
		const same = (element: Values) => keys.every((key) => element[key] === value[key]);
		const before = elements.find(same);
		if (patch.op === 'delete') {
			const parts = Object.keys(given).filter((key) => !keys.includes(key) && !(key in defaults));
			elements = elements.flatMap((element) => {
				if (!same(element)) return [element];
				return parts.length > 0 ? [without(element, parts)] : [];
			});
		} else {
			const next = patch.op === 'merge' ? { ...before, ...value } : value;
			elements = before
				? elements.map((element) => (element === before ? next : element))
				: [...elements, next];
		}
	}
	attributes[name] = elements;
}

const without = (element: Values, keys: string[]): Values =>
	Object.fromEntries(Object.entries(element).filter(([key]) => !keys.includes(key)));
