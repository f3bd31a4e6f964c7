import { sleep } from 'n8n-workflow';

/** Time and chance in one place, so that tests can run hours of pacing in a moment. */
export const clock = {
	/** Milliseconds since 1970. */
	now: (): number => Date.now(),
	/** Resolves after `ms`; rejects when the signal aborts. */
	sleep: async (ms: number, signal?: AbortSignal): Promise<void> => await sleep(ms, signal),
	random: (): number => Math.random(),
};
