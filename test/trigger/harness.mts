// Runs the built Stock-Out Trigger in n8n's hook and webhook contexts, as a switched-on workflow or as a test listen.
import { HookContext, WebhookContext } from 'n8n-core';
import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type IWebhookData,
	type IWebhookResponseData,
	type Workflow,
} from 'n8n-workflow';

import {
	additionalData,
	built,
	loader,
	makeNode,
	makeWorkflow,
	TestCredentials,
} from '../harness.mts';

const { forgetSkusAt } = built('./nodes/StockOutTrigger/knownSkus.js') as {
	forgetSkusAt(url: string): void;
};

const WEBHOOK_ID = '0d6f2c1e-stock-out';
const BASES = {
	webhookBaseUrl: 'https://n8n.example.test/webhook',
	webhookTestBaseUrl: 'https://n8n.example.test/webhook-test',
};

/** n8n hands a node only the fields that the credential's form shows, with their defaults. */
class ShownCredentials extends TestCredentials {
	override async getDecrypted(_additional: unknown, _details: unknown, type: string) {
		const shown = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			structuredClone(this.stored[type] ?? {}) as INodeParameters,
			true,
			false,
			null,
			null,
		);
		// What a sign-in left behind is no field, and n8n hands it over all the same.
		const { oauthTokenData } = this.stored[type] ?? {};
		return {
			...shown,
			...(oauthTokenData ? { oauthTokenData } : {}),
		} as ICredentialDataDecryptedObject;
	}
}

/** n8n reads the body before the node is called where it knows the content type, else it leaves that to the node. */
const READ_BY_N8N = /^(application\/json|text\/plain|application\/x-www-form-urlencoded)|[/+]xml$/;
const MOST_BYTES = 16 * 1024 * 1024;

function unread(body: string | Buffer, headers: Record<string, string>) {
	const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
	const [mediaType = ''] = (type?.[1] ?? '').split(';');
	const request: { rawBody?: Buffer; readRawBody(): Promise<void> } = {
		async readRawBody() {
			if (Buffer.byteLength(body) > MOST_BYTES)
				throw Object.assign(new Error('request entity too large'), { type: 'entity.too.large' });
			this.rawBody ??= Buffer.from(body);
		},
	};
	if (READ_BY_N8N.test(mediaType)) request.rawBody = Buffer.from(body);
	return request;
}

export interface Incoming {
	method?: 'POST' | 'GET' | 'HEAD';
	headers: Record<string, string>;
	body: string | Buffer;
	query?: Record<string, string>;
}

export interface Reply {
	status: number;
	/** What the sender reads. */
	body: unknown;
	/** Those the node set itself. */
	headers?: Record<string, string>;
	/** The items an execution starts with; undefined when none starts. */
	items: IDataObject[] | undefined;
}

export interface TriggerOptions {
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** A test listen in the editor instead of the switched-on workflow. */
	isTest?: boolean;
	/** What n8n kept from an earlier start. */
	staticData?: IDataObject;
	webhookBaseUrl?: string;
}

type HookMethod = (this: HookContext) => Promise<boolean>;
type Trigger = INodeType & { webhook(this: WebhookContext): Promise<IWebhookResponseData> };

/** A trigger node in a workflow of its own, with what n8n keeps for it. */
export class TestNode<T extends INodeType> {
	protected readonly type: T;
	protected readonly workflow: Workflow;
	readonly credentials: TestCredentials;
	/** What the node wrote into n8n's log. */
	readonly warnings: string[] = [];

	constructor(
		name: string,
		parameters: INodeParameters,
		credentials: TestCredentials,
		staticData: IDataObject,
	) {
		this.type = loader.getNode(name).type as T;
		this.credentials = credentials;
		this.workflow = makeWorkflow(makeNode(name, parameters, credentials), staticData);
	}

	protected get node(): INode {
		return this.workflow.getNode('Node')!;
	}

	/** What the node keeps between calls. */
	get kept(): IDataObject {
		return this.workflow.getStaticData('node', this.node);
	}

	/** As n8n saves it and gives it back after a restart. */
	saved(): IDataObject {
		return JSON.parse(JSON.stringify(this.workflow.staticData)) as IDataObject;
	}

	protected listenIn(context: object): void {
		const logger = { warn: (text: string) => void this.warnings.push(text) };
		Object.defineProperty(context, 'logger', { value: logger });
	}

	protected async isolated<R>(work: () => Promise<R>): Promise<R> {
		const expression = this.workflow.expression as unknown as {
			acquireIsolate?(): Promise<void>;
			releaseIsolate?(): Promise<void>;
		};
		await expression.acquireIsolate?.();
		try {
			return await work();
		} finally {
			await expression.releaseIsolate?.();
		}
	}
}

export class TestTrigger extends TestNode<Trigger> {
	readonly #isTest: boolean;
	readonly #bases: object;

	constructor({
		parameters,
		credentials,
		isTest = false,
		staticData = {},
		webhookBaseUrl,
	}: TriggerOptions) {
		super(
			'stockOutTrigger',
			parameters,
			new ShownCredentials(structuredClone(credentials)),
			staticData,
		);
		this.node.webhookId = WEBHOOK_ID;
		this.#isTest = isTest;
		this.#bases = { ...BASES, ...(webhookBaseUrl ? { webhookBaseUrl } : {}) };
		// Each stands for a process of n8n that was just started.
		forgetSkusAt(this.url);
	}

	get url(): string {
		return this.#hook().getNodeWebhookUrl('default') ?? '';
	}

	/** What it keeps of the hook it registered, the first where there are several. */
	get hookId(): string | undefined {
		return Object.values((this.kept.hooks as Record<string, string> | undefined) ?? {})[0];
	}

	/** What deliveries are signed with, where that is not the credential's business. */
	get secret(): string | undefined {
		return (this.kept.secrets as string[] | undefined)?.[0];
	}

	set secret(secret: string) {
		this.kept.secrets = [secret];
	}

	/** As n8n does it: looks whether the hook is there, and registers it if not. */
	async activate(): Promise<{ registered: boolean }> {
		const exists = await this.#run('checkExists');
		if (!exists) await this.#run('create');
		return { registered: !exists };
	}

	async deactivate(): Promise<void> {
		await this.#run('delete');
	}

	async receive({ method = 'POST', headers, body, query = {} }: Incoming): Promise<Reply> {
		const answered: Pick<Reply, 'status' | 'body' | 'headers'> = {
			status: 200,
			body: undefined,
		};
		const httpResponse = {
			status(code: number) {
				answered.status = code;
				return httpResponse;
			},
			send(text: unknown) {
				answered.body = text;
				return httpResponse;
			},
			setHeader(name: string, value: string) {
				answered.headers = { ...answered.headers, [name]: value };
				return httpResponse;
			},
			end: () => httpResponse,
		};
		const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
		const httpRequest = {
			method,
			headers: Object.fromEntries(lower) as IDataObject,
			...unread(body, headers),
			body: {},
			params: {},
			query,
		};
		const context = new WebhookContext(
			this.workflow,
			this.node,
			additionalData(this.credentials, { ...this.#bases, httpRequest, httpResponse }),
			this.#isTest ? 'manual' : 'webhook',
			this.#webhookData,
			[],
			null,
		);
		this.listenIn(context);
		const result = await this.isolated(async () => await this.type.webhook.call(context));
		return {
			status: answered.status,
			...(answered.headers ? { headers: answered.headers } : {}),
			body: result.noWebhookResponse ? answered.body : result.webhookResponse,
			items: result.workflowData?.[0]?.map(({ json }) => json),
		};
	}

	get #webhookData(): IWebhookData {
		return {
			httpMethod: 'POST',
			node: 'Node',
			path: 'webhook',
			webhookDescription: this.type.description.webhooks!.find(({ name }) => name === 'default')!,
			workflowId: 'workflow-1',
			isTest: this.#isTest,
		} as unknown as IWebhookData;
	}

	#hook(): HookContext {
		const context = new HookContext(
			this.workflow,
			this.node,
			additionalData(this.credentials, this.#bases),
			this.#isTest ? 'manual' : 'trigger',
			this.#isTest ? 'manual' : 'activate',
			this.#webhookData,
		);
		this.listenIn(context);
		return context;
	}

	async #run(name: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		const method = this.type.webhookMethods!['default']![name] as unknown as HookMethod;
		return await this.isolated(async () => await method.call(this.#hook()));
	}
}

/** The sentence and the next step of whatever `work` throws; fails when it does not throw. */
export async function refusalOf(
	work: Promise<unknown>,
): Promise<{ message: string; nextStep: string; name: string }> {
	try {
		await work;
	} catch (error) {
		const { message, description, name } = error as Error & { description?: string };
		return { message, nextStep: description ?? '', name };
	}
	throw new Error('Nothing was thrown.');
}
