// Passes over the pages of a platform: side by side, over several polls, with what goes wrong on the way.
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Service } from '../../http/client';
import type { Problem } from '../../http/problem';
import type { PollResult } from '../../nodes/PurchaseOrderTrigger/poll';
import type { Settings } from '../../nodes/PurchaseOrderTrigger/settings';
import type {
	PurchaseOrderLine,
	PurchaseOrderRequest,
	PurchaseOrderSource,
} from '../../platforms/purchaseOrderSource';
import { built } from '../harness.mts';
import { setProductClock, settableClock, type SettableClock } from '../shop.mts';
import { OrdersTrigger } from './harness.mts';
import { line } from './lines.mts';

const { pollPlatform } = built('./nodes/PurchaseOrderTrigger/pollPlatform.js') as {
	pollPlatform(
		context: unknown,
		settings: Settings,
		service: Service,
		source: PurchaseOrderSource,
		until: number,
	): Promise<PollResult>;
};
const { ChannelProblem } = built('./http/problem.js') as {
	ChannelProblem: new (problem: Problem) => Error;
};

const MINUTE = 60_000;
const service: Service = {
	name: 'Ledger',
	credential: 'httpBearerAuth',
	secretFields: ['token'],
	baseUrl: () => 'https://ledger.example.test',
	limits: {},
	concurrent: 2,
	diagnose: () => undefined,
};
const settings: Settings = {
	source: 'ledger',
	wanted: new Set(['backordered', 'delayed', 'overdue', 'received']),
	graceDays: 0,
	repeatDays: 0,
	tellsLateAtFirst: false,
	zone: 'UTC',
	mark: {},
	accepts: () => true,
	options: {} as Settings['options'],
};

/** A platform that keeps orders, in pages of two lines. */
class Ledger implements PurchaseOrderSource {
	lines: PurchaseOrderLine[] = [];
	readonly asked: string[] = [];
	readonly overlapMs = 10 * MINUTE;
	/** How long a page takes. */
	pageMs = 0;
	fails: Problem | undefined;
	/** Before a page is answered. */
	meanwhile: (request: PurchaseOrderRequest) => void = () => undefined;

	constructor(private readonly clock: SettableClock) {}

	set(id: string, more: Partial<PurchaseOrderLine>): void {
		const known = this.lines.find((one) => one.id === id) ?? line({ id });
		const changed = { ...known, ...more, changedAt: new Date(this.clock.now()).toISOString() };
		this.lines = [...this.lines.filter((one) => one.id !== id), changed].sort((a, b) =>
			a.id.localeCompare(b.id),
		);
	}

	page = async (_call: unknown, request: PurchaseOrderRequest) => {
		this.asked.push(`${request.since === undefined ? 'open' : 'changed'} ${request.from ?? '0'}`);
		this.meanwhile(request);
		await this.clock.sleep(this.pageMs);
		if (this.fails) throw new ChannelProblem(this.fails);
		const { since, from = '0' } = request;
		const all = this.lines.filter(({ state, changedAt }) =>
			since === undefined ? state === 'open' : changedAt! >= since,
		);
		// By id and not by number, so that nothing is skipped when a line leaves the list.
		const rest = all.filter(({ id }) => id > from);
		const lines = rest.slice(0, 2);
		return rest.length > 2 ? { lines, next: lines[1]!.id } : { lines };
	};
}

let clock: SettableClock;
let restore: () => void;
let ledger: Ledger;
let trigger: OrdersTrigger;

beforeEach(() => {
	clock = settableClock(200, Date.parse('2026-11-20T12:00:00Z'));
	restore = setProductClock(clock);
	ledger = new Ledger(clock);
	trigger = new OrdersTrigger({
		parameters: { source: 'feedUrl', authentication: 'bearerAuth' },
		credentials: { httpBearerAuth: { token: 'a-token' } },
	});
});
afterEach(() => restore());

async function poll(
	more: Partial<Settings> = {},
	budgetMs = MINUTE,
	source: PurchaseOrderSource = ledger,
): Promise<IDataObject[]> {
	const { events } = await pollPlatform(
		trigger.context(),
		{ ...settings, ...more },
		service,
		source,
		clock.now() + budgetMs,
	);
	trigger.restart();
	return events.map((event) => ({ ...event }));
}

const short = (events: readonly IDataObject[]): string[] =>
	events.map(({ event, lineId }) => `${String(event)} ${String(lineId)}`);
const day = (date: string): void => clock.forward(Date.parse(`${date}T12:00:00Z`) - clock.now());

function fill(count: number): void {
	for (let i = 0; i < count; i++) ledger.set(`L${i}`, {});
	// Long enough ago for no pass to take them for changes.
	clock.forward(60 * MINUTE);
}

describe('a pass', () => {
	it('reads all open orders first, and later also what changed since the one before', async () => {
		fill(5);
		expect(await poll()).toEqual([]);
		expect(ledger.asked).toEqual(['open 0', 'open L1', 'open L3']);
		ledger.asked.length = 0;
		day('2026-11-21');
		ledger.set('L4', { received: 10, state: 'closed' });
		ledger.set('L5', { state: 'cancelled' });
		expect(short(await poll())).toEqual(['received L4']);
		expect(ledger.asked.sort()).toEqual(['changed 0', 'open 0', 'open L1']);
	});

	it('asks for changes from the start of the last pass, and further back by the overlap', async () => {
		const since: string[] = [];
		ledger.meanwhile = (request) => void (request.since && since.push(request.since));
		const begun = clock.now();
		await poll();
		day('2026-11-21');
		await poll();
		expect(since).toHaveLength(1);
		expect(Math.abs(Date.parse(since[0]!) - (begun - ledger.overlapMs))).toBeLessThan(MINUTE);
	});

	it('a line that is received while the pages are read is not lost', async () => {
		fill(5);
		await poll();
		day('2026-11-21');
		let isDone = false;
		ledger.meanwhile = ({ since, from }) => {
			// The changes have been read, the open orders not as far as this line.
			if (since !== undefined || from !== 'L3' || isDone) return;
			isDone = true;
			clock.forward(1_000);
			ledger.set('L4', { received: 10, state: 'closed' });
		};
		expect(await poll()).toEqual([]);
		expect(isDone).toBe(true);
		clock.forward(15 * MINUTE);
		expect(short(await poll())).toEqual(['received L4']);
	});

	it('a line in both walks counts once, the newer one', async () => {
		fill(1);
		await poll();
		day('2026-11-26');
		ledger.set('L0', { expectedAt: '2026-11-30' });
		expect(short(await poll())).toEqual(['delayed L0']);
	});
});

describe('a budget that is too small', () => {
	it('is gone on with at the next poll, without repeating and without skipping', async () => {
		fill(9);
		ledger.pageMs = 20_000;
		for (let i = 0; i < 3; i++) expect(await poll()).toEqual([]);
		expect(ledger.asked.at(-1)).toBe('open L7');
		// Each page once, but for those that were under way when time was up.
		expect(new Set(ledger.asked).size).toBe(5);
		day('2026-11-26');
		ledger.asked.length = 0;
		ledger.pageMs = 25_000;
		const events: IDataObject[] = [];
		for (let i = 0; i < 5; i++) events.push(...(await poll()));
		expect(short(events).sort()).toEqual(Array.from({ length: 9 }, (_, i) => `overdue L${i}`));
	});

	it('says so when not one page fits in', async () => {
		fill(1);
		ledger.pageMs = 200_000;
		await expect(poll({}, 5_000)).rejects.toThrow('took too long');
	});

	it('nothing is news before the first pass is whole', async () => {
		fill(9);
		ledger.pageMs = 25_000;
		day('2026-11-26');
		const events: IDataObject[] = [];
		for (let i = 0; i < 6; i++) events.push(...(await poll()));
		expect(events).toEqual([]);
	});
});

describe('what goes wrong', () => {
	const down: Problem = { kind: 'unavailable', message: 'Down.', nextStep: 'Wait.' };
	const lost: Problem = { kind: 'invalid', message: 'No such cursor.', nextStep: 'Begin anew.' };

	it('a failure is told, and what was read before it stays read', async () => {
		fill(5);
		await poll();
		day('2026-11-26');
		ledger.meanwhile = ({ from }) => (ledger.fails = from === 'L3' ? down : undefined);
		expect(short(await poll())).toEqual(['overdue L0', 'overdue L1', 'overdue L2', 'overdue L3']);
		expect(trigger.warnings).toEqual(['Purchase Order Trigger: Down.']);
		await expect(poll()).rejects.toThrow('Down.');
		ledger.meanwhile = () => (ledger.fails = undefined);
		expect(short(await poll())).toEqual(['overdue L4']);
	});

	it('a place in the list that is not known any more begins the pass anew', async () => {
		fill(9);
		ledger.pageMs = 25_000;
		await poll();
		ledger.asked.length = 0;
		ledger.pageMs = 0;
		ledger.meanwhile = ({ from }) =>
			(ledger.fails = from !== undefined && ledger.asked.length === 1 ? lost : undefined);
		expect(await poll()).toEqual([]);
		expect(ledger.asked[1]).toBe('open 0');
		day('2026-11-26');
		expect(await poll()).toHaveLength(9);
	});

	it('a list that leads in circles ends', async () => {
		ledger.page = async () => ({ lines: [line()], next: 'here' });
		await expect(poll()).rejects.toThrow('one that was read before');
	});

	it('a list that leads back to an earlier page ends, and the next poll begins anew', async () => {
		const froms: Array<string | undefined> = [];
		ledger.page = async (_call, { from }) => {
			froms.push(from);
			return await Promise.resolve({ lines: [], next: from === 'a' ? 'b' : 'a' });
		};
		await expect(poll()).rejects.toThrow('one that was read before');
		await expect(poll()).rejects.toThrow('one that was read before');
		expect(froms).toEqual([undefined, 'a', 'b', undefined, 'a', 'b']);
	});
});

describe('what can still be sold', () => {
	beforeEach(async () => {
		fill(3);
		ledger.set('L1', { sku: 'B', sellable: 7 });
		ledger.set('L2', { sku: 'C', expectedAt: '2027-01-01' });
		await poll();
		day('2026-11-26');
	});

	it('is asked in one call, for the SKUs of the events only', async () => {
		const asked: string[][] = [];
		const sellable = async (_call: unknown, skus: readonly string[]) => {
			asked.push([...skus]);
			return new Map([['ACR-HB-TWHT-120', 3]]);
		};
		const source = Object.assign(ledger, { sellable });
		expect(await poll({}, MINUTE, source)).toMatchObject([
			{ lineId: 'L0', sellable: 3 },
			{ lineId: 'L1', sellable: 7 },
		]);
		expect(asked).toEqual([['ACR-HB-TWHT-120']]);
		expect(await poll({}, MINUTE, source)).toEqual([]);
		expect(asked).toHaveLength(1);
	});

	it('an answer that fails costs only this number', async () => {
		const sellable = async () => await Promise.reject(new Error('no'));
		const source = Object.assign(ledger, { sellable });
		expect(await poll({}, MINUTE, source)).toMatchObject([{ sellable: null }, { sellable: 7 }]);
		expect(trigger.warnings).toHaveLength(1);
	});
});

it('the zone of the account stands above that of the workflow', async () => {
	fill(1);
	const source = Object.assign(ledger, { zone: async () => 'Pacific/Auckland' });
	await poll({}, MINUTE, source);
	// In Auckland the 25th is over, in UTC not.
	clock.forward(Date.parse('2026-11-25T12:00:00Z') - clock.now());
	expect(short(await poll({}, MINUTE, source))).toEqual(['overdue L0']);
});
