// The triggers in n8n's contexts for hooks, webhooks and polls, without n8n. What n8n keeps for a node outlives a restart as JSON.
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	IWebhookResponseData,
} from 'n8n-workflow';

import type { World } from '../../sandbox/fake.mts';
import { contextOf, type N8n } from './n8n.mts';

export type Sent = Parameters<World['deliver']>[0];

export interface Reply {
	status: number;
	items: IDataObject[];
}

type HookMethod = (this: unknown) => Promise<boolean>;

export class SimulatedTrigger {
	readonly #type: string;
	readonly #parameters: INodeParameters;
	readonly url: string;
	kept: IDataObject = {};

	constructor(type: string, parameters: INodeParameters) {
		this.#type = type;
		this.#parameters = parameters;
		this.url = `https://n8n.example.test/webhook/${type}`;
	}

	/** As when the workflow is published, or n8n starts with it. */
	async activate(n8n: N8n): Promise<void> {
		const { checkExists, create } = n8n.product.node(this.#type).webhookMethods!
			.default as unknown as Record<string, HookMethod>;
		const context = this.#context(n8n);
		if (!(await checkExists!.call(context))) await create!.call(context);
	}

	async receive(n8n: N8n, { method, url, headers, body }: Sent): Promise<Reply> {
		let status = 200;
		const response = {
			status(code: number) {
				status = code;
				return response;
			},
			setHeader: () => response,
			send: () => response,
			end: () => response,
		};
		const lower = Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
		);
		const context = {
			...this.#context(n8n),
			getRequestObject: () => ({ method, rawBody: Buffer.from(body) }),
			getHeaderData: () => lower,
			getQueryData: () => Object.fromEntries(new URL(url).searchParams),
			getResponseObject: () => response,
		};
		const { webhook } = n8n.product.node(this.#type);
		const { workflowData } = (await webhook!.call(context as never)) as IWebhookResponseData;
		return { status, items: itemsOf(workflowData) };
	}

	/** @throws as the node does; n8n shows it and polls again */
	async poll(n8n: N8n): Promise<IDataObject[]> {
		const { poll } = n8n.product.node(this.#type);
		return itemsOf(await poll!.call(this.#context(n8n) as never));
	}

	/** n8n stopped and started: what it kept for the node comes back from the database. */
	restart(): void {
		this.kept = JSON.parse(JSON.stringify(this.kept)) as IDataObject;
	}

	#context(n8n: N8n) {
		const { parameter, ...common } = contextOf(n8n, this.#type, this.#parameters);
		return {
			...common,
			getNodeParameter: parameter,
			getWorkflowStaticData: () => this.kept,
			getNodeWebhookUrl: () => this.url,
			getWorkflow: () => ({ id: 'workflow-1' }),
			getMode: () => 'trigger',
			getActivationMode: () => 'activate',
		};
	}
}

const itemsOf = (output: INodeExecutionData[][] | null | undefined): IDataObject[] =>
	output?.[0]?.map(({ json }) => json) ?? [];
