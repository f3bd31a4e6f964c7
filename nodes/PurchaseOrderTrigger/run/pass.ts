import type { PurchaseOrderEvent } from '../../../events/purchaseOrderEvent';
import type { PurchaseOrderLine } from '../../../platforms/purchaseOrderSource';
import { judge, type Rules } from './judge';
import type { Memory } from './memory';

/** One line per id, the one that changed last on the platform; of two that changed at the same time the one that was read later. */
export function newestOf(lines: readonly PurchaseOrderLine[]): PurchaseOrderLine[] {
	const newest = new Map<string, PurchaseOrderLine>();
	for (const line of lines) {
		const other = newest.get(line.id);
		if (!other || !(changeOf(line) < changeOf(other))) newest.set(line.id, line);
	}
	return [...newest.values()];
}

const changeOf = ({ changedAt }: PurchaseOrderLine): number =>
	changedAt === undefined ? Number.NaN : Date.parse(changedAt);

/** Judges the lines that were read in one go. Changes `memory`. */
export function take(
	lines: readonly PurchaseOrderLine[],
	memory: Memory,
	rules: Rules,
): PurchaseOrderEvent[] {
	return newestOf(lines).flatMap((line) => {
		const judgement = judge(line, memory.get(line.id), rules);
		if (judgement.memory) memory.set(line.id, judgement.memory);
		return judgement.events;
	});
}

/**
 * All open orders have been read: what was not among them is gone. Not at once: a line that was received while the pages were read is in
 * neither walk, but the changes of the next pass show it. Changes `memory`.
 */
export function finish(memory: Memory): void {
	for (const [id, line] of memory) {
		if (!line.isSeen && line.isMissing) memory.delete(id);
		line.isMissing = !line.isSeen;
		line.isSeen = false;
		// Two passes long nothing newer came: then the platform's clock was set back, and the old time stands in the way.
		if (line.isStale) delete line.changedAt;
		line.isStale = false;
	}
}
