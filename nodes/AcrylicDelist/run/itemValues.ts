import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** `{{ $json.a["b c"] }}` and nothing else: a field as it lands when it is dragged into a parameter. */
const FIELD = /^=\{\{\s*\$json((?:\.[A-Za-z_$][\w$]*|\["[^"\\]*"\]|\['[^'\\]*'\])+)\s*\}\}$/;
const NAME = /\.([\w$]+)|\["([^"]*)"\]|\['([^']*)'\]/g;

/**
 * A parameter item by item, for lists of any length: n8n takes 0.6 ms for an expression, during which it does nothing else. An
 * expression that only names a field is read from the item itself, once n8n has been seen to find the same there.
 * @param name as in getNodeParameter; `raw` is what stands in the node
 */
export function itemValues(
	context: IExecuteFunctions,
	name: string,
	raw: unknown,
): (item: number) => unknown {
	const ask = (item: number): unknown => context.getNodeParameter(name, item, '');
	const [, names] = typeof raw === 'string' ? (FIELD.exec(raw) ?? []) : [];
	if (!names) return ask;
	const path = [...names.matchAll(NAME)].map(
		([, plain, double, single]) => plain ?? double ?? single,
	);
	const items = context.getInputData();
	let agrees: boolean | undefined;
	return (item) => {
		const value = fieldOf(items[item].json, path);
		if (value === undefined || agrees === false) return ask(item);
		if (agrees) return value;
		const said = ask(item);
		agrees = said === value;
		return said;
	};
}

/** A scalar of the item's own; undefined for everything that n8n may see in another way. */
function fieldOf(
	json: IDataObject,
	path: readonly string[],
): string | number | boolean | undefined {
	let value: unknown = json;
	for (const name of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
			return undefined;
		value = (value as IDataObject)[name];
	}
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: undefined;
}
