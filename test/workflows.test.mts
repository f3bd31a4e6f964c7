import {
	NodeHelpers,
	type IConnections,
	type INode,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { readdirSync, readFileSync } from 'node:fs';
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
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.noOp': [1],
	'n8n-nodes-base.set': [3.4],
	'n8n-nodes-base.splitOut': [1],
	'n8n-nodes-base.stickyNote': [1],
};

const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (file: string): SampleWorkflow =>
	JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as SampleWorkflow;
const isSticky = ({ type }: INode): boolean => type.endsWith('.stickyNote');
const isOwn = ({ type }: INode): boolean => type.startsWith(ownPrefix);
const descriptionOf = ({ type, typeVersion }: INode): INodeTypeDescription =>
	NodeHelpers.getVersionedNodeType(loader.getNode(type.slice(ownPrefix.length)).type, typeVersion)
		.description;

it('finds the sample workflows', () => {
	expect(files).toEqual(
		expect.arrayContaining(['practice-run.json', 'take-sold-out-acrylics-off-sale.json']),
	);
});

describe.each(files)('%s', (file) => {
	const workflow = read(file);
	const { nodes, connections } = workflow;

	it('uses only node types that are known', () => {
		for (const node of nodes) {
			if (isOwn(node)) expect([descriptionOf(node).version].flat()).toContain(node.typeVersion);
			else expect(n8nsOwn[node.type], node.name).toContain(node.typeVersion);
		}
	});

	it('gives our nodes parameters that n8n keeps as they are', () => {
		const own = nodes.filter(isOwn);
		expect(own.length).toBeGreaterThan(0);
		for (const node of own) {
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

	it('connects nodes that exist, at outputs that exist', () => {
		const names = new Set(nodes.map(({ name }) => name));
		expect(names.size).toBe(nodes.length);
		for (const [from, kinds] of Object.entries(connections)) {
			const source = nodes.find(({ name }) => name === from);
			expect(source, from).toBeDefined();
			const outputs = kinds.main;
			if (source && isOwn(source)) {
				expect(outputs.length).toBeLessThanOrEqual(descriptionOf(source).outputs.length);
			}
			for (const target of outputs.flatMap((output) => output ?? [])) {
				expect(names).toContain(target.node);
			}
		}
		const reached = new Set(
			Object.values(connections).flatMap(({ main }) =>
				main.flatMap((output) => (output ?? []).map(({ node }) => node)),
			),
		);
		const loose = nodes.filter((node) => !isSticky(node) && !reached.has(node.name));
		expect(loose.map(({ type }) => type)).toEqual([expect.stringMatching(/trigger$/i)]);
	});

	it('fills both outputs of Acrylic Delist with something to do next', () => {
		for (const { name } of nodes.filter(({ type }) => type === `${ownPrefix}acrylicDelist`)) {
			const outputs = connections[name].main.map((output) => output?.length ?? 0);
			expect(outputs).toHaveLength(2);
			expect(Math.min(...outputs)).toBeGreaterThan(0);
		}
	});

	it('carries no accounts, no recorded data and does not start by itself', () => {
		expect(workflow.active).toBe(false);
		expect(workflow).not.toHaveProperty('pinData');
		expect(workflow).not.toHaveProperty('staticData');
		for (const node of nodes) expect(node).not.toHaveProperty('credentials');
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	});

	it('explains itself as the template library asks for', () => {
		expect(workflow.name).toMatch(/^[A-Z][^A-Z]*$/);
		const [overview, ...others] = nodes
			.filter(isSticky)
			.toSorted((a, b) => a.position[0] - b.position[0]);
		// Without a colour a sticky note is yellow; only the overview is.
		expect(overview.parameters).not.toHaveProperty('color');
		for (const { parameters } of others) expect(parameters).toHaveProperty('color');
		expect(overview.parameters.content).toContain('### How it works');
		expect(overview.parameters.content).toContain('### Setup');
		expect(Math.min(...nodes.map(({ position }) => position[1]))).toBe(overview.position[1]);
		// A node that is still called as its type was never renamed.
		for (const node of nodes.filter(isOwn)) {
			expect(node.name).not.toBe(descriptionOf(node).defaults.name);
		}
	});

	it('names nodes in its explanations as they are called', () => {
		const names = new Set(nodes.map(({ name }) => name));
		for (const { parameters } of nodes.filter(isSticky)) {
			for (const [, name] of String(parameters.content).matchAll(/\*\*(.+?)\*\*/g)) {
				const isOutput = name === 'Done' || name === 'Needs Attention';
				expect(isOutput || names.has(name), name).toBe(true);
			}
		}
	});
});
