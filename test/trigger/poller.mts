// Runs a built polling trigger in n8n's poll context, as a switched-on workflow or as a test run in the editor.
import { PollContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { GenericCredentials } from '../genericLogins.mts';
import { additionalData } from '../harness.mts';
import { TestNode } from './harness.mts';

type PollingTrigger = INodeType & {
	poll(this: PollContext): Promise<INodeExecutionData[][] | null>;
};

export interface PollerOptions {
	/** The node's name: `stockLevelTrigger`. */
	node: string;
	parameters: INodeParameters;
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** What n8n kept from an earlier start. */
	staticData?: IDataObject;
}

export interface PollOptions {
	/** A test run in the editor. */
	isTest?: boolean;
	/** Milliseconds n8n gives this poll. */
	budgetMs?: number;
}

export class TestPoller extends TestNode<PollingTrigger> {
	constructor({ node, parameters, credentials = {}, staticData = {} }: PollerOptions) {
		super(node, parameters, new GenericCredentials(structuredClone(credentials)), staticData);
	}

	/** The items an execution starts with; none where none starts. */
	async poll({ isTest = false, budgetMs }: PollOptions = {}): Promise<IDataObject[]> {
		const context = new PollContext(
			this.workflow,
			this.node,
			additionalData(this.credentials),
			isTest ? 'manual' : 'trigger',
			isTest ? 'manual' : 'activate',
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			budgetMs === undefined ? undefined : () => budgetMs,
		);
		this.listenIn(context);
		const items = await this.isolated(async () => await this.type.poll.call(context));
		return items?.[0]?.map(({ json }) => json) ?? [];
	}

	/** Another credential of that type is chosen in the node; what stands in it is the same. */
	useCredential(type: string, id: string): void {
		this.node.credentials = { ...this.node.credentials, [type]: { id, name: id } };
	}

	/** The same node with other answers to its questions, as after an edit. */
	edited(options: PollerOptions): TestPoller {
		return new TestPoller({ ...options, staticData: this.saved() });
	}
}
