import type { GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
	isEnumType,
	isInputObjectType,
	isInputType,
	isListType,
	isNonNullType,
	isRequiredInputField,
	print,
	typeFromAST,
} from 'graphql';
import type { StaticError } from './validation.mts';
import { locationOf } from './validation.mts';

interface Problem {
	path: (string | number)[];
	explanation: string;
	message?: string;
}

export const globalIdProblem = (text: string): string | undefined =>
	/^gid:\/\/shopify\/\w+\/\S+$/.test(text) || /^\d+$/.test(text)
		? undefined
		: `Invalid global id '${text}'`;

/** What is wrong with the variables given, one error for each (recorded answers). */
export function variableErrors(
	schema: GraphQLSchema,
	operation: OperationDefinitionNode,
	variables: Record<string, unknown>,
): StaticError[] {
	const errors: StaticError[] = [];
	for (const definition of operation.variableDefinitions ?? []) {
		const name = definition.variable.name.value;
		const type = typeFromAST(schema, definition.type);
		if (!isInputType(type)) continue;
		const value = variables[name];
		if (value === undefined && definition.defaultValue) continue;
		const problems = problemsOf(type, value, []);
		if (problems.length === 0) continue;
		const details = problems
			.filter(({ path }) => path.length > 0)
			.map(({ path, explanation }) => `${path.join('.')} (${explanation})`);
		errors.push({
			message:
				`Variable $${name} of type ${print(definition.type)} was provided invalid value` +
				(details.length > 0 ? ` for ${details.join(', ')}` : ''),
			locations: locationOf(definition),
			extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems },
		});
	}
	return errors;
}

function problemsOf(type: GraphQLInputType, value: unknown, path: (string | number)[]): Problem[] {
	if (isNonNullType(type)) {
		return value === null || value === undefined
			? [{ path, explanation: 'Expected value to not be null' }]
			: problemsOf(type.ofType, value, path);
	}
	if (value === null || value === undefined) return [];
	if (isListType(type)) {
		const list: unknown[] = Array.isArray(value) ? value : [value];
		return list.flatMap((one, index) =>
			problemsOf(type.ofType, one, Array.isArray(value) ? [...path, index] : path),
		);
	}
	if (isInputObjectType(type)) {
		if (typeof value !== 'object') {
			return [{ path, explanation: `Expected "${String(value)}" to be a key-value object.` }];
		}
		const fields = type.getFields();
		const given = value as Record<string, unknown>;
		const unknown = Object.keys(given)
			.filter((name) => !(name in fields))
			.map((name) => ({
				path: [...path, name],
				explanation: `Field is not defined on ${type.name}`,
			}));
		const known = Object.values(fields)
			.filter((field) => field.name in given || isRequiredInputField(field))
			.flatMap((field) => problemsOf(field.type, given[field.name], [...path, field.name]));
		return [...unknown, ...known];
	}
	if (isEnumType(type)) {
		if (typeof value === 'string' && type.getValue(value)) return [];
		const names = type.getValues().map((one) => one.name);
		return [{ path, explanation: `Expected "${String(value)}" to be one of: ${names.join(', ')}` }];
	}
	if (type.name === 'ID' && typeof value === 'string') {
		const problem = globalIdProblem(value);
		return problem ? [{ path, explanation: problem, message: problem }] : [];
	}
	try {
		type.parseValue(value);
		return [];
	} catch {
		return [
			{ path, explanation: `Could not coerce value ${JSON.stringify(value)} to ${type.name}` },
		];
	}
}
