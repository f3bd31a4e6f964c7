import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Installation } from './install.mts';
import { projectPath } from './paths.mts';
import { freePort, isFree } from './ports.mts';
import { adoptGroup, endGroup } from './processes.mts';

export interface StartOptions {
	installation: Installation;
	userFolder: string;
	port: number;
	/** A worker of an n8n in queue mode instead of an n8n of its own; `port` then serves only its health. */
	command?: 'start' | 'worker';
	/** Added to, and stronger than, the settings below. */
	env?: Record<string, string>;
}

export interface N8n {
	url: string;
	userFolder: string;
	stop(): Promise<void>;
	log(): string;
}

const readyWithinMs = 120_000;
const guard = fileURLToPath(new URL('guard.mts', import.meta.url));

export async function startN8n(options: StartOptions): Promise<N8n> {
	const { installation, userFolder, port, command = 'start' } = options;
	if (!(await isFree(port))) {
		throw new Error(
			`Port ${port} is taken, perhaps by another n8n. Stop that program or choose another port.`,
		);
	}
	mkdirSync(userFolder, { recursive: true });
	const logFile = join(userFolder, 'n8n.log');
	const out = openSync(logFile, 'w');
	const child = spawn(installation.nodePath, [guard, installation.command, command], {
		// n8n reads a `.env` file of the folder it runs in.
		cwd: userFolder,
		env: { ...inheritedEnv(), ...(await settings(options)), ...options.env },
		stdio: ['ignore', out, out],
		detached: true,
	});
	closeSync(out);
	const exited = new Promise<string>((resolve) => {
		child.on('error', (error) => resolve(error.message));
		child.on('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
	});
	const { pid } = child;
	if (pid === undefined) throw new Error(`n8n could not be started: ${await exited}.`);
	adoptGroup(pid);

	const n8n: N8n = {
		url: `http://127.0.0.1:${port}`,
		userFolder,
		stop: () => endGroup(pid, exited),
		log: () => readFileSync(logFile, 'utf8'),
	};
	const gaveUp = new AbortController();
	const death = await Promise.race([exited, becomesReady(n8n.url, gaveUp.signal)]);
	gaveUp.abort();
	if (death === undefined) return n8n;
	await n8n.stop();
	throw new Error(
		`n8n did not start: ${death}. If its installation is damaged, delete ${installedIn(installation)} and run the command again. Its last words, more in ${logFile}:\n${lastLines(n8n.log(), 15)}`,
	);
}

/** Resolves to nothing when n8n serves its API, to the reason when it never does. */
async function becomesReady(url: string, gaveUp: AbortSignal): Promise<string | undefined> {
	const deadline = Date.now() + readyWithinMs;
	while (Date.now() < deadline && !gaveUp.aborted) {
		// Answers later than /healthz, which is there before the API.
		const answer = await fetch(`${url}/healthz/readiness`).catch(() => undefined);
		if (answer?.ok === true) return undefined;
		await sleep(250);
	}
	return `it was not ready within ${readyWithinMs / 1000} seconds`;
}

/** The folder above `node_modules`. */
const installedIn = ({ command }: Installation): string =>
	command.split(`${sep}node_modules${sep}`)[0];

function lastLines(text: string, count: number): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** The person's own n8n settings must not reach this instance: a DB_TYPE would make it use their database. */
function inheritedEnv(): NodeJS.ProcessEnv {
	const foreign =
		/^(N8N|DB|EXECUTIONS|QUEUE|CREDENTIALS|WEBHOOK|NODES|OFFLOAD)_|^NODE_(OPTIONS|ENV)$/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function settings({ userFolder, port }: StartOptions): Promise<Record<string, string>> {
	return {
		PATH: projectPath(),
		NO_PROXY: ['127.0.0.1', 'localhost', process.env.NO_PROXY].filter(Boolean).join(','),
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		// The pages are served without TLS.
		N8N_SECURE_COOKIE: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_REINSTALL_MISSING_PACKAGES: 'false',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_PYTHON_ENABLED: 'false',
		N8N_LOG_LEVEL: 'warn',
		// The rest keeps it from calling n8n's own cloud services.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
	};
}
