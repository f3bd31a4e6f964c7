import { ChannelProblem, type Problem } from './problem';

/**
 * @param ms by the computer's own clock
 * @param work is told by its signal when nobody waits for it any more
 * @throws ChannelProblem `tooLate` when time is up first
 */
export async function inTime<T>(
	ms: number,
	work: (late: AbortSignal) => Promise<T>,
	tooLate: () => Problem,
): Promise<T> {
	const timer = AbortSignal.timeout(ms);
	const { promise: lateness, reject } = Promise.withResolvers<never>();
	const end = new AbortController();
	const stop = (): void => {
		end.abort();
		reject(new ChannelProblem(tooLate()));
	};
	timer.addEventListener('abort', stop);
	const working = work(end.signal);
	working.catch(() => undefined);
	try {
		return await Promise.race([working, lateness]);
	} finally {
		timer.removeEventListener('abort', stop);
	}
}
