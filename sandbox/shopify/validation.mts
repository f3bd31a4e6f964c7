/** The errors Shopify gives before it runs anything, in its own words (recorded answers; shopify sheet, section 9). */
import type {
	ASTNode,
	DirectiveNode,
	DocumentNode,
	FieldNode,
	GraphQLArgument,
	GraphQLInputField,
	GraphQLSchema,
	ValueNode,
} from 'graphql';
import {
	getLocation,
	getNamedType,
	isInputObjectType,
	isLeafType,
	isListType,
	isNonNullType,
	print,
	TypeInfo,
	validate,
	visit,
	visitWithTypeInfo,
} from 'graphql';
import type { GraphQLInputType } from 'graphql';
import { fits } from './literals.mts';
import { globalIdProblem } from './variables.mts';

export interface StaticError {
	message: string;
	locations: { line: number; column: number }[];
	path?: (string | number)[];
	extensions?: Record<string, unknown>;
}

export const locationOf = ({ loc }: ASTNode) => {
	const { line, column } = getLocation(loc!.source, loc!.start);
	return [{ line, column }];
};

const quoteNames = (names: string[]) => names.map((name) => `"${name}"`).join(', ');

export function staticErrors(schema: GraphQLSchema, document: DocumentNode): StaticError[] {
	const errors: StaticError[] = [];
	const path: string[] = [];
	const info = new TypeInfo(schema);
	const add = (
		node: ASTNode,
		below: string[],
		message: string,
		extensions: Record<string, unknown>,
	) => errors.push({ message, locations: locationOf(node), path: [...path, ...below], extensions });

	/** Arguments of a field or directive, or attributes of an input object. */
	function checkArguments(
		node: ASTNode,
		kind: 'Field' | 'InputObject' | 'Directive',
		name: string,
		given: readonly { name: { value: string }; value: ValueNode }[],
		known: readonly (GraphQLArgument | GraphQLInputField)[],
		below: string[],
	) {
		for (const { name: argument, value } of given) {
			const definition = known.find((one) => one.name === argument.value);
			const at = [...below, argument.value];
			if (!definition) {
				const message = `${kind} '${name}' doesn't accept argument '${argument.value}'`;
				const rest = { name, typeName: kind, argumentName: argument.value };
				add(node, at, message, { code: 'argumentNotAccepted', ...rest });
			} else {
				checkLiteral(node, kind, name, argument.value, value, definition.type, at);
			}
		}
		const names = given.map((one) => one.name.value);
		const missing = known.filter(
			(one) =>
				isNonNullType(one.type) && one.defaultValue === undefined && !names.includes(one.name),
		);
		if (missing.length === 0) return;
		if (kind !== 'InputObject') {
			const list = missing.map((one) => one.name).join(', ');
			add(node, below, `${kind} '${name}' is missing required arguments: ${list}`, {
				code: 'missingRequiredArguments',
				className: kind,
				name,
				arguments: list,
			});
			return;
		}
		for (const one of missing) {
			const message = `Argument '${one.name}' on InputObject '${name}' is required. Expected type ${String(one.type)}`;
			add(node, [...below, one.name], message, {
				code: 'missingRequiredInputObjectAttribute',
				argumentName: one.name,
				argumentType: String(one.type),
				inputObjectType: name,
			});
		}
	}

	function checkLiteral(
		node: ASTNode,
		kind: string,
		owner: string,
		argument: string,
		value: ValueNode,
		type: GraphQLInputType,
		at: string[],
	) {
		if (value.kind === 'Variable') return;
		const nullable = isNonNullType(type) ? type.ofType : type;
		if (value.kind === 'ListValue' && isListType(nullable)) {
			for (const one of value.values) {
				checkLiteral(node, kind, owner, argument, one, nullable.ofType, at);
			}
			return;
		}
		const named = getNamedType(type);
		if (value.kind === 'ObjectValue' && isInputObjectType(named)) {
			const fields = Object.values(named.getFields());
			checkArguments(value, 'InputObject', named.name, value.fields, fields, at);
			return;
		}
		const extensions = {
			code: 'argumentLiteralsIncompatible',
			typeName: kind,
			argumentName: argument,
		};
		if (!fits(value, type)) {
			const message = `Argument '${argument}' on ${kind} '${owner}' has an invalid value (${print(value)}). Expected type '${String(type)}'.`;
			add(node, at, message, extensions);
		} else if (named.name === 'ID' && value.kind === 'StringValue') {
			const problem = globalIdProblem(value.value);
			if (problem) add(node, at, problem, extensions);
		}
	}

	const pop = () => void path.pop();
	visit(
		document,
		visitWithTypeInfo(info, {
			OperationDefinition: {
				enter: (node) => {
					path.push(node.name ? `${node.operation} ${node.name.value}` : node.operation);
				},
				leave: pop,
			},
			FragmentDefinition: {
				enter: (node) => void path.push(`fragment ${node.name.value}`),
				leave: pop,
			},
			InlineFragment: {
				enter: (node) =>
					void path.push(node.typeCondition ? `... on ${node.typeCondition.name.value}` : '...'),
				leave: pop,
			},
			Field: {
				enter: (node) => {
					path.push(node.alias?.value ?? node.name.value);
					checkField(node);
				},
				leave: pop,
			},
			Directive: (node, _key, _parent, _path, ancestors) =>
				checkDirective(node, ancestors.findLast((one) => !Array.isArray(one)) as ASTNode),
		}),
	);

	function checkField(node: FieldNode) {
		const name = node.name.value;
		const definition = info.getFieldDef();
		const parent = info.getParentType();
		if (!definition) {
			if (!parent) return;
			const message = `Field '${name}' doesn't exist on type '${parent.name}'`;
			add(node, [], message, { code: 'undefinedField', typeName: parent.name, fieldName: name });
			return;
		}
		checkArguments(node, 'Field', name, node.arguments ?? [], definition.args, []);
		const leaf = isLeafType(getNamedType(definition.type));
		const selected = node.selectionSet?.selections ?? [];
		const type = String(definition.type);
		const nodeName = `field '${name}'`;
		if (leaf && selected.length > 0) {
			const names = selected.map((one) => (one.kind === 'Field' ? one.name.value : '...'));
			const message = `Selections can't be made on scalars (${nodeName} returns ${type} but has selections [${quoteNames(names)}])`;
			add(node, [], message, { code: 'selectionMismatch', nodeName, typeName: type });
		} else if (!leaf && selected.length === 0) {
			const message = `Field must have selections (${nodeName} returns ${getNamedType(definition.type).name} but has no selections. Did you mean '${name} { ... }'?)`;
			add(node, [], message, { code: 'selectionMismatch', nodeName, typeName: type });
		}
	}

	function checkDirective(node: DirectiveNode, target: ASTNode) {
		const name = node.name.value;
		const directive = schema.getDirective(name);
		if (!directive) {
			const message = `Directive @${name} is not defined`;
			add(node, [], message, { code: 'undefinedDirective', directiveName: name });
			return;
		}
		const targetName = targetNames(target);
		const allowed = directive.locations.map((one) => `${one.toLowerCase().replace(/_/g, ' ')}s`);
		if (!allowed.includes(targetName)) {
			const message = `'@${name}' can't be applied to ${targetName} (allowed: ${allowed.join(', ')})`;
			add(node, [], message, { code: 'directiveCannotBeApplied', targetName, name });
		}
		checkArguments(node, 'Directive', name, node.arguments ?? [], directive.args, []);
	}

	if (errors.length > 0) return errors;
	return validate(schema, document).map(({ message, locations }) => ({
		message,
		locations: [...(locations ?? [])],
	}));
}

function targetNames(target: ASTNode): string {
	switch (target.kind) {
		case 'OperationDefinition':
			return target.operation === 'mutation' ? 'mutations' : 'queries';
		case 'InlineFragment':
			return 'inline fragments';
		case 'FragmentSpread':
			return 'fragment spreads';
		default:
			return 'fields';
	}
}
