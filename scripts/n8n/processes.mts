import { constants } from 'node:os';

/** Process groups that must not outlive this process. */
const groups = new Set<number>();

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

function killAll(): void {
	for (const pid of groups) signalGroup(pid, 'SIGKILL');
}

let watching = false;

function watchThisProcess(): void {
	if (watching) return;
	watching = true;
	process.on('exit', killAll);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		// 'exit' handlers do not run when a signal ends the process by itself.
		process.on(signal, () => process.exit(128 + constants.signals[signal]));
	}
}

/** Ties a process group (a child started with `detached`) to the life of this process. */
export function adoptGroup(pid: number): void {
	watchThisProcess();
	groups.add(pid);
}

/** For a group that has ended by itself: its number may go to another program. */
export function releaseGroup(pid: number): void {
	groups.delete(pid);
}

/** Ends a group gently, then by force; resolves when its leader has ended. */
export async function endGroup(pid: number, ended: Promise<unknown>): Promise<void> {
	signalGroup(pid, 'SIGTERM');
	const patience = setTimeout(() => signalGroup(pid, 'SIGKILL'), 10_000);
	await ended;
	clearTimeout(patience);
	// n8n's task runner is in the same group and may be left.
	signalGroup(pid, 'SIGKILL');
	groups.delete(pid);
}

/** npm passes a signal on to its shell only, which dies and leaves its program behind: follow it. */
export function endWithNpm(): void {
	if (process.env.npm_lifecycle_event === undefined) return;
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) process.exit(1);
	}, 500).unref();
}
