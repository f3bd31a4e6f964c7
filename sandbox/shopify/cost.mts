/**
 * What a request costs, by the formula fitted to recorded answers (shopify sheet, section 8): a scalar 0, an object or plain list
 * 1, a connection 2 + k(first) x (1 + cost inside the node), a mutation 10 plus what lies below its payload's own objects.
 */
import type {
	FieldNode,
	FragmentDefinitionNode,
	GraphQLCompositeType,
	GraphQLObjectType,
	GraphQLSchema,
	OperationDefinitionNode,
	SelectionNode,
} from 'graphql';
import {
	getNamedType,
	isAbstractType,
	isCompositeType,
	isObjectType,
	typeFromAST,
	valueFromASTUntyped,
} from 'graphql';

export const k = (count: number) => Math.max(1, Math.floor(2 * Math.log(count)));

interface Request {
	schema: GraphQLSchema;
	operation: OperationDefinitionNode;
	fragments: Record<string, FragmentDefinitionNode>;
	variables: Record<string, unknown>;
}

/** `data` is absent for the cost asked for, and the answer's data for the actual cost. */
export function costOf(request: Request, data?: unknown): number {
	const { schema, operation } = request;
	const root =
		operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
	const actual = data !== undefined;
	let total = 0;
	for (const [key, field] of fieldsFor(request, root!, operation.selectionSet.selections)) {
		const value = actual ? valueAt(data, key) : undefined;
		total +=
			operation.operation === 'mutation'
				? 10 + payloadCost(request, root!, field, value, actual)
				: fieldCost(request, root!, field, value, actual);
	}
	return total;
}

function payloadCost(
	request: Request,
	root: GraphQLObjectType,
	field: FieldNode[],
	value: unknown,
	actual: boolean,
): number {
	const payload = getNamedType(root.getFields()[field[0]!.name.value]!.type) as GraphQLObjectType;
	let total = 0;
	for (const [key, inner] of fieldsFor(request, payload, selectionsOf(field))) {
		const type = payload.getFields()[inner[0]!.name.value]?.type;
		const named = type && getNamedType(type);
		if (!named || !isCompositeType(named)) continue;
		const below = actual ? valueAt(value, key) : undefined;
		if (actual && below == null) continue;
		total += insideCost(request, named, selectionsOf(inner), below, actual);
	}
	return total;
}

function fieldCost(
	request: Request,
	parent: GraphQLObjectType,
	field: FieldNode[],
	value: unknown,
	actual: boolean,
): number {
	const definition = parent.getFields()[field[0]!.name.value];
	const type = definition && getNamedType(definition.type);
	if (!type || !isCompositeType(type) || type.name === 'PageInfo') return 0;
	if (actual && value == null) return 0;
	const selections = selectionsOf(field);
	if (!type.name.endsWith('Connection')) {
		if (actual && Array.isArray(value) && value.length === 0) return 0;
		return 1 + insideCost(request, type, selections, value, actual);
	}
	const asked = pageSize(request, field[0]!);
	const count = actual ? pageCount(value) : asked;
	if (count === 0) return 2;
	return (
		2 + k(count) * (1 + nodeCost(request, type as GraphQLObjectType, selections, value, actual))
	);
}

function nodeCost(
	request: Request,
	type: GraphQLObjectType,
	selections: readonly SelectionNode[],
	value: unknown,
	actual: boolean,
): number {
	let dearest = 0;
	for (const [key, field] of fieldsFor(request, type, selections)) {
		const name = field[0]!.name.value;
		const inner = getNamedType(type.getFields()[name]?.type);
		if (!inner || !isObjectType(inner) || inner.name === 'PageInfo') continue;
		const page = actual ? valueAt(value, key) : undefined;
		dearest = Math.max(
			dearest,
			name === 'edges'
				? edgeCost(request, inner, selectionsOf(field), page, actual)
				: insideCost(request, inner, selectionsOf(field), page, actual),
		);
	}
	return dearest;
}

function edgeCost(
	request: Request,
	edge: GraphQLObjectType,
	selections: readonly SelectionNode[],
	value: unknown,
	actual: boolean,
): number {
	for (const [key, field] of fieldsFor(request, edge, selections)) {
		if (field[0]!.name.value !== 'node') continue;
		const node = getNamedType(edge.getFields().node!.type) as GraphQLCompositeType;
		const nodes =
			actual && Array.isArray(value) ? value.map((one) => valueAt(one, key)) : undefined;
		return insideCost(request, node, selectionsOf(field), nodes, actual);
	}
	return 0;
}

/** The dearest of the entries when `value` is a list, and of the possible types when the type is abstract. */
function insideCost(
	request: Request,
	type: GraphQLCompositeType,
	selections: readonly SelectionNode[],
	value: unknown,
	actual: boolean,
): number {
	const types = isAbstractType(type) ? request.schema.getPossibleTypes(type) : [type];
	const values = actual ? (Array.isArray(value) ? value : [value]) : [undefined];
	let dearest = 0;
	for (const one of values) {
		if (actual && one == null) continue;
		for (const object of types) {
			let total = 0;
			for (const [key, field] of fieldsFor(request, object, selections)) {
				total += fieldCost(request, object, field, actual ? valueAt(one, key) : undefined, actual);
			}
			dearest = Math.max(dearest, total);
		}
	}
	return dearest;
}

/** The fields asked of an object of this type, by response key, with fragments resolved. */
function fieldsFor(
	request: Request,
	type: GraphQLObjectType,
	selections: readonly SelectionNode[],
	found = new Map<string, FieldNode[]>(),
): Map<string, FieldNode[]> {
	for (const selection of selections) {
		if (selection.kind === 'Field') {
			const key = selection.alias?.value ?? selection.name.value;
			found.set(key, [...(found.get(key) ?? []), selection]);
			continue;
		}
		const fragment =
			selection.kind === 'FragmentSpread' ? request.fragments[selection.name.value]! : selection;
		const condition = fragment.typeCondition && typeFromAST(request.schema, fragment.typeCondition);
		const applies =
			!condition ||
			condition === type ||
			(isAbstractType(condition) && request.schema.isSubType(condition, type));
		if (applies) fieldsFor(request, type, fragment.selectionSet.selections, found);
	}
	return found;
}

const selectionsOf = (fields: FieldNode[]) =>
	fields.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);

const valueAt = (value: unknown, key: string): unknown =>
	value === null || typeof value !== 'object' ? undefined : (value as Record<string, unknown>)[key];

function pageSize({ variables }: Request, field: FieldNode): number {
	const argument = field.arguments?.find(({ name }) => /^(first|last)$/.test(name.value));
	const size = argument ? valueFromASTUntyped(argument.value, variables) : undefined;
	return typeof size === 'number' ? size : 0;
}

function pageCount(connection: unknown): number {
	const list = Object.values(connection as object).find((value) => Array.isArray(value));
	return list ? (list as unknown[]).length : 0;
}
