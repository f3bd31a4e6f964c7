import { createRequire } from 'node:module';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import { descriptionOf } from './node-types.mts';

// The ES module build imports its own files without extension, which only bundlers resolve.
const { NodeHelpers } = createRequire(import.meta.url)(
	'n8n-workflow',
) as typeof import('n8n-workflow');

export interface CredentialRef {
	id: string;
	name: string;
}

/** Gives every node the credentials which its type shows for the node's parameters. */
export function withCredentials(
	nodes: readonly INode[],
	descriptions: readonly INodeTypeDescription[],
	credentialsByType: Readonly<Record<string, CredentialRef>>,
): INode[] {
	return nodes.map((node) => {
		const description = descriptionOf(node, descriptions);
		const types = [...shownTypes(node, description), ...typesInParameters(node)];
		const own = types
			.filter((type) => Object.hasOwn(credentialsByType, type))
			.map((type) => [type, credentialsByType[type]] as const);
		return own.length === 0
			? node
			: { ...node, credentials: { ...node.credentials, ...Object.fromEntries(own) } };
	});
}

function shownTypes(node: INode, description: INodeTypeDescription): string[] {
	const parameters =
		NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			true,
			false,
			node,
			description,
		) ?? {};
	return (description.credentials ?? [])
		.filter((credential) => NodeHelpers.displayParameter(parameters, credential, node, description))
		.map(({ name }) => name);
}

/** HTTP Request names its credential in a parameter. */
function typesInParameters({ parameters }: INode): string[] {
	return [parameters.genericAuthType, parameters.nodeCredentialType].filter(
		(type) => typeof type === 'string',
	);
}
