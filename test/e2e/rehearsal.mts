import type { INode, INodeParameters } from 'n8n-workflow';
import { everyChannel } from '../../scripts/demo/channels.mts';
import type { WorkflowJson } from '../../scripts/n8n/client.mts';
import type { Execution } from '../../scripts/n8n/executions.mts';
import { chain, sample } from './workflows.mts';
import type { World } from './world.mts';

/** What a message node would have sent, and to whom. */
export interface Message {
	to: string;
	subject: string;
	text: string;
}

interface Assignment {
	name: string;
	value: unknown;
	type: string;
}

type Words = (parameters: INodeParameters) => Record<keyof Message, unknown>;

/** Which parameters of n8n's message nodes say what, to whom. */
const messengers: Partial<Record<string, Words>> = {
	'n8n-nodes-base.slack': ({ channelId, text }) => ({
		to: (channelId as INodeParameters | undefined)?.value,
		subject: '',
		text,
	}),
	'n8n-nodes-base.gmail': ({ sendTo, subject, message }) => ({
		to: sendTo,
		subject,
		text: message,
	}),
	'n8n-nodes-base.telegram': ({ chatId, text }) => ({ to: chatId, subject: '', text }),
};

/**
 * A sample as a user imports it, on all channels of the sandbox. There are no accounts to send messages with: in the place of each message
 * node stands one that works out the same texts and keeps them.
 */
export function rehearsal(world: Pick<World, 'sandbox'>, file: string): WorkflowJson {
	const workflow = sample(file);
	workflow.nodes = workflow.nodes.map((node) => {
		if (node.type.endsWith('.acrylicDelist'))
			return {
				...node,
				parameters: {
					...node.parameters,
					...(everyChannel(world.sandbox.sandbox) as INodeParameters),
				},
			};
		const words = messengers[node.type];
		return words && !node.disabled && node.parameters.operation !== 'sendAndWait'
			? keeper(node, words(node.parameters))
			: node;
	});
	return workflow;
}

function keeper(node: INode, words: Record<keyof Message, unknown>): INode {
	const assignments = Object.entries(words).map(([name, value]) => ({
		id: name,
		name,
		value: String(value),
		type: 'string',
	}));
	return {
		id: node.id,
		name: node.name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		position: node.position,
		parameters: { assignments: { assignments }, options: {} },
	};
}

export function nodeOf(workflow: WorkflowJson, name: string): INode {
	const node = workflow.nodes.find((one) => one.name === name);
	if (!node) throw new Error(`"${workflow.name}" has no node "${name}".`);
	return node;
}

/** The look at the stock comes twice a day, not every minute, so that what a story counts is what the shop told. */
export function lookSeldom(workflow: WorkflowJson): WorkflowJson {
	nodeOf(workflow, 'When a look at the stock finds it').parameters.pollTimes = {
		item: [{ mode: 'everyX', value: 12, unit: 'hours' }],
	};
	return workflow;
}

/** Fills in the node 'Settings' as a user does. */
export function fillIn(workflow: WorkflowJson, values: Record<string, unknown>): void {
	const { assignments } = nodeOf(workflow, 'Settings').parameters.assignments as unknown as {
		assignments: Assignment[];
	};
	for (const [name, value] of Object.entries(values)) {
		const assignment = assignments.find((one) => one.name === name);
		if (!assignment) throw new Error(`"${workflow.name}" has no setting "${name}".`);
		assignment.value = value;
	}
}

export const messagesOf = ({ nodes }: Execution, node: string): Message[] =>
	(nodes[node] ?? []).flat().map(({ json }) => json as unknown as Message);

export interface LedgerRow {
	id: number;
	runId: string;
	sku: string;
	channel: string;
	channelName: string;
	outcome: string;
	restore: string;
	takenOffAt: string | null;
	restoredAt: string | null;
}

/** As its button in the sample workflow does; what is there stays. */
export async function makeLedger(world: Pick<World, 'client' | 'sandbox'>): Promise<void> {
	const { client } = world;
	const workflow = rehearsal(world, 'take-sold-out-acrylics-off-sale.json');
	workflow.name = 'Make the ledger';
	const { id } = await client.importWorkflow(workflow);
	await client.run(id, 'Set up the ledger');
	const { error } = await client.waitForExecution(id, () => true, 30_000);
	await client.delete(id);
	if (error) throw new Error(error.message);
}

const theLedger = { __rl: true, mode: 'name', value: 'Stock-out ledger' };

/** All rows of the ledger, read by n8n's own node. */
export async function readLedger(world: Pick<World, 'client'>): Promise<LedgerRow[]> {
	const nodes = await askLedger(world, { operation: 'get', returnAll: true });
	return (nodes.Rows ?? []).flat().map(({ json }) => json as unknown as LedgerRow);
}

/** With all its rows, so that the next story begins without one. */
export async function removeLedger(world: Pick<World, 'client'>): Promise<void> {
	await askLedger(world, { resource: 'table', operation: 'delete' });
}

async function askLedger({ client }: Pick<World, 'client'>, parameters: INodeParameters) {
	const { id } = await client.importWorkflow(
		chain('Ask the ledger', [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Rows',
				type: 'n8n-nodes-base.dataTable',
				typeVersion: 1.1,
				parameters: { dataTableId: theLedger, ...parameters },
			},
		]),
	);
	await client.run(id, 'Start');
	const { nodes, error } = await client.waitForExecution(id, () => true, 30_000);
	await client.delete(id);
	if (error) throw new Error(error.message);
	return nodes;
}
