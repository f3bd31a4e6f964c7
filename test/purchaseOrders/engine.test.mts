// The rules by which lines become events, one by one.
import { beforeEach, describe, expect, it } from 'vitest';

import { Engine, line, names, newestOf, pack } from './lines.mts';

let engine: Engine;
beforeEach(() => {
	engine = new Engine();
});

describe('the first pass', () => {
	const late = [
		line({ id: 'a', expectedAt: '2026-11-01' }),
		line({ id: 'b', received: 4, expectedAt: '2026-11-01' }),
		line({ id: 'c', delayed: true, expectedAt: '2026-12-24' }),
		line({ id: 'd', received: 10, state: 'closed' }),
	];

	it('says nothing, and what was late then is no news later', () => {
		engine.baseline('2026-11-20', ...late);
		expect(engine.pass('2026-11-21', ...late)).toEqual([]);
	});

	it('says what is late, if asked', () => {
		expect(names(engine.pass('2026-11-20', ...late))).toEqual([
			'overdue',
			'backordered',
			'overdue',
			'delayed',
		]);
		expect(engine.pass('2026-11-21', ...late)).toEqual([]);
	});
});

describe('overdue', () => {
	it('once the day is over, and once only', () => {
		engine.baseline('2026-11-20', line());
		expect(engine.pass('2026-11-25', line())).toEqual([]);
		expect(engine.pass('2026-11-26', line())).toMatchObject([
			{ event: 'overdue', expectedAt: '2026-11-25', daysLate: 1, outstanding: 10 },
		]);
		expect(engine.pass('2026-11-27', line())).toEqual([]);
	});

	it('after the grace days', () => {
		engine.rules.graceDays = 3;
		engine.baseline('2026-11-20', line());
		expect(engine.pass('2026-11-28', line())).toEqual([]);
		expect(engine.pass('2026-11-29', line())).toMatchObject([{ event: 'overdue', daysLate: 4 }]);
	});

	it('again when more is outstanding, not when less is', () => {
		engine.baseline('2026-11-20', line());
		const [first] = engine.pass('2026-11-26', line());
		expect(engine.pass('2026-11-27', line({ ordered: 8 }))).toEqual([]);
		expect(engine.pass('2026-11-28', line({ ordered: 10 }))).toEqual([]);
		const [second] = engine.pass('2026-11-29', line({ ordered: 12 }));
		expect(second).toMatchObject({ event: 'overdue', outstanding: 12 });
		expect(second!.eventId).not.toBe(first!.eventId);
		expect(engine.pass('2026-11-30', line({ ordered: 12 }))).toEqual([]);
	});

	it('again when the new date has passed as well', () => {
		engine.baseline('2026-11-20', line());
		engine.pass('2026-11-26', line());
		const moved = line({ expectedAt: '2026-12-02' });
		expect(engine.pass('2026-11-27', moved)).toMatchObject([
			{ event: 'delayed', expectedAt: '2026-12-02', previousExpectedAt: '2026-11-25', daysLate: 0 },
		]);
		expect(engine.pass('2026-12-02', moved)).toEqual([]);
		expect(names(engine.pass('2026-12-03', moved))).toEqual(['overdue']);
		expect(engine.pass('2026-12-04', moved)).toEqual([]);
	});

	it('not again when the date moves earlier and has passed all the same', () => {
		engine.baseline('2026-11-20', line());
		engine.pass('2026-11-26', line());
		expect(engine.pass('2026-11-27', line({ expectedAt: '2026-11-10' }))).toEqual([]);
		expect(engine.pass('2026-11-28', line({ expectedAt: '2026-11-24' }))).toMatchObject([
			{ event: 'delayed' },
		]);
	});

	it('repeats after so many days, each repeat with an id of its own', () => {
		engine.rules.repeatDays = 7;
		engine.baseline('2026-11-20', line());
		const told: string[] = [];
		const ids = new Set<string>();
		for (let day = 24; day <= 30; day++) {
			const date = `2026-11-${day}`;
			for (const { eventId } of engine.pass(date, line())) (ids.add(eventId), told.push(date));
		}
		for (let day = 1; day <= 31; day++) {
			const date = `2026-12-${String(day).padStart(2, '0')}`;
			for (const { eventId } of engine.pass(date, line())) (ids.add(eventId), told.push(date));
		}
		expect(told).toEqual([
			'2026-11-26',
			'2026-12-03',
			'2026-12-10',
			'2026-12-17',
			'2026-12-24',
			'2026-12-31',
		]);
		expect(ids.size).toBe(told.length);
	});

	it('one repeat after polls were missed, not all of them', () => {
		engine.rules.repeatDays = 1;
		engine.baseline('2026-11-20', line());
		expect(engine.pass('2026-12-20', line())).toHaveLength(1);
		expect(engine.pass('2026-12-20', line())).toEqual([]);
		expect(engine.pass('2026-12-25', line())).toHaveLength(1);
	});

	it('a shorter interval that is set later counts from what was told', () => {
		engine.rules.repeatDays = 7;
		engine.baseline('2026-11-20', line());
		engine.pass('2026-11-26', line());
		engine.rules.repeatDays = 2;
		expect(engine.pass('2026-11-27', line())).toEqual([]);
		expect(engine.pass('2026-11-28', line())).toHaveLength(1);
	});

	it('nothing without a date, nor for what is not ordered any more', () => {
		engine.baseline('2026-11-20', line({ expectedAt: undefined }));
		expect(engine.pass('2027-11-26', line({ expectedAt: undefined }))).toEqual([]);
		expect(engine.pass('2027-11-26', line({ ordered: 0 }))).toEqual([]);
	});

	it('a line that is late when it is seen for the first time', () => {
		engine.baseline('2026-11-20');
		expect(names(engine.pass('2026-11-27', line()))).toEqual(['overdue']);
	});
});

describe('delayed', () => {
	it('when the day moves later; earlier only updates', () => {
		engine.baseline('2026-11-01', line());
		expect(engine.pass('2026-11-02', line({ expectedAt: '2026-11-20' }))).toEqual([]);
		expect(engine.pass('2026-11-03', line({ expectedAt: '2026-11-22' }))).toMatchObject([
			{ event: 'delayed', previousExpectedAt: '2026-11-20', expectedAt: '2026-11-22' },
		]);
	});

	it('not when only the time of the day moves, in the zone', () => {
		engine.rules.zone = 'Asia/Kolkata';
		engine.baseline('2026-11-01', line({ expectedAt: '2026-11-24T19:00:00Z' }));
		expect(engine.pass('2026-11-02', line({ expectedAt: '2026-11-25T10:00:00Z' }))).toEqual([]);
		expect(engine.pass('2026-11-03', line({ expectedAt: '2026-11-25T19:30:00Z' }))).toMatchObject([
			{ event: 'delayed', expectedAt: '2026-11-26T01:00:00+05:30' },
		]);
	});

	it('when the platform newly says so; the date that moves with it is told once', () => {
		engine.baseline('2026-11-01', line());
		const moved = line({ expectedAt: '2026-11-30' });
		expect(names(engine.pass('2026-11-02', moved))).toEqual(['delayed']);
		expect(engine.pass('2026-11-03', { ...moved, delayed: true })).toEqual([]);
		expect(engine.pass('2026-11-04', { ...moved, delayed: false })).toEqual([]);
		expect(names(engine.pass('2026-11-05', { ...moved, delayed: true }))).toEqual(['delayed']);
	});

	it('the word first, the date after: both are news', () => {
		engine.baseline('2026-11-01', line());
		expect(engine.pass('2026-11-02', line({ delayed: true }))).toMatchObject([
			{ event: 'delayed', previousExpectedAt: null },
		]);
		expect(engine.pass('2026-11-03', line({ delayed: true }))).toEqual([]);
		expect(
			names(engine.pass('2026-11-04', line({ delayed: true, expectedAt: '2026-12-01' }))),
		).toEqual(['delayed']);
	});

	it('a date that is set for the first time, or vanishes for a while, is no delay', () => {
		engine.baseline('2026-11-01', line({ expectedAt: undefined }));
		expect(engine.pass('2026-11-02', line())).toEqual([]);
		expect(engine.pass('2026-11-03', line({ expectedAt: undefined }))).toEqual([]);
		expect(engine.pass('2026-11-04', line())).toEqual([]);
		expect(engine.pass('2026-11-05', line({ expectedAt: undefined }))).toEqual([]);
		expect(names(engine.pass('2026-11-06', line({ expectedAt: '2026-11-27' })))).toEqual([
			'delayed',
		]);
	});

	it('there and back and there again are two delays with two ids', () => {
		engine.baseline('2026-11-01', line());
		const later = line({ expectedAt: '2026-12-01' });
		const [first] = engine.pass('2026-11-02', later);
		expect(engine.pass('2026-11-03', line())).toEqual([]);
		const [second] = engine.pass('2026-11-04', later);
		expect(second).toMatchObject({ event: 'delayed', previousExpectedAt: '2026-11-25' });
		expect(second!.eventId).not.toBe(first!.eventId);
	});
});

describe('backordered', () => {
	const partly = line({ received: 4 });

	it('without a word of the platform: part of it came, the rest did not in time', () => {
		engine.baseline('2026-11-20', line());
		expect(engine.pass('2026-11-21', partly)).toEqual([]);
		expect(engine.pass('2026-11-26', partly)).toMatchObject([
			{ event: 'backordered', received: 4, outstanding: 6 },
			{ event: 'overdue' },
		]);
		expect(engine.pass('2026-11-27', line({ received: 7 }))).toEqual([]);
	});

	it('does not wait for the grace days of overdue', () => {
		engine.rules.graceDays = 5;
		engine.baseline('2026-11-20', partly);
		expect(names(engine.pass('2026-11-26', partly))).toEqual(['backordered']);
	});

	it('by the rule of some platforms as soon as a part came, and not again when the date moves', () => {
		engine.rules.partIsBackordered = true;
		engine.baseline('2026-11-20', line());
		expect(names(engine.pass('2026-11-21', partly))).toEqual(['backordered']);
		expect(names(engine.pass('2026-11-22', { ...partly, expectedAt: '2026-11-28' }))).toEqual([
			'delayed',
		]);
		expect(engine.pass('2026-11-23', line({ received: 7, expectedAt: '2026-11-28' }))).toEqual([]);
		expect(names(engine.pass('2026-11-24', line({ received: 10 })))).toEqual(['received']);
	});

	it('by quantity and date again when another date has passed', () => {
		engine.baseline('2026-11-20', partly);
		const [first] = engine.pass('2026-11-26', partly);
		const moved = { ...partly, expectedAt: '2026-11-28' };
		expect(names(engine.pass('2026-11-27', moved))).toEqual(['delayed']);
		const [second] = engine.pass('2026-11-29', moved);
		expect([first!.event, second!.event]).toEqual(['backordered', 'backordered']);
		expect(second!.eventId).not.toBe(first!.eventId);
	});

	it('the word of the platform stands above the quantities', () => {
		engine.baseline('2026-11-20', line());
		expect(names(engine.pass('2026-11-21', line({ backordered: true })))).toEqual(['backordered']);
		expect(engine.pass('2026-11-22', line({ backordered: true }))).toEqual([]);
		expect(engine.pass('2026-11-22', line({ backordered: false }))).toEqual([]);
		expect(names(engine.pass('2026-11-23', line({ backordered: true })))).toEqual(['backordered']);
		expect(
			names(engine.pass('2026-11-26', line({ received: 4, backordered: false }))),
		).not.toContain('backordered');
	});
});

describe('received', () => {
	it('when the last piece has come, once', () => {
		engine.baseline('2026-11-20', line());
		expect(engine.pass('2026-11-21', line({ received: 6 }))).toEqual([]);
		const whole = line({ received: 10 });
		expect(engine.pass('2026-11-22', whole)).toMatchObject([
			{ event: 'received', received: 10, outstanding: 0 },
		]);
		expect(engine.pass('2026-11-23', whole)).toEqual([]);
		expect(engine.pass('2026-11-24', { ...whole, state: 'closed' })).toEqual([]);
	});

	it.each([
		['more than ordered', line({ received: 11 }), ['received']],
		['and closed at once', line({ received: 10, state: 'closed' }), ['received']],
		['closed short', line({ received: 4, state: 'closed' }), []],
		['closed with nothing', line({ state: 'closed' }), []],
		['cancelled', line({ state: 'cancelled' }), []],
		['cancelled after it came', line({ received: 10, state: 'cancelled' }), []],
		['cut down to what had come', line({ ordered: 2, received: 2 }), []],
		['cut down to nothing', line({ ordered: 0, received: 0 }), []],
	])('%s', (_what, now, expected) => {
		engine.baseline('2026-11-20', line({ received: 2 }));
		expect(names(engine.pass('2026-11-21', now))).toEqual(expected);
		expect(engine.pass('2026-11-22', now)).toEqual([]);
	});

	it('not for what was never seen open', () => {
		engine.baseline('2026-11-20');
		expect(engine.pass('2026-11-21', line({ received: 10 }))).toEqual([]);
		expect(engine.memory.size).toBe(0);
	});

	it('fractions add up', () => {
		engine.baseline('2026-11-20', line({ ordered: 0.3 }));
		expect(names(engine.pass('2026-11-21', line({ ordered: 0.3, received: 0.1 + 0.2 })))).toEqual([
			'received',
		]);
	});

	it('a receipt that is reversed and booked again is news again, with another id', () => {
		engine.baseline('2026-11-20', line());
		const [first] = engine.pass('2026-11-21', line({ received: 10 }));
		expect(engine.pass('2026-11-22', line())).toEqual([]);
		const [second] = engine.pass('2026-11-23', line({ received: 10 }));
		expect(second!.event).toBe('received');
		expect(second!.eventId).not.toBe(first!.eventId);
	});
});

describe('what is remembered', () => {
	it('is gone when the line is gone, after a second look', () => {
		engine.baseline('2026-11-20', line(), line({ id: 'L2' }));
		engine.pass('2026-11-21', line());
		expect([...engine.memory.keys()]).toEqual(['L1', 'L2']);
		engine.pass('2026-11-22', line());
		expect([...engine.memory.keys()]).toEqual(['L1']);
		engine.pass('2026-11-23', line({ received: 10, state: 'closed' }));
		engine.pass('2026-11-24');
		engine.pass('2026-11-25');
		expect(engine.memory.size).toBe(0);
	});

	it('a receipt between the pages of one pass shows in the next', () => {
		engine.baseline('2026-11-20', line());
		// Neither among the open ones any more nor among the changes of before.
		expect(engine.pass('2026-11-21')).toEqual([]);
		expect(names(engine.pass('2026-11-21', line({ received: 10, state: 'closed' })))).toEqual([
			'received',
		]);
	});

	it('is small', () => {
		const lines = Array.from({ length: 1_000 }, (_, i) =>
			line({ id: `48150000000${i}`, changedAt: '2026-11-19T10:00:00Z' }),
		);
		engine.baseline('2026-11-26', ...lines);
		expect(engine.memory.size).toBe(1_000);
		expect(JSON.stringify(pack(engine.memory)).length).toBeLessThan(100 * 1_000);
	});

	it('holds ids that are words of the language', () => {
		const hostile = ['__proto__', 'constructor', 'toString'].map((id) => line({ id }));
		engine.baseline('2026-11-20', ...hostile);
		expect(engine.pass('2026-11-26', ...hostile)).toHaveLength(3);
		expect(engine.pass('2026-11-27', ...hostile)).toEqual([]);
	});
});

describe('two readings of one line', () => {
	const older = line({ changedAt: '2026-11-20T10:00:00Z' });
	const newer = line({ received: 10, changedAt: '2026-11-20T10:00:01Z' });

	it('count once, the one that changed last', () => {
		expect(newestOf([older, newer])).toEqual([newer]);
		expect(newestOf([newer, older])).toEqual([newer]);
		expect(newestOf([line(), line({ received: 3 })])).toEqual([line({ received: 3 })]);
	});

	it('over two polls of one pass: an index that is behind brings nothing back', () => {
		engine.baseline('2026-11-20', older);
		expect(names(engine.part('2026-11-27', newer))).toEqual(['received']);
		expect(engine.part('2026-11-27', older)).toEqual([]);
		expect(engine.pass('2026-11-27')).toEqual([]);
		expect(engine.pass('2026-11-28', older)).toEqual([]);
	});

	it('when the clock of the platform was set back, it is believed after a pass', () => {
		engine.baseline('2026-11-20', line({ changedAt: '2030-01-01T00:00:00Z' }));
		const moved = line({ expectedAt: '2026-12-01', changedAt: '2026-11-20T10:00:00Z' });
		expect(engine.pass('2026-11-21', moved)).toEqual([]);
		expect(names(engine.pass('2026-11-22', moved))).toEqual(['delayed']);
	});
});
