// Lines of orders, and the engine that judges them, for tests without a platform.
import type * as Judge from '../../nodes/PurchaseOrderTrigger/run/judge';
import type * as MemoryOf from '../../nodes/PurchaseOrderTrigger/run/memory';
import type * as PassOf from '../../nodes/PurchaseOrderTrigger/run/pass';
import type { PurchaseOrderEvent } from '../../events/purchaseOrderEvent';
import type { PurchaseOrderLine } from '../../platforms/purchaseOrderSource';
import { built } from '../harness.mts';

const run = './nodes/PurchaseOrderTrigger/run';
export const { newestOf, take, finish } = built(`${run}/pass.js`) as typeof PassOf;
export const { pack, unpack } = built(`${run}/memory.js`) as typeof MemoryOf;

export const line = (more: Partial<PurchaseOrderLine> = {}): PurchaseOrderLine => ({
	id: 'L1',
	poNumber: 'PO-1',
	supplier: 'Colour Works',
	sku: 'ACR-HB-TWHT-120',
	ordered: 10,
	received: 0,
	state: 'open',
	expectedAt: '2026-11-25',
	nativeStatus: 'Open',
	...more,
});

export class Engine {
	memory: MemoryOf.Memory = new Map();
	rules: Judge.Rules;

	constructor(rules: Partial<Judge.Rules> = {}) {
		this.rules = {
			source: 'feedUrl',
			now: 0,
			zone: 'UTC',
			graceDays: 0,
			repeatDays: 0,
			isSilent: false,
			...rules,
		};
	}

	/** A whole pass at noon of a day. */
	pass(day: string, ...lines: PurchaseOrderLine[]): PurchaseOrderEvent[] {
		const events = this.part(day, ...lines);
		finish(this.memory);
		return events;
	}

	/** A part of a pass. */
	part(day: string, ...lines: PurchaseOrderLine[]): PurchaseOrderEvent[] {
		this.memory = this.reloaded();
		return take(lines, this.memory, { ...this.rules, now: Date.parse(`${day}T12:00:00Z`) });
	}

	/** The first pass, that only looks. */
	baseline(day: string, ...lines: PurchaseOrderLine[]): void {
		this.rules.isSilent = true;
		this.pass(day, ...lines);
		this.rules.isSilent = false;
	}

	/** As it comes back from n8n's database. */
	reloaded(): MemoryOf.Memory {
		return unpack(JSON.parse(JSON.stringify(pack(this.memory))) as MemoryOf.PackedLine[]);
	}
}

export const names = (events: readonly PurchaseOrderEvent[]): string[] =>
	events.map(({ event }) => event);
