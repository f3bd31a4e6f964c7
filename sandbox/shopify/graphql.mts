import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
	buildSchema,
	execute,
	getArgumentValues,
	getOperationAST,
	getVariableValues,
	GraphQLError,
	parse,
} from 'graphql';
import type { FakeAnswer } from '../fake.mts';
import { Bucket } from './bucket.mts';
import { costOf } from './cost.mts';
import { missingScope } from './scopes.mts';
import { sdl } from './sdl.mts';
import type { Store } from './store.mts';
import { locationOf, staticErrors, type StaticError } from './validation.mts';
import { variableErrors } from './variables.mts';
import type { Context } from './views.mts';

const schema: GraphQLSchema = buildSchema(sdl, { assumeValidSDL: true });
const documentation = 'https://shopify.dev/api/usage/rate-limits';
const maxCost = 1000;
const maxArray = 250;

export interface GraphqlRequest {
	query: string;
	variables: Record<string, unknown>;
	operationName: string | undefined;
}

type Resolver = (args: object, context: Context, info: never) => unknown;
export type Root = Record<string, unknown>;

export function makeGraphql(store: Store, root: Root) {
	const bucket = new Bucket(store.world);
	const documents = new Map<string, { document: DocumentNode; errors: StaticError[] }>();
	const guarded = Object.fromEntries(
		Object.entries(root).map(([name, value]) => [name, guard(name, value)]),
	);

	function checked(query: string) {
		const known = documents.get(query);
		if (known) return known;
		const document = parse(query);
		const entry = { document, errors: staticErrors(schema, document) };
		if (documents.size > 500) documents.clear();
		documents.set(query, entry);
		return entry;
	}

	async function run(request: GraphqlRequest, scopes: ReadonlySet<string>): Promise<FakeAnswer> {
		let document: DocumentNode;
		try {
			const entry = checked(request.query);
			if (entry.errors.length > 0) return refused(entry.errors);
			document = entry.document;
		} catch (error) {
			if (!(error instanceof GraphQLError)) throw error;
			return refused([{ message: error.message, locations: [...(error.locations ?? [])] }]);
		}
		const operation = getOperationAST(document, request.operationName);
		if (!operation) {
			return refused([{ message: 'An operation name is required', locations: [] }]);
		}
		const { variables } = request;
		const wrong = variableErrors(schema, operation, variables);
		if (wrong.length > 0) return refused(wrong);
		const tooLarge = oversized(operation, variables);
		if (tooLarge) return refused([tooLarge]);

		const fragments = Object.fromEntries(
			document.definitions
				.filter((one) => one.kind === 'FragmentDefinition')
				.map((one) => [one.name.value, one]),
		);
		const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
		const costs = { schema, operation, fragments, variables: coerced.coerced ?? variables };
		const requested = costOf(costs);
		if (requested > maxCost) return refused([tooDear(requested)]);
		if (bucket.available() < requested) return throttled(requested);

		const context: Context = { store, scopes, searchWarnings: [] };
		const result = await execute({
			schema,
			document,
			rootValue: guarded,
			contextValue: context,
			variableValues: variables,
			operationName: request.operationName,
		});
		const actual = Math.min(requested, costOf(costs, result.data ?? {}));
		bucket.take(actual);
		return {
			status: 200,
			body: {
				...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
				data: result.data,
				extensions: {
					...bucket.report(requested, actual),
					...(context.searchWarnings.length > 0 ? { search: context.searchWarnings } : {}),
				},
			},
		};
	}

	/** HTTP 200 all the same (shopify sheet, section 8). */
	function throttled(requested: number): FakeAnswer {
		const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }];
		return { status: 200, body: { errors, extensions: bucket.report(requested, null) } };
	}

	return { run, throttled };
}

const refused = (errors: object[]): FakeAnswer => ({ status: 200, body: { errors } });

function tooDear(cost: number) {
	return {
		message:
			`Query cost is ${cost}, which exceeds the single query max cost limit (${maxCost}).\n\n` +
			'See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\n' +
			'cost of a query is calculated.\n\n' +
			'To query larger amounts of data with fewer limits, bulk operations should be used instead.\n' +
			'See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n',
		extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost, documentation },
	};
}

/** The first input array above 250 entries, wherever it is (shopify sheet, section 4). */
function oversized(
	operation: OperationDefinitionNode,
	variables: Record<string, unknown>,
): StaticError | undefined {
	const type =
		operation.operation === 'mutation' ? schema.getMutationType()! : schema.getQueryType()!;
	const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
	for (const node of operation.selectionSet.selections) {
		const definition = node.kind === 'Field' ? type.getFields()[node.name.value] : undefined;
		if (node.kind !== 'Field' || !definition) continue;
		const args = getArgumentValues(definition, node, values.coerced);
		const found = longArray(args, [node.alias?.value ?? node.name.value]);
		if (!found) continue;
		return {
			message: `The input array size of ${found.size} is greater than the maximum allowed of ${maxArray}.`,
			locations: locationOf(node),
			path: found.path,
			extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
		};
	}
	return undefined;
}

function longArray(value: unknown, path: string[]): { size: number; path: string[] } | undefined {
	if (Array.isArray(value)) {
		if (value.length > maxArray) return { size: value.length, path };
		for (const one of value) {
			const found = longArray(one, path);
			if (found) return found;
		}
		return undefined;
	}
	if (value === null || typeof value !== 'object') return undefined;
	for (const [name, one] of Object.entries(value)) {
		const found = longArray(one, [...path, name]);
		if (found) return found;
	}
	return undefined;
}

function guard(name: string, value: unknown): Resolver {
	return (args, context, info) => {
		const scope = missingScope(name, args, context.scopes);
		if (scope) {
			const requiredAccess = `\`${scope}\` access scope.`;
			throw new GraphQLError(
				`Access denied for ${name} field. Required access: ${requiredAccess}`,
				{
					extensions: {
						code: 'ACCESS_DENIED',
						documentation: 'https://shopify.dev/api/usage/access-scopes',
						requiredAccess,
					},
				},
			);
		}
		return typeof value === 'function' ? (value as Resolver)(args, context, info) : value;
	};
}
