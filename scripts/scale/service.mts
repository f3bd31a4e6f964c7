import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { adoptGroup, endGroup } from '../n8n/processes.mts';

export interface Service {
	port: number;
	stop(): Promise<void>;
}

export interface Account {
	uid: number;
	gid: number;
}

interface ServiceOptions {
	name: string;
	command: readonly string[];
	/** Whose rights it runs with; this process's own unless given. */
	account?: Account;
	cwd: string;
	port: number;
	log: string;
}

const readyWithinMs = 60_000;

/** Starts a server of the machine's own and waits until it listens; it dies with this process. */
export async function startService(options: ServiceOptions): Promise<Service> {
	const { name, cwd, port, log } = options;
	const out = openSync(log, 'a');
	// The signal, or it would live on where this process is killed by force.
	const setup = ['--pdeathsig', 'TERM', ...rightsOf(options.account)];
	const child = spawn('setpriv', [...setup, ...options.command], {
		cwd,
		stdio: ['ignore', out, out],
		detached: true,
	});
	closeSync(out);
	let ended: string | undefined;
	const exited = new Promise<void>((resolve) => {
		child.on('error', (error) => {
			ended = error.message;
			resolve();
		});
		child.on('exit', (code, signal) => {
			ended = `it ended with ${signal ?? `code ${code}`}`;
			resolve();
		});
	});
	const { pid } = child;
	if (pid === undefined) {
		await exited;
		throw new Error(`${name} could not be started: ${ended}.`);
	}
	adoptGroup(pid);
	const stop = () => endGroup(pid, exited);
	const deadline = Date.now() + readyWithinMs;
	while (ended === undefined && Date.now() < deadline) {
		if (await listens(port)) return { port, stop };
		await sleep(100);
	}
	await stop();
	throw new Error(
		`${name} did not start. Its last words:\n${readFileSync(log, 'utf8').slice(-2_000)}`,
	);
}

/** Flags of setpriv. */
export const rightsOf = (account: Account | undefined): string[] =>
	account ? ['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups'] : [];

function listens(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.on('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('error', () => resolve(false));
	});
}
