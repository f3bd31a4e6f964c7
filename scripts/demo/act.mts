import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowJson } from '../n8n/client.mts';
import { projectRoot } from '../n8n/paths.mts';
import type { Stage } from '../n8n/stage.mts';
import type { Progress } from '../progress.mts';
import { everyChannel } from './channels.mts';
import { sellOut } from './sale.mts';
import type { SaleResult } from './sale.mts';

const patienceMs = 90_000;

export interface Act {
	workflowId: string;
	practiceId: string;
	result: SaleResult;
}

export function readWorkflow(file: string): WorkflowJson {
	return JSON.parse(readFileSync(join(projectRoot, 'workflows', file), 'utf8')) as WorkflowJson;
}

/** Imports the sample workflows, publishes the main one and sells out three SKUs. */
export async function perform(stage: Stage, progress: Progress): Promise<Act> {
	const { client, sandbox, credentials } = stage;
	progress.status('Importing the workflow ...');
	const workflow = readWorkflow('take-sold-out-acrylics-off-sale.json');
	const practice = await client.importWorkflow(readWorkflow('practice-run.json'), credentials);
	const delist = workflow.nodes.find(({ type }) => type.endsWith('.acrylicDelist'));
	if (delist === undefined) throw new Error('The sample workflow has no Acrylic Delist node.');
	// A shop chooses its own channels; here all of them have a fake to show.
	const { channels, ...options } = everyChannel(sandbox.sandbox);
	Object.assign(delist.parameters, { channels, ...options });
	const { id } = await client.importWorkflow(workflow, credentials);
	await client.activate(id);
	const result = await sellOut({
		client,
		sandbox: sandbox.sandbox,
		sandboxUrl: sandbox.url,
		workflowId: id,
		node: delist.name,
		channels,
		patienceMs,
		onWait: (text) => progress.status(text),
	});
	return { workflowId: id, practiceId: practice.id, result };
}
