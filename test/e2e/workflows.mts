import { readFileSync } from 'node:fs';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowJson } from '../../scripts/n8n/client.mts';

export const hookId = '3d0f6c1e-5a7b-4f29-8c4d-9e1a2b3c4d5e';

export function sample(file: string): WorkflowJson {
	const url = new URL(`../../workflows/${file}`, import.meta.url);
	return JSON.parse(readFileSync(url, 'utf8')) as WorkflowJson;
}

interface Step {
	name: string;
	type: string;
	parameters?: INodeParameters;
	typeVersion?: number;
}

/** Nodes one behind the other; a trigger in front gets the webhook `hookId`. */
export function chain(name: string, steps: readonly Step[]): WorkflowJson {
	const nodes: INode[] = steps.map(({ parameters = {}, typeVersion = 1, ...step }, i) => ({
		...step,
		id: `00000000-0000-4000-8000-00000000000${i}`,
		typeVersion,
		parameters,
		position: [i * 240, 0],
		...(step.type.endsWith('.stockOutTrigger') ? { webhookId: hookId, typeVersion: 2 } : {}),
	}));
	const connections: WorkflowJson['connections'] = {};
	steps.slice(1).forEach((step, i) => {
		connections[steps[i].name] = { main: [[{ node: step.name, type: 'main', index: 0 }]] };
	});
	return {
		name,
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
	};
}

/** Items as if an earlier step or a table had brought them. */
export const items = (rows: readonly object[]): Step[] => [
	{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
	{
		name: 'Rows',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify({ rows }), options: {} },
	},
	{
		name: 'Split',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'rows', options: {} },
	},
];
