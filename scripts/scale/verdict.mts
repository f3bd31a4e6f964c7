import type { Execution } from '../n8n/executions.mts';

/** The nodes of the sample workflow that tell what became of an event. */
export const nodeNames = {
	heard: 'Is it a stock-out?',
	passed: 'Drop repeats',
	rows: 'Take off sale',
};

export interface Row {
	sku: string;
	channel: string;
	outcome: string;
	changed: boolean;
	confirmed: boolean;
}

export interface Verdict {
	executions: number;
	/** Executions that did not end well, with the reason. */
	failed: string[];
	/** Different events that say a SKU ran out. */
	events: number;
	/** Events that never came past Drop repeats. */
	lost: string[];
	/** Events that came past Drop repeats more than once. */
	passedAgain: string[];
	/** Listings that more than one run says it changed: `channel/sku`. */
	changedAgain: string[];
	/** Pairs of channel and SKU without a row that is confirmed off sale. */
	unconfirmed: string[];
	confirmed: number;
}

const offSale = new Set(['offSale', 'alreadyOffSale']);

/** Holds the finished executions against what has to have happened. */
export function judge(
	executions: readonly Execution[],
	skus: readonly string[],
	channels: readonly string[],
): Verdict {
	const heard = new Set<string>();
	const passed = new Map<string, number>();
	const changed = new Map<string, number>();
	const confirmed = new Set<string>();
	for (const { nodes } of executions) {
		for (const id of eventIds(nodes[nodeNames.heard]?.[0])) heard.add(id);
		for (const id of eventIds(nodes[nodeNames.passed]?.[0])) add(passed, id);
		for (const { json } of (nodes[nodeNames.rows] ?? []).flat()) {
			const row = json as unknown as Row;
			const listing = `${row.channel}/${row.sku}`;
			if (row.changed) add(changed, listing);
			if (row.confirmed && offSale.has(row.outcome)) confirmed.add(listing);
		}
	}
	const wanted = channels.flatMap((channel) => skus.map((sku) => `${channel}/${sku}`));
	const again = (counts: Map<string, number>): string[] =>
		[...counts].filter(([, count]) => count > 1).map(([name]) => name);
	return {
		executions: executions.length,
		failed: executions
			.filter(({ status }) => status !== 'success')
			.map(({ id, status, error }) => `${id} ${status}: ${error?.message ?? 'no reason given'}`),
		events: heard.size,
		lost: [...heard].filter((id) => !passed.has(id)),
		passedAgain: again(passed),
		changedAgain: again(changed),
		unconfirmed: wanted.filter((listing) => !confirmed.has(listing)),
		confirmed: wanted.filter((listing) => confirmed.has(listing)).length,
	};
}

function eventIds(items: Execution['nodes'][string][number] = []): string[] {
	return items.map(({ json }) => String(json.eventId));
}

function add(counts: Map<string, number>, name: string): void {
	counts.set(name, (counts.get(name) ?? 0) + 1);
}
