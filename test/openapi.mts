/** JSON Schemas of requests and responses, out of a parsed Swagger 2 or OpenAPI 3 document. */

import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** `path` may be the template of the document or a real path that fits one. */
export function responseSchema(
	spec: unknown,
	method: string,
	path: string,
	status: number | string,
): AnySchemaObject | undefined {
	const responses = child(spec, operation(spec, method, path), 'responses');
	const range = `${String(status)[0]}XX`;
	for (const key of [String(status), range, range.toLowerCase(), 'default']) {
		const response = child(spec, responses, key);
		if (response) return standalone(spec, response['schema'] ?? contentSchema(spec, response));
	}
	throw new Error(`${method} ${path} documents no answer ${status}`);
}

export function requestSchema(
	spec: unknown,
	method: string,
	path: string,
): AnySchemaObject | undefined {
	const found = operation(spec, method, path);
	const parameters = Array.isArray(found['parameters']) ? found['parameters'] : [];
	const body = parameters.map((one) => resolve(spec, one)).find((one) => one?.['in'] === 'body');
	const requestBody = child(spec, found, 'requestBody');
	return standalone(spec, body?.['schema'] ?? (requestBody && contentSchema(spec, requestBody)));
}

/** By the schemas of the document, which stay the same objects, and by the finished ones. */
const finished = new WeakMap<object, AnySchemaObject>();
const compiled = new WeakMap<object, ValidateFunction>();

/** What is wrong with a value, one line each; empty when it fits the schema. */
export function violations(schema: AnySchemaObject | undefined, value: unknown): string[] {
	if (!schema) return value === undefined || value === '' ? [] : ['no body is documented'];
	let validate = compiled.get(schema);
	if (!validate) {
		const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
		addFormats.default(ajv);
		validate = ajv.compile(schema);
		compiled.set(schema, validate);
	}
	if (validate(value)) return [];
	return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
}

function operation(spec: unknown, method: string, path: string): Json {
	const paths = child(spec, spec, 'paths') ?? {};
	const template =
		path in paths ? path : Object.keys(paths).find((candidate) => fits(candidate, path));
	const found = template && child(spec, child(spec, paths, template), method.toLowerCase());
	if (!found) throw new Error(`${method} ${path} is not in the document`);
	return found;
}

function fits(template: string, path: string): boolean {
	const wanted = template.split('/');
	const given = path.split('/');
	return (
		wanted.length === given.length &&
		wanted.every((part, i) => /^\{.*\}$/.test(part) || part === given[i])
	);
}

function contentSchema(spec: unknown, holder: Json): unknown {
	const content = child(spec, holder, 'content');
	if (!content) return undefined;
	const types = Object.keys(content);
	const type = types.find((name) => name.includes('json')) ?? types[0];
	return type === undefined ? undefined : child(spec, content, type)?.['schema'];
}

function child(spec: unknown, value: unknown, key: string): Json | undefined {
	return isObject(value) ? resolve(spec, value[key]) : undefined;
}

function resolve(spec: unknown, value: unknown): Json | undefined {
	if (!isObject(value)) return undefined;
	const reference = value['$ref'];
	if (typeof reference !== 'string') return value;
	let target: unknown = spec;
	for (const part of reference.replace(/^#\//, '').split('/')) {
		const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
		target = isObject(target) ? target[key] : undefined;
	}
	return resolve(spec, target);
}

function standalone(spec: unknown, schema: unknown): AnySchemaObject | undefined {
	if (!isObject(schema) || !isObject(spec)) return undefined;
	const known = finished.get(schema);
	if (known) return known;
	const result: AnySchemaObject = { allOf: [plain(schema)] };
	if (isObject(spec['definitions'])) result['definitions'] = plain(spec['definitions']);
	const schemas = isObject(spec['components']) ? spec['components']['schemas'] : undefined;
	if (isObject(schemas)) result['components'] = { schemas: plain(schemas) };
	finished.set(schema, result);
	return result;
}

/** OpenAPI 3.0 words that JSON Schema does not have become their JSON Schema equivalents. */
function plain(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(plain);
	if (!isObject(schema)) return schema;
	const { nullable, ...rest } = schema;
	const result: Json = {};
	for (const [key, value] of Object.entries(rest)) {
		if (key !== 'example' && key !== 'examples') result[key] = plain(value);
		else if (isObject(value) && ('type' in value || '$ref' in value)) result[key] = plain(value);
	}
	for (const [flag, bound] of [
		['exclusiveMinimum', 'minimum'],
		['exclusiveMaximum', 'maximum'],
	] as const) {
		if (typeof result[flag] !== 'boolean') continue;
		if (result[flag]) {
			result[flag] = result[bound];
			delete result[bound];
		} else {
			delete result[flag];
		}
	}
	if (isObject(nullable)) return { ...result, nullable: plain(nullable) };
	return nullable === true ? { anyOf: [result, { type: 'null' }] } : result;
}
