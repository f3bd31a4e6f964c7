import { setTimeout as sleep } from 'node:timers/promises';
import { parseFlatted } from './flatted.mts';
import type { Rest } from './rest.mts';

export interface Item {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	error?: unknown;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
}

export interface Execution {
	id: string;
	status: string;
	/** What each node that ran put out, by output; of a node in a loop, all its rounds together. */
	nodes: Record<string, Item[][]>;
	error?: { message: string; description?: string; node?: string };
}

interface NodeError {
	message: string;
	description?: string;
	node?: { name: string };
}

interface RunData {
	resultData: {
		runData: Record<string, { data?: Record<string, (Item[] | null)[]> }[]>;
		error?: NodeError;
	};
}

const unfinished = new Set(['new', 'running', 'waiting']);

/** Newest first. */
export async function listExecutions(rest: Rest, workflowId: string): Promise<ExecutionSummary[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await rest.call<{ results: ExecutionSummary[] }>(
		'GET',
		`/rest/executions?filter=${filter}&limit=100`,
	);
	return results;
}

/** Newest first, without the limit of one page. */
export async function listAllExecutions(
	rest: Rest,
	workflowId: string,
): Promise<ExecutionSummary[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	// One that ends meanwhile may stand on two pages.
	const all = new Map<string, ExecutionSummary>();
	let page = '';
	for (;;) {
		const { results, nextCursor } = await rest.call<{
			results: ExecutionSummary[];
			nextCursor?: string | null;
		}>('GET', `/rest/executions?filter=${filter}&limit=100${page}`);
		for (const one of results) all.set(one.id, one);
		if (!nextCursor) return [...all.values()];
		page = `&cursor=${encodeURIComponent(nextCursor)}`;
	}
}

export const isFinished = ({ status }: Pick<ExecutionSummary, 'status'>): boolean =>
	!unfinished.has(status);

export async function countExecutions(rest: Rest, workflowId: string): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { count } = await rest.call<{ count: number }>(
		'GET',
		`/rest/executions?filter=${filter}&limit=1`,
	);
	return count;
}

export async function readExecution(rest: Rest, id: string): Promise<Execution> {
	const { status, data } = await rest.call<{ status: string; data: string }>(
		'GET',
		`/rest/executions/${id}`,
	);
	const { resultData } = parseFlatted(data) as RunData;
	const nodes: Execution['nodes'] = {};
	for (const [name, rounds] of Object.entries(resultData.runData)) {
		nodes[name] = joinRounds(rounds.map((round) => firstConnection(round.data)));
	}
	return { id, status, nodes, error: readError(resultData.error) };
}

/** A node has one kind of output here: 'main', or 'ai_tool' when an agent calls it. */
function firstConnection(data: Record<string, (Item[] | null)[]> = {}): (Item[] | null)[] {
	return Object.values(data)[0] ?? [];
}

function joinRounds(rounds: (Item[] | null)[][]): Item[][] {
	const outputs: Item[][] = [];
	for (const round of rounds) {
		round.forEach((items, index) => {
			outputs[index] = [...(outputs[index] ?? []), ...(items ?? [])];
		});
	}
	return outputs;
}

function readError(error: NodeError | undefined): Execution['error'] {
	if (error === undefined) return undefined;
	const { message, description, node } = error;
	return { message, description, node: node?.name };
}

/** The first finished execution of the workflow that fits. */
export async function waitForExecution(
	rest: Rest,
	workflowId: string,
	fits: (execution: Execution) => boolean,
	timeoutMs: number,
): Promise<Execution> {
	const deadline = Date.now() + timeoutMs;
	const looked = new Map<string, string>();
	for (;;) {
		for (const { id, status } of await listExecutions(rest, workflowId)) {
			const seen = looked.get(id);
			looked.set(id, status);
			if (unfinished.has(status) || seen === status) continue;
			const execution = await readExecution(rest, id);
			if (fits(execution)) return execution;
		}
		if (Date.now() > deadline) break;
		await sleep(200);
	}
	const seen = [...looked].map(([id, status]) => `${id} ${status}`).join(', ') || 'none';
	throw new Error(
		`No execution of workflow ${workflowId} came out as expected within ${timeoutMs / 1000} seconds. Executions seen: ${seen}.`,
	);
}
