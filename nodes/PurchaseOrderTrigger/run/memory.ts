import type { IDataObject } from 'n8n-workflow';

import type { Day } from '../../../events/expectedDate';

/** What is remembered of one line between polls: enough to tell news from what was told already, and no more. */
export interface LineMemory {
	/** As last read; kept when the source stops naming a date. */
	expectedAt?: string;
	outstanding: number;
	received: number;
	/** Milliseconds since 1970 of the last change on the platform. */
	changedAt?: number;
	/** Backordered when last seen. */
	isBackordered?: boolean;
	/** And that by a word or rule of the platform, whatever the date. */
	isMarked?: boolean;
	/** The platform itself called it delayed when last seen. */
	saysDelayed?: boolean;
	/** The delay to the date of today's knowledge has been told. */
	isDelayTold?: boolean;
	/** The latest day for which overdue was told, with what was outstanding and how late it was by then. */
	toldDay?: Day;
	toldOutstanding?: number;
	toldLateDays?: number;
	/** Times it became better again; see `Circumstances.turns`. */
	turns?: number;
	/** Received, closed or cancelled. Kept while the source still shows it, so that a reading from before cannot bring it back. */
	isDone?: boolean;
	/** Seen in the pass that is under way. */
	isSeen?: boolean;
	/** In this pass only readings older than what is known came. */
	isStale?: boolean;
	/** Not seen in the last whole pass. */
	isMissing?: boolean;
}

/** Lines by the source's id. */
export type Memory = Map<string, LineMemory>;

/** In the node's static data: `[id, numbers and texts ..., flags]`, since thousands of lines may be open. */
export type PackedLine = Array<string | number | null>;

const FLAGS = {
	b: 'isBackordered',
	w: 'isMarked',
	d: 'saysDelayed',
	t: 'isDelayTold',
	x: 'isDone',
	p: 'isSeen',
	s: 'isStale',
	m: 'isMissing',
} as const;

const letters = Object.keys(FLAGS) as Array<keyof typeof FLAGS>;

export function pack(memory: Memory): PackedLine[] {
	return [...memory].map(([id, line]) => {
		const packed: PackedLine = [
			id,
			letters.filter((letter) => line[FLAGS[letter]]).join(''),
			line.outstanding,
			line.received,
			line.expectedAt ?? null,
			line.changedAt ?? null,
			line.turns ?? null,
			line.toldDay ?? null,
			line.toldOutstanding ?? null,
			line.toldLateDays ?? null,
		];
		while (packed.at(-1) === null) packed.pop();
		return packed;
	});
}

export function unpack(lines: readonly PackedLine[]): Memory {
	return new Map(
		lines.map(([id, flags, outstanding, received, ...rest]) => {
			const [expectedAt, changedAt, turns, toldDay, toldOutstanding, toldLateDays] = rest;
			const line = {
				outstanding: Number(outstanding),
				received: Number(received),
				...present({ expectedAt, changedAt, turns, toldDay, toldOutstanding, toldLateDays }),
				...Object.fromEntries(
					letters
						.filter((letter) => String(flags).includes(letter))
						.map((letter) => [FLAGS[letter], true]),
				),
			};
			return [String(id), line as LineMemory];
		}),
	);
}

const present = (fields: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
	);
