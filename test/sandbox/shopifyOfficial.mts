import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldNode, GraphQLArgument, GraphQLNamedType, GraphQLSchema } from 'graphql';
import {
	buildSchema,
	executeSync,
	isEnumType,
	isInputObjectType,
	isInterfaceType,
	isIntrospectionType,
	isObjectType,
	isSpecifiedScalarType,
	parse,
	validate,
	visit,
} from 'graphql';
import { sdl } from '../../sandbox/shopify/sdl.mts';
import { specsDir } from '../specs.mts';

let built: GraphQLSchema | undefined;
const official = () =>
	(built ??= buildSchema(
		readFileSync(join(specsDir!, 'shopify', 'admin-2026-10.trimmed.graphql'), 'utf8'),
	));

/** What our schema has that the official one has not, or has otherwise. */
export function schemaDifferences(): string[] {
	const ours = buildSchema(sdl);
	return Object.values(ours.getTypeMap())
		.filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
		.flatMap((type) => typeDifferences(type, official().getType(type.name)));
}

function typeDifferences(ours: GraphQLNamedType, theirs: GraphQLNamedType | undefined): string[] {
	const { name } = ours;
	if (!theirs || theirs.constructor.name !== ours.constructor.name) return [name];
	if (isEnumType(ours) && isEnumType(theirs)) {
		return ours
			.getValues()
			.filter((one) => !theirs.getValue(one.name))
			.map((one) => `${name}.${one.name}`);
	}
	if (isInputObjectType(ours) && isInputObjectType(theirs)) {
		const given = Object.values(ours.getFields());
		const wrong = given.filter((one) => signature(one) !== signature(theirs.getFields()[one.name]));
		return wrong.map((one) => `${name}.${one.name}`);
	}
	const composite = (type: GraphQLNamedType) => isObjectType(type) || isInterfaceType(type);
	if (!composite(ours) || !composite(theirs)) return [];
	const different = Object.values(ours.getFields()).flatMap((field) => {
		const other = theirs.getFields()[field.name];
		const at = `${name}.${field.name}`;
		if (!other || String(other.type) !== String(field.type)) return [at];
		return field.args
			.filter(
				(one) => signature(one) !== signature(other.args.find((arg) => arg.name === one.name)),
			)
			.map((one) => `${at}(${one.name})`);
	});
	const interfaces = ours
		.getInterfaces()
		.filter((one) => !theirs.getInterfaces().some((other) => other.name === one.name));
	return [...different, ...interfaces.map((one) => `${name} implements ${one.name}`)];
}

const signature = (one: Pick<GraphQLArgument, 'type' | 'defaultValue'> | undefined) =>
	one && `${String(one.type)} = ${String(one.defaultValue)}`;

/** Errors of the document, and of the answer when its values are put through the official types. */
export function officialMisfits(query: string, variables: object, data: unknown): string[] {
	const document = parse(query);
	const wrong = validate(official(), document);
	if (wrong.length > 0) return wrong.map(({ message }) => message);
	const { data: again, errors } = executeSync({
		schema: official(),
		document,
		rootValue: data,
		variableValues: variables as Record<string, unknown>,
		fieldResolver: (source: Record<string, unknown>, _args, _context, info) =>
			source[info.path.key],
		// Any of the possible types that the document asks about serves to check the values.
		typeResolver: (_value, _context, info, type) => {
			const asked = namedInFragments(info.fieldNodes);
			const possible = info.schema.getPossibleTypes(type).map(({ name }) => name);
			return possible.find((name) => asked.has(name)) ?? possible[0];
		},
	});
	if (errors) return errors.map(({ message }) => message);
	return JSON.stringify(again) === JSON.stringify(data) ? [] : ['the answer has other fields'];
}

function namedInFragments(nodes: readonly FieldNode[]): Set<string> {
	const names = new Set<string>();
	for (const node of nodes) {
		visit(node, {
			InlineFragment: ({ typeCondition }) => {
				if (typeCondition) names.add(typeCondition.name.value);
			},
		});
	}
	return names;
}
