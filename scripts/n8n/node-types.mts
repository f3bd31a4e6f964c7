import type { INode, INodeTypeDescription } from 'n8n-workflow';

export function descriptionOf(
	{ name, type, typeVersion }: Pick<INode, 'name' | 'type' | 'typeVersion'>,
	descriptions: readonly INodeTypeDescription[],
): INodeTypeDescription {
	const found = descriptions.find(
		(description) =>
			description.name === type && [description.version].flat().includes(typeVersion),
	);
	if (found === undefined) {
		throw new Error(
			`Node "${name}" is of type ${type} version ${typeVersion}, which this n8n does not know. Is the package installed in it?`,
		);
	}
	return found;
}

/** The version which the editor gives a new node. */
export function versionOfNewNodes(
	type: string,
	descriptions: readonly INodeTypeDescription[],
): number {
	const description = descriptions.find(({ name }) => name === type);
	if (description === undefined) throw new Error(`This n8n does not know the node type ${type}.`);
	return description.defaultVersion ?? Math.max(...[description.version].flat());
}
