// Runs the built Purchase Order Trigger in n8n's poll context, as a published workflow or as a test in the editor.
import { PollContext } from 'n8n-core';
import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type Workflow,
} from 'n8n-workflow';

import { GenericCredentials } from '../genericLogins.mts';
import { additionalData, loader, makeNode, makeWorkflow } from '../harness.mts';

const nothing = (): void => undefined;
const SILENT = { debug: nothing, info: nothing, error: nothing };

type Trigger = INodeType & { poll(this: PollContext): Promise<INodeExecutionData[][] | null> };

export interface OrdersOptions {
	parameters: INodeParameters;
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** What n8n kept from an earlier start. */
	staticData?: IDataObject;
	/** Of the workflow; IANA name. */
	zone?: string;
	/** What n8n grants to one poll, in milliseconds of the product's clock. */
	budgetMs?: number;
}

export class OrdersTrigger {
	readonly #type = loader.getNode('purchaseOrderTrigger').type as Trigger;
	readonly #options: OrdersOptions;
	#workflow: Workflow;
	readonly credentials: GenericCredentials;
	/** What the node wrote into n8n's log. */
	readonly warnings: string[] = [];

	constructor(options: OrdersOptions) {
		this.#options = options;
		this.credentials = new GenericCredentials(structuredClone(options.credentials ?? {}));
		this.#workflow = this.#start(options.staticData ?? {});
	}

	/** As n8n saves it. */
	saved(): IDataObject {
		return JSON.parse(JSON.stringify(this.#workflow.staticData)) as IDataObject;
	}

	/** n8n starts again with what it saved last, or with something older. */
	restart(staticData: IDataObject = this.saved()): void {
		this.#workflow = this.#start(JSON.parse(JSON.stringify(staticData)) as IDataObject);
	}

	/** The items that an execution starts with; none where none starts. */
	async poll(): Promise<IDataObject[]> {
		const result = await this.#run('trigger');
		if (result !== null && result[0]!.length === 0)
			throw new Error('An execution would start without items.');
		return (result?.[0] ?? []).map(({ json }) => json);
	}

	/** Execute Step in the editor. */
	async test(): Promise<IDataObject[]> {
		return ((await this.#run('manual'))?.[0] ?? []).map(({ json }) => json);
	}

	/** The node's context of a scheduled poll, for calling its parts. */
	context(mode: 'trigger' | 'manual' = 'trigger'): PollContext {
		const context = new PollContext(
			this.#workflow,
			this.#workflow.getNode('Node')!,
			additionalData(this.credentials),
			mode,
			mode === 'manual' ? 'manual' : 'activate',
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			() => this.#options.budgetMs ?? 300_000,
		);
		Object.defineProperty(context, 'logger', {
			value: { ...SILENT, warn: (text: string) => void this.warnings.push(text) },
		});
		return context;
	}

	#start(staticData: IDataObject): Workflow {
		const { parameters, zone = 'Europe/Berlin' } = this.#options;
		const node = makeNode('purchaseOrderTrigger', parameters, this.credentials);
		// n8n fills in what the user left as it is.
		const { description } = this.#type;
		node.parameters =
			NodeHelpers.getNodeParameters(
				description.properties,
				parameters,
				true,
				false,
				node,
				description,
			) ?? {};
		const workflow = makeWorkflow(node, staticData);
		Object.assign(workflow, { timezone: zone });
		return workflow;
	}

	async #run(mode: 'trigger' | 'manual'): Promise<INodeExecutionData[][] | null> {
		const context = this.context(mode);
		const expression = this.#workflow.expression as unknown as {
			acquireIsolate?(): Promise<void>;
			releaseIsolate?(): Promise<void>;
		};
		await expression.acquireIsolate?.();
		try {
			return await this.#type.poll.call(context);
		} finally {
			await expression.releaseIsolate?.();
		}
	}
}
