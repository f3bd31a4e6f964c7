// n8n's own credentials for any address, which live in n8n-nodes-base: as they are there in n8n 2.41, without the rest of that package.
import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INode,
	INodeProperties,
	Workflow,
} from 'n8n-workflow';

import { TestCredentials } from './harness.mts';

const text = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
});

const types: Readonly<Record<string, INodeProperties[]>> = {
	httpBasicAuth: [text('user'), text('password')],
	httpHeaderAuth: [text('name'), text('value')],
	httpBearerAuth: [text('token')],
};

export class GenericCredentials extends TestCredentials {
	override getParentTypes(name: string) {
		return name in types ? [] : super.getParentTypes(name);
	}

	override getCredentialsProperties(name: string) {
		return types[name] ?? super.getCredentialsProperties(name);
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	) {
		if (!(type in types))
			return await super.authenticate(credentials, type, request, workflow, node);
		const { name, value, token } = credentials as Record<string, string>;
		// Of the Basic login n8n makes no header: that is the business of whoever sends the request.
		if (type === 'httpHeaderAuth') request.headers = { ...request.headers, [name!]: value };
		if (type === 'httpBearerAuth')
			request.headers = { ...request.headers, Authorization: `Bearer ${token}` };
		return request;
	}

	override async preAuthentication(
		helpers: never,
		credentials: ICredentialDataDecryptedObject,
		type: string,
		node: INode,
		expired: boolean,
	) {
		return type in types
			? undefined
			: await super.preAuthentication(helpers, credentials, type, node, expired);
	}
}
