import { setTimeout as sleep } from 'node:timers/promises';
import type { IConnections, INode, INodeTypeDescription, IWorkflowSettings } from 'n8n-workflow';
import { withCredentials } from './credentials.mts';
import type { CredentialRef } from './credentials.mts';
import {
	countExecutions,
	listAllExecutions,
	listExecutions,
	readExecution,
	waitForExecution,
} from './executions.mts';
import type { Execution, ExecutionSummary } from './executions.mts';
import { versionOfNewNodes } from './node-types.mts';
import type { Owner } from './owner.mts';
import { Rest, signIn } from './rest.mts';

export interface WorkflowJson {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
}

export interface WorkflowRef {
	id: string;
	versionId: string;
}

interface StoredWorkflow extends WorkflowRef {
	name: string;
	active: boolean;
	isArchived: boolean;
	nodes: INode[];
}

interface StoredCredential extends CredentialRef {
	type: string;
	data?: Record<string, unknown>;
}

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: { nodeId: string; status: string; errorMessage: string | null }[];
}

const publishedWithinMs = 60_000;

/** Signs in to an n8n that `startN8n` started. */
export async function connect(n8n: { url: string; userFolder: string }): Promise<Client> {
	const rest = new Rest(n8n.url);
	return new Client(rest, await signIn(rest, n8n.userFolder));
}

export class Client {
	readonly owner: Owner;
	readonly #rest: Rest;
	#nodeTypes: Promise<INodeTypeDescription[]> | undefined;

	constructor(rest: Rest, owner: Owner) {
		this.#rest = rest;
		this.owner = owner;
	}

	/** Every version of every node type that this n8n knows. */
	nodeTypes(): Promise<INodeTypeDescription[]> {
		this.#nodeTypes ??= this.#rest.call<INodeTypeDescription[]>('GET', '/types/nodes.json');
		return this.#nodeTypes;
	}

	/** Keeps the id of a credential of the same name and type, so that workflows which use it go on working. */
	async createCredential(
		name: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<CredentialRef> {
		const all = await this.#rest.call<StoredCredential[]>('GET', '/rest/credentials');
		const same = all.find((credential) => credential.name === name && credential.type === type);
		const { id } =
			same === undefined
				? await this.#rest.call<StoredCredential>('POST', '/rest/credentials', { name, type, data })
				: await this.#rest.call<StoredCredential>('PATCH', `/rest/credentials/${same.id}`, {
						name,
						type,
						data,
					});
		return { id, name };
	}

	/** Runs the credential's own test, as saving it in the editor does; `status` is 'OK' or 'Error'. */
	async testCredential(id: string): Promise<{ status: string; message: string }> {
		// Secrets are blanked in this answer; n8n fills them in again from its database, but only into data it is given.
		const { name, type, data } = await this.#rest.call<StoredCredential>(
			'GET',
			`/rest/credentials/${id}?includeData=true`,
		);
		return await this.#rest.call('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	/** Goes the way of the editor's connect button: to the platform's consent page, and from there back to n8n with the code. */
	async connectAccount(credentialId: string): Promise<{ status: number; body: string }> {
		const consent = await this.#rest.call<string>(
			'GET',
			`/rest/oauth2-credential/auth?id=${credentialId}`,
		);
		const answer = await fetch(consent, { redirect: 'manual' });
		const callback = answer.headers.get('location');
		if (callback === null)
			throw new Error(`The platform answered ${answer.status}: ${await answer.text()}`);
		const { pathname, search } = new URL(callback);
		return await this.#rest.page(`${pathname}${search}`);
	}

	/** Replaces workflows of the same name, with their executions. */
	async importWorkflow(
		workflow: WorkflowJson,
		credentialsByType: Record<string, CredentialRef> = {},
	): Promise<WorkflowRef> {
		for (const { id, name } of await this.#rest.call<StoredWorkflow[]>('GET', '/rest/workflows')) {
			if (name === workflow.name) await this.delete(id);
		}
		const { id, versionId } = await this.#rest.call<StoredWorkflow>('POST', '/rest/workflows', {
			name: workflow.name,
			nodes: withCredentials(workflow.nodes, await this.nodeTypes(), credentialsByType),
			connections: workflow.connections,
			settings: workflow.settings ?? {},
		});
		return { id, versionId };
	}

	/** Resolves when the triggers are live: n8n registers them in the background, after its answer. */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.#workflow(id);
		await this.#rest.call('POST', `/rest/workflows/${id}/activate`, { versionId });
		await this.#untilPublication(id, 'published');
	}

	async isActive(id: string): Promise<boolean> {
		return (await this.#workflow(id)).active;
	}

	async deactivate(id: string): Promise<void> {
		await this.#rest.call('POST', `/rest/workflows/${id}/deactivate`, {});
		await this.#untilPublication(id, 'not_published');
	}

	async delete(id: string): Promise<void> {
		const { active, isArchived } = await this.#workflow(id);
		if (active) await this.deactivate(id);
		if (!isArchived) await this.#rest.call('POST', `/rest/workflows/${id}/archive`, {});
		await this.#rest.call('DELETE', `/rest/workflows/${id}`);
	}

	/** Starts a workflow at its manual trigger, as the button in the editor does; returns the execution's id. */
	async run(id: string, triggerName: string): Promise<string> {
		const { executionId } = await this.#rest.call<{ executionId: string }>(
			'POST',
			`/rest/workflows/${id}/run`,
			{ triggerToStartFrom: { name: triggerName } },
		);
		return executionId;
	}

	executions(workflowId: string): Promise<ExecutionSummary[]> {
		return listExecutions(this.#rest, workflowId);
	}

	allExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		return listAllExecutions(this.#rest, workflowId);
	}

	countExecutions(workflowId: string): Promise<number> {
		return countExecutions(this.#rest, workflowId);
	}

	execution(id: string): Promise<Execution> {
		return readExecution(this.#rest, id);
	}

	waitForExecution(
		workflowId: string,
		fits: (execution: Execution) => boolean,
		timeoutMs: number,
	): Promise<Execution> {
		return waitForExecution(this.#rest, workflowId, fits, timeoutMs);
	}

	/** What a dropdown offers that is loaded from the account. */
	async loadOptions(
		nodeType: string,
		method: string,
		credentials: Record<string, CredentialRef>,
		parameters: Record<string, unknown>,
	): Promise<{ name: string; value: string | number | boolean }[]> {
		const version = versionOfNewNodes(nodeType, await this.nodeTypes());
		return await this.#rest.call('POST', '/rest/dynamic-node-parameters/options', {
			path: 'parameters',
			methodName: method,
			nodeTypeAndVersion: { name: nodeType, version },
			currentNodeParameters: parameters,
			credentials,
		});
	}

	async #workflow(id: string): Promise<StoredWorkflow> {
		return await this.#rest.call('GET', `/rest/workflows/${id}`);
	}

	async #untilPublication(id: string, wanted: 'published' | 'not_published'): Promise<void> {
		const deadline = Date.now() + publishedWithinMs;
		let last = '';
		while (Date.now() < deadline) {
			const { status, triggers } = await this.#rest.call<PublicationStatus>(
				'GET',
				`/rest/workflows/${id}/publication-status`,
			);
			if (status === wanted) return;
			if (wanted === 'published' && (status === 'failed' || status === 'partial')) {
				throw new Error(await this.#whyNotPublished(id, triggers));
			}
			last = status;
			await sleep(100);
		}
		throw new Error(
			`Workflow ${id} was not ${wanted} within ${publishedWithinMs / 1000} seconds; n8n reports ${last}.`,
		);
	}

	async #whyNotPublished(id: string, triggers: PublicationStatus['triggers']): Promise<string> {
		const { name, nodes } = await this.#workflow(id);
		const reasons = triggers
			.filter(({ status }) => status === 'failed')
			.map(({ nodeId, errorMessage }) => {
				const node = nodes.find((candidate) => candidate.id === nodeId);
				return `node "${node?.name ?? nodeId}": ${errorMessage ?? 'no reason given'}`;
			});
		return `Workflow "${name}" could not be activated. ${reasons.join('; ')}`;
	}
}
