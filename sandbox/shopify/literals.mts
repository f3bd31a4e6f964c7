import type { GraphQLInputType, ValueNode } from 'graphql';
import { getNamedType, isEnumType, isInputObjectType, isNonNullType } from 'graphql';

/** Lists and input objects are looked into by the caller. */
export function fits(value: ValueNode, type: GraphQLInputType): boolean {
	if (value.kind === 'NullValue') return !isNonNullType(type);
	const named = getNamedType(type);
	if (isEnumType(named)) return value.kind === 'EnumValue' && !!named.getValue(value.value);
	if (isInputObjectType(named)) return false;
	switch (named.name) {
		case 'Int':
			return value.kind === 'IntValue';
		case 'Boolean':
			return value.kind === 'BooleanValue';
		case 'ID':
			return value.kind === 'StringValue' || value.kind === 'IntValue';
		default:
			return value.kind === 'StringValue';
	}
}
