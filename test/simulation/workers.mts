// The same simulation on all cores: each process plays whole blocks of seeds, so that every schedule comes out as it would alone.
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { merged, simulate, type Found, type Options, type Report } from './simulate.mts';
import { BLOCK } from './world.mts';

/** What a process is given to play. */
export type Share = Pick<Options, 'schedules' | 'seed' | 'platform'>;

const SCRIPT = fileURLToPath(new URL('worker.mts', import.meta.url));

export async function simulateOnAllCores(
	options: Options,
	told: (found: Found) => void = () => undefined,
): Promise<Report> {
	const left = blocksOf(options);
	if (left.length === 1 || options.steps) return await simulate(options, told);
	const processes = Math.min(availableParallelism(), left.length);
	const reports: Report[] = [];
	await Promise.all(
		Array.from({ length: processes }, async () => {
			const worker = fork(SCRIPT);
			try {
				for (let share = left.shift(); share; share = left.shift()) {
					const report = await played(worker, share);
					report.found.forEach(told);
					reports.push(report);
				}
			} finally {
				worker.kill();
			}
		}),
	);
	return merged(reports);
}

function blocksOf({ schedules, seed, platform }: Options): Share[] {
	const end = seed + schedules;
	const shares: Share[] = [];
	for (let from = seed; from < end; ) {
		const to = Math.min(end, from - (from % BLOCK) + BLOCK);
		shares.push({ seed: from, schedules: to - from, ...(platform ? { platform } : {}) });
		from = to;
	}
	return shares;
}

async function played(worker: ChildProcess, share: Share): Promise<Report> {
	return await new Promise((resolve, reject) => {
		const ended = (code: number | null) =>
			reject(new Error(`A process of the simulation ended (${code}) at seed ${share.seed}.`));
		worker.once('exit', ended);
		worker.once('message', (report) => {
			worker.off('exit', ended);
			resolve(report as Report);
		});
		worker.send(share);
	});
}
