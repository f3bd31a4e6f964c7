import { readSpec } from './specs.mts';

type Json = Record<string, unknown>;

interface Discovery {
	methods: Array<{
		flatPath: string;
		httpMethod: string;
		parameters?: Record<string, { location: string; required?: boolean }>;
		request?: { $ref: string };
		response?: { $ref: string };
	}>;
	schemas: Record<string, Json>;
}

const parts = ['products', 'datasources', 'reports', 'quota'] as const;

/** Google's discovery documents of the Merchant API as one Swagger document, which the checks can read. Strangers are not allowed. */
export function googleDocument() {
	const paths: Record<string, Json> = {};
	const definitions: Json = { Refusal: refusal };
	for (const part of parts) {
		const document = readSpec(`google-merchant/${part}_v1.json`) as Discovery;
		const named = (ref: string) => ({ $ref: `#/definitions/${part}.${ref}` });
		for (const [name, schema] of Object.entries(document.schemas)) {
			definitions[`${part}.${name}`] = closed(schema, part);
		}
		for (const { flatPath, httpMethod, parameters = {}, request, response } of document.methods) {
			const known = Object.entries(parameters).map(([name, { location, required }]) => ({
				name,
				in: location,
				required,
			}));
			paths[`/${flatPath}`] ??= {};
			paths[`/${flatPath}`]![httpMethod.toLowerCase()] = {
				parameters: [...known, ...(request ? [{ in: 'body', schema: named(request.$ref) }] : [])],
				responses: {
					200: response ? { schema: named(response.$ref) } : {},
					default: { schema: { $ref: '#/definitions/Refusal' } },
				},
			};
		}
	}
	return { swagger: '2.0', paths, definitions };
}

/** The one form of refusals, AIP-193; the discovery documents leave it out (google-merchant sheet, section 9). */
const refusal = {
	type: 'object',
	required: ['error'],
	additionalProperties: false,
	properties: {
		error: {
			type: 'object',
			required: ['code', 'message', 'status'],
			additionalProperties: false,
			properties: {
				code: { type: 'integer' },
				message: { type: 'string' },
				status: { type: 'string' },
				details: { type: 'array', items: { type: 'object', required: ['@type'] } },
				errors: { type: 'array' },
			},
		},
	},
};

function closed(value: unknown, part: string): unknown {
	if (Array.isArray(value)) return value.map((one) => closed(one, part));
	if (typeof value !== 'object' || value === null) return value;
	const { $ref, ...rest } = value as Json;
	if (typeof $ref === 'string') return { $ref: `#/definitions/${part}.${$ref}` };
	const result = Object.fromEntries(
		Object.entries(rest).map(([key, one]) => [key, closed(one, part)]),
	);
	// `id` is the name of the schema here; to JSON Schema it would be an address.
	if (typeof result['id'] === 'string') delete result['id'];
	delete result['format'];
	return 'properties' in result ? { ...result, additionalProperties: false } : result;
}

/** Query parameters of a method, by the template of its path. */
export function parametersOf(
	document: ReturnType<typeof googleDocument>,
	method: string,
	path: string,
): Array<{ name: string; in: string; required?: boolean }> {
	const given = path.split('/');
	const [, found] =
		Object.entries(document.paths).find(([template, methods]) => {
			const wanted = template.split('/');
			const same = wanted.every((part, i) => part.startsWith('{') || part === given[i]);
			return wanted.length === given.length && same && method.toLowerCase() in methods;
		}) ?? [];
	if (!found) throw new Error(`${method} ${path} is not in the documents`);
	return (found[method.toLowerCase()] as { parameters: never[] }).parameters;
}
