import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { adoptGroup, releaseGroup } from './processes.mts';

interface RunOptions {
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** File to which everything it says is added. */
	log: string;
}

/** Runs a program to its end; it and its children die with this process. Resolves to the exit code. */
export async function run(
	command: string,
	args: readonly string[],
	{ cwd, env, log }: RunOptions,
): Promise<number | null> {
	const out = openSync(log, 'a');
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', out, out], detached: true });
	const { pid } = child;
	if (pid !== undefined) adoptGroup(pid);
	try {
		return await new Promise<number | null>((resolve, reject) => {
			child.on('error', reject);
			child.on('close', resolve);
		});
	} finally {
		if (pid !== undefined) releaseGroup(pid);
		closeSync(out);
	}
}
