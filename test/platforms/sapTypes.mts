// The types of a real Service Layer's metadata, held against what is sent and what the fake answers.
import { readSpec, specsDir } from '../specs.mts';

type Properties = Record<string, string>;

interface Metadata {
	entityTypes: Record<string, { properties: Properties }>;
	complexTypes: Record<string, { properties: Properties }>;
	enumTypes: Record<string, Record<string, number>>;
	entitySets: Record<string, string>;
	actions: Record<string, Array<{ parameters: Properties }>>;
}

const metadata = specsDir
	? (readSpec('sap-business-one/service-layer-v2-types.json') as Metadata)
	: undefined;

const plain: Record<string, (value: unknown) => boolean> = {
	'Edm.String': (value) => typeof value === 'string',
	'Edm.Double': (value) => typeof value === 'number',
	'Edm.Int32': (value) => Number.isInteger(value),
	'Edm.DateTimeOffset': (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value)),
	'Edm.TimeOfDay': (value) => /^\d\d:\d\d:\d\d$/.test(String(value)),
};

/** Properties of an entity, a complex type or an action; undefined where nobody kept them. */
export function propertiesOf(type: string): Properties | undefined {
	const entity = metadata?.entityTypes[type] ?? metadata?.complexTypes[type];
	return entity?.properties ?? metadata?.actions[type]?.[0]?.parameters;
}

export const typeOfSet = (set: string): string => metadata?.entitySets[set] ?? '';

/** What is wrong with a value, one line each. Fields a company added itself are not in the metadata. */
export function misfits(type: string, value: object, at = type): string[] {
	const properties = propertiesOf(type);
	if (!properties) return [];
	return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
		if (name.startsWith('U_') || name.startsWith('@odata.')) return [];
		const wanted = properties[name];
		const place = `${at}.${name}`;
		if (wanted === undefined) return [`${place} does not exist`];
		const inner = /^Collection\((.+)\)$/.exec(wanted)?.[1];
		if (inner !== undefined) {
			if (!Array.isArray(one)) return [`${place} is no list`];
			return one.flatMap((row, i) => misfits(inner, row as object, `${place}[${i}]`));
		}
		if (one === null) return [];
		const names = metadata?.enumTypes[wanted];
		if (names) return String(one) in names ? [] : [`${place} is no ${wanted}`];
		return (plain[wanted]?.(one) ?? false) ? [] : [`${place} is no ${wanted}`];
	});
}
