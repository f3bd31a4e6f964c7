/** Says on stderr what a long step is doing, so that stdout stays free for results. */
export interface Progress {
	/** The step under way: one line that is rewritten on a terminal, a line every ten seconds elsewhere. */
	status(text: string): void;
	/** A line that stays. */
	say(text: string): void;
}

interface Stream {
	isTTY?: boolean;
	columns?: number;
	write(text: string): unknown;
}

const quietMs = 10_000;
const eraseLine = '\r\u001b[2K';

export function createProgress(
	silent: boolean,
	stream: Stream = process.stderr,
	now: () => number = Date.now,
): Progress {
	if (silent) return { status() {}, say() {} };
	return stream.isTTY === true ? onTerminal(stream) : onPlainStream(stream, now);
}

function onTerminal(stream: Stream): Progress {
	return {
		status(text) {
			// A line that wraps could not be erased again.
			stream.write(eraseLine + text.slice(0, (stream.columns ?? 80) - 1));
		},
		say(text) {
			stream.write(`${eraseLine}${text}\n`);
		},
	};
}

function onPlainStream(stream: Stream, now: () => number): Progress {
	let lastLineAt = -Infinity;
	return {
		status(text) {
			if (now() - lastLineAt < quietMs) return;
			lastLineAt = now();
			stream.write(`${text}\n`);
		},
		say(text) {
			lastLineAt = now();
			stream.write(`${text}\n`);
		},
	};
}

/** Says how long a step has been going on. */
export async function during<T>(
	progress: Progress,
	text: string,
	work: () => Promise<T>,
): Promise<T> {
	const startedAt = Date.now();
	const report = (): void =>
		progress.status(`${text} ... ${Math.round((Date.now() - startedAt) / 1000)} s`);
	report();
	const ticking = setInterval(report, 1000);
	try {
		return await work();
	} finally {
		clearInterval(ticking);
	}
}
