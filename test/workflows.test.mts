import {
	NodeHelpers,
	type IConnections,
	type INode,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loader } from './harness.mts';

interface SampleWorkflow {
	name: string;
	active: boolean;
	nodes: INode[];
	connections: IConnections;
	settings: Record<string, unknown>;
}

const folder = new URL('../workflows/', import.meta.url);
const ownPrefix = 'n8n-nodes-stockout.';
/** What of n8n's own nodes the samples use, with the versions that were tried in a real n8n. */
const n8nsOwn: Record<string, readonly number[]> = {
	'n8n-nodes-base.aggregate': [1],
	'n8n-nodes-base.code': [2],
	'n8n-nodes-base.dataTable': [1.1],
	'n8n-nodes-base.emailSend': [2.1],
	'n8n-nodes-base.errorTrigger': [1],
	'n8n-nodes-base.filter': [2.3],
	'n8n-nodes-base.gmail': [2.2],
	'n8n-nodes-base.if': [2.3],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.merge': [3.2],
	'n8n-nodes-base.microsoftTeams': [2],
	'n8n-nodes-base.noOp': [1],
	'n8n-nodes-base.removeDuplicates': [2],
	'n8n-nodes-base.scheduleTrigger': [1.4],
	'n8n-nodes-base.set': [3.4],
	'n8n-nodes-base.slack': [2.7],
	'n8n-nodes-base.splitOut': [1],
	'n8n-nodes-base.stickyNote': [1],
	'n8n-nodes-base.telegram': [1.2],
};
/** Outputs of n8n's own nodes, where there is more than one. */
const severalOutputs: Record<string, number> = { 'n8n-nodes-base.if': 2 };

const expectedFiles = [
	'nightly-discrepancy-report.json',
	'practice-run.json',
	'put-restocked-acrylics-back-on-sale.json',
	'supplier-slips.json',
	'take-sold-out-acrylics-off-sale.json',
	'undo-the-last-run.json',
	'warehouse-feed-with-approval.json',
	'when-a-workflow-fails.json',
];

const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (file: string): SampleWorkflow =>
	JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as SampleWorkflow;
const isSticky = ({ type }: INode): boolean => type.endsWith('.stickyNote');
const isOwn = ({ type }: INode): boolean => type.startsWith(ownPrefix);
const isTrigger = ({ type }: INode): boolean => /trigger$/i.test(type);
const descriptionOf = ({ type, typeVersion }: INode): INodeTypeDescription =>
	NodeHelpers.getVersionedNodeType(loader.getNode(type.slice(ownPrefix.length)).type, typeVersion)
		.description;
const outputsOf = (node: INode): number =>
	isOwn(node) ? descriptionOf(node).outputs.length : (severalOutputs[node.type] ?? 1);

it('finds the sample workflows', () => {
	expect(files.toSorted()).toEqual(expectedFiles);
});

it('gives every node and every webhook of all workflows an id of its own', () => {
	const nodes = files.flatMap((file) => read(file).nodes);
	const hooks = nodes.flatMap(({ webhookId }) => webhookId ?? []);
	expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	expect(new Set(hooks).size).toBe(hooks.length);
	for (const id of hooks) {
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	}
});

describe.each(files)('%s', (file) => {
	const workflow = read(file);
	const { nodes, connections } = workflow;
	const working = nodes.filter((node) => !isSticky(node));
	const stickies = nodes.filter(isSticky);

	it('uses only node types that are known', () => {
		for (const node of nodes) {
			if (isOwn(node)) expect([descriptionOf(node).version].flat()).toContain(node.typeVersion);
			else expect(n8nsOwn[node.type], node.name).toContain(node.typeVersion);
		}
	});

	it('gives our nodes parameters that n8n keeps as they are', () => {
		for (const node of nodes.filter(isOwn)) {
			const description = descriptionOf(node);
			const { properties } = description;
			const kept = NodeHelpers.getNodeParameters(
				properties,
				node.parameters,
				false,
				false,
				node,
				description,
			);
			expect(kept, node.name).toEqual(node.parameters);
			const whole = NodeHelpers.getNodeParameters(
				properties,
				node.parameters,
				true,
				false,
				node,
				description,
			);
			const complete = { ...node, parameters: whole ?? {} };
			expect(NodeHelpers.getNodeParametersIssues(properties, complete, description)).toBeNull();
		}
	});

	it('connects nodes that exist, at outputs that exist, and reaches every one from a trigger', () => {
		const names = new Set(nodes.map(({ name }) => name));
		expect(names.size).toBe(nodes.length);
		const next = new Map<string, string[]>();
		for (const [from, kinds] of Object.entries(connections)) {
			const source = working.find(({ name }) => name === from);
			if (!source) throw new Error(`There is no node "${from}" to connect from.`);
			expect(kinds.main.length, from).toBeLessThanOrEqual(outputsOf(source));
			const targets = kinds.main.flatMap((output) => output ?? []).map(({ node }) => node);
			for (const target of targets) expect(names).toContain(target);
			next.set(from, targets);
		}
		const reached = new Set(working.filter(isTrigger).map(({ name }) => name));
		expect(reached.size).toBeGreaterThan(0);
		for (const name of reached) for (const target of next.get(name) ?? []) reached.add(target);
		expect([...reached].toSorted()).toEqual(working.map(({ name }) => name).toSorted());
	});

	it('fills both outputs of Acrylic Delist with something to do next', () => {
		for (const { name } of nodes.filter(({ type }) => type === `${ownPrefix}acrylicDelist`)) {
			const outputs = connections[name].main.map((output) => output?.length ?? 0);
			expect(outputs).toHaveLength(2);
			expect(Math.min(...outputs)).toBeGreaterThan(0);
		}
	});

	it('asks an expression only for nodes that are there', () => {
		const names = new Set(working.map(({ name }) => name));
		for (const [, name] of JSON.stringify(nodes).matchAll(/\$\('([^']+)'\)/g)) {
			expect(names).toContain(name);
		}
	});

	it('carries no accounts, no recorded data and does not start by itself', () => {
		expect(workflow.active).toBe(false);
		expect(workflow).not.toHaveProperty('pinData');
		expect(workflow).not.toHaveProperty('staticData');
		for (const node of nodes) expect(node).not.toHaveProperty('credentials');
	});

	it('keeps what the user edits in one node', () => {
		expect(working.filter(({ name }) => name === 'Settings').map(({ type }) => type)).toEqual([
			'n8n-nodes-base.set',
		]);
	});

	it('explains itself as the template library asks for', () => {
		expect(workflow.name).toMatch(/^[A-Z][a-z]+ [^A-Z]*$/);
		const [overview, ...others] = stickies.toSorted((a, b) => a.position[0] - b.position[0]);
		// Without a colour a sticky note is yellow; only the overview is.
		expect(overview.parameters).not.toHaveProperty('color');
		for (const { parameters } of others) expect(parameters.color).toBe(7);
		const text = String(overview.parameters.content);
		expect(text).toContain('### How it works');
		expect(text).toContain('### Setup');
		const words = text.split(/\s+/).length;
		expect(words).toBeGreaterThanOrEqual(100);
		expect(words).toBeLessThanOrEqual(300);
		expect(Math.min(...nodes.map(({ position }) => position[1]))).toBe(overview.position[1]);
		// A node that is still called as its type was never renamed.
		for (const node of nodes.filter(isOwn)) {
			expect(node.name).not.toBe(descriptionOf(node).defaults.name);
		}
	});

	it('lies on the canvas so that nothing overlaps, each node on one note', () => {
		const notes = stickies.map((node) => [node.name, noteArea(node)] as const);
		const areas = working.map((node) => [node.name, nodeArea(node)] as const);
		expect(overlaps(notes)).toEqual([]);
		expect(overlaps(areas)).toEqual([]);
		for (const [name, area] of areas) {
			expect(
				notes.filter(([, note]) => holds(note, area)),
				name,
			).toHaveLength(1);
		}
	});

	it('names nodes in its explanations as they are called', () => {
		const names = new Set(nodes.map(({ name }) => name));
		for (const { parameters } of stickies) {
			for (const name of bold(String(parameters.content))) expect(names).toContain(name);
		}
	});

	it('has a description beside it that tells of every node, by its name', () => {
		const page = new URL(file.replace(/json$/, 'md'), folder);
		expect(existsSync(page)).toBe(true);
		const text = readFileSync(page, 'utf8');
		expect(text.startsWith(`# ${workflow.name}\n`)).toBe(true);
		expect(text).toContain(`](${file})`);
		expect([...new Set(bold(text))].toSorted()).toEqual(working.map(({ name }) => name).toSorted());
	});
});

const bold = (text: string): string[] =>
	[...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name);

/** Left, top, right, bottom. */
type Area = readonly [number, number, number, number];

const noteArea = ({ position: [x, y], parameters: { width, height } }: INode): Area => [
	x,
	y,
	x + Number(width),
	y + Number(height),
];

/** A node is drawn 96 wide and high, with its name below, which is often wider. */
const nodeArea = ({ position: [x, y] }: INode): Area => [x - 24, y, x + 120, y + 144];

const meet = (a: Area, b: Area): boolean =>
	a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
/** The heading of a note needs the room above its nodes. */
const holds = (note: Area, node: Area): boolean =>
	note[0] <= node[0] && note[1] + 64 <= node[1] && note[2] >= node[2] && note[3] >= node[3];

function overlaps(areas: ReadonlyArray<readonly [string, Area]>): string[] {
	return areas.flatMap(([name, area], i) =>
		areas
			.slice(i + 1)
			.filter(([, other]) => meet(area, other))
			.map(([other]) => `${name} and ${other}`),
	);
}
