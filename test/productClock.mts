import type { Clock } from '../sandbox/fake.mts';

/** Lets a loading of the product live by another clock until the returned function is called. */
export function liveBy(product: Record<string, unknown>, clock: Clock): () => void {
	const own = { ...product };
	Object.assign(product, {
		now: clock.now,
		sleep: async (ms: number, signal?: AbortSignal) =>
			await new Promise<void>((resolve, reject) => {
				const stop = () => reject(new Error('Aborted'));
				if (signal?.aborted) return stop();
				signal?.addEventListener('abort', stop, { once: true });
				void clock.sleep(ms).then(() => {
					signal?.removeEventListener('abort', stop);
					resolve();
				});
			}),
	});
	return () => Object.assign(product, own);
}
