import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	buildSchema,
	getOperationAST,
	getVariableValues,
	parse,
	validate,
	type GraphQLSchema,
} from 'graphql';
import type { LogEntry } from '../../sandbox/log.mts';
import { specsDir } from '../specs.mts';

let schema: GraphQLSchema | undefined;

/** What the official schema of 2026-10 has against a request: the document, and the variables put through its types. */
export function officialMisfits({
	query,
	variables,
}: {
	query: string;
	variables: object;
}): string[] {
	schema ??= buildSchema(
		readFileSync(join(specsDir!, 'shopify', 'admin-2026-10.trimmed.graphql'), 'utf8'),
	);
	const document = parse(query);
	const wrong = validate(schema, document);
	if (wrong.length > 0) return wrong.map(({ message }) => message);
	const definitions = getOperationAST(document)?.variableDefinitions ?? [];
	const { errors } = getVariableValues(schema, definitions, variables as Record<string, unknown>);
	const unused = Object.keys(variables).filter(
		(name) => !definitions.some(({ variable }) => variable.name.value === name),
	);
	return [
		...(errors ?? []).map(({ message }) => message),
		...unused.map((name) => `$${name} is not declared`),
	];
}

export interface Sent {
	query: string;
	variables: ReturnType<typeof JSON.parse>;
}

export const sentOf = (entry: LogEntry): Sent => JSON.parse(entry.requestBody) as Sent;
