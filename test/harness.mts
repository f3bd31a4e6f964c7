// Runs the built nodes in n8n's real engine, in-process: n8n-core's own contexts, credentials and HTTP helpers.
import { Credentials, ExecuteContext, PackageDirectoryLoader } from 'n8n-core';
import {
	createRunExecutionData,
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeParameters,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The built package as n8n loads it. */
export const loader = new PackageDirectoryLoader(root);
await loader.loadAll();

/** A module of the built package, the very instance the nodes use. */
export const built = createRequire(`${root}dist/`);

/** n8n derives a node `<name>Tool` from every node that may be an agent's tool. */
const short = (type: string): string => (type.split('.').pop() ?? type).replace(/Tool$/, '');

export const nodeTypes: INodeTypes = {
	getByName: (type) => loader.getNode(short(type)).type,
	getByNameAndVersion: (type, version) =>
		NodeHelpers.getVersionedNodeType(loader.getNode(short(type)).type, version),
	getKnownTypes: () => loader.known.nodes as never,
};

/** n8n's credentials without a database: plain values by type; renewals are kept as n8n keeps them. */
export class TestCredentials extends ICredentialsHelper {
	readonly renewals: string[] = [];

	readonly stored: Record<string, ICredentialDataDecryptedObject>;

	constructor(stored: Record<string, ICredentialDataDecryptedObject>) {
		super();
		this.stored = stored;
	}

	getParentTypes(name: string) {
		return loader.getCredential(name).type.extends ?? [];
	}

	getCredentialsProperties(name: string) {
		return loader.getCredential(name).type.properties;
	}

	isCredentialUsableByNode() {
		return true;
	}

	async getDecrypted(_additional: unknown, _details: unknown, type: string) {
		const defaults = Object.fromEntries(
			this.getCredentialsProperties(type).map((p) => [p.name, p.default]),
		);
		return structuredClone({ ...defaults, ...this.stored[type] }) as ICredentialDataDecryptedObject;
	}

	async getCredentials(details: INodeCredentialsDetails, type: string) {
		return new Credentials(details, type, '');
	}

	async updateCredentials(_details: unknown, type: string, data: ICredentialDataDecryptedObject) {
		this.stored[type] = data;
	}

	async updateCredentialsOauthTokenData(
		_details: unknown,
		type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	) {
		this.renewals.push(type);
		this.stored[type] = { ...this.stored[type], oauthTokenData };
	}

	async runPreAuthentication() {
		return undefined;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	) {
		const { authenticate } = loader.getCredential(type).type;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (!authenticate) return request;
		const out = request as unknown as Record<string, Record<string, unknown>>;
		const text = (value: string) =>
			value.startsWith('=')
				? String(
						workflow?.expression.getSimpleParameterValue(
							node as INode,
							value,
							'internal',
							{ $credentials: credentials },
							undefined,
							'',
						),
					)
				: value;
		for (const [part, group] of Object.entries(authenticate.properties)) {
			out[part] = { ...(out[part] ?? {}) };
			for (const [key, value] of Object.entries(group as Record<string, string>))
				out[part][text(key)] = text(value);
		}
		return request;
	}

	async preAuthentication(
		helpers: never,
		credentials: ICredentialDataDecryptedObject,
		type: string,
		node: INode,
		expired: boolean,
	) {
		const credential = loader.getCredential(type).type;
		const field = credential.properties.find(
			(p) => p.type === 'hidden' && p.typeOptions?.expirable,
		);
		if (!field || !credential.preAuthentication || (credentials[field.name] !== '' && !expired))
			return undefined;
		this.renewals.push(type);
		const fresh = (await credential.preAuthentication.call(
			helpers,
			credentials,
		)) as ICredentialDataDecryptedObject;
		await this.updateCredentials(node.credentials?.[type], type, { ...credentials, ...fresh });
		return Object.assign(credentials, fresh);
	}
}

export function additionalData(
	credentialsHelper: ICredentialsHelper,
	extra: object = {},
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper,
		currentNodeParameters: undefined,
		executionId: '1',
		restApiUrl: 'http://localhost/rest',
		instanceBaseUrl: 'http://localhost',
		webhookBaseUrl: 'http://n8n.test/webhook',
		webhookTestBaseUrl: 'http://n8n.test/webhook-test',
		webhookWaitingBaseUrl: 'http://n8n.test/webhook-waiting',
		formWaitingBaseUrl: 'http://n8n.test/form-waiting',
		variables: {},
		...extra,
	} as unknown as IWorkflowExecuteAdditionalData;
}

export function makeNode(
	type: string,
	parameters: INodeParameters,
	credentials: TestCredentials,
	typeVersion = 1,
): INode {
	return {
		id: 'node-1',
		name: 'Node',
		type: `n8n-nodes-stockout.${type}`,
		typeVersion,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials.stored).map((name) => [name, { id: name, name }]),
		),
	};
}

export function makeWorkflow(node: INode, staticData: IDataObject = {}): Workflow {
	return new Workflow({
		id: 'workflow-1',
		name: 'Test',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
		staticData,
	});
}

export interface RunOptions {
	parameters: INodeParameters;
	items: IDataObject[];
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	signal?: AbortSignal;
	/** As an AI Agent's tool: n8n runs the node under the type name with 'Tool' at its end. */
	asTool?: boolean;
}

export interface RunResult {
	done: IDataObject[];
	attention: IDataObject[];
	/** Both outputs as n8n gets them. */
	raw: INodeExecutionData[][];
	credentials: TestCredentials;
}

/** One run of Acrylic Delist in n8n's execute context. */
export async function runAcrylicDelist(options: RunOptions): Promise<RunResult> {
	const credentials = new TestCredentials(structuredClone(options.credentials ?? {}));
	const node = makeNode('acrylicDelist', options.parameters, credentials);
	const workflow = makeWorkflow(node);
	if (options.asTool) node.type += 'Tool';
	const input: INodeExecutionData[] = options.items.map((json) => ({ json }));
	const inputData = { main: [input] };
	const executeData: IExecuteData = { node, data: inputData, source: null };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData(credentials),
		'trigger',
		createRunExecutionData(),
		0,
		input,
		inputData,
		executeData,
		[],
		options.signal,
	);
	const { type } = loader.getNode('acrylicDelist');
	const execute = (type as { execute: (this: ExecuteContext) => Promise<INodeExecutionData[][]> })
		.execute;
	const expression = workflow.expression as unknown as {
		acquireIsolate?(): Promise<void>;
		releaseIsolate?(): Promise<void>;
	};
	await expression.acquireIsolate?.();
	try {
		const raw = await execute.call(context);
		const json = (output: INodeExecutionData[] | undefined) =>
			(output ?? []).map((item) => item.json);
		return { done: json(raw[0]), attention: json(raw[1]), raw, credentials };
	} finally {
		await expression.releaseIsolate?.();
	}
}
