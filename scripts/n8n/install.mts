import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, hostPath, projectNode } from './paths.mts';
import { run } from './run.mts';

export interface Installation {
	/** The script to run with `nodePath`. */
	command: string;
	nodePath: string;
}

/** Installs n8n into the cache folder unless it is there already. */
export async function ensureN8n(
	version: string,
	onProgress: (line: string) => void,
): Promise<Installation> {
	const folder = join(cacheFolder(), `n8n-${version}`);
	const installation = {
		command: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
		nodePath: projectNode,
	};
	const marker = join(folder, '.complete');
	if (existsSync(marker) && existsSync(installation.command)) return installation;

	if (!isWhole(folder, version)) await install(folder, version, onProgress);
	writeFileSync(marker, `${version}\n`);
	return installation;
}

/** Recognises an installation made by hand, and tells it from one that was interrupted. */
function isWhole(folder: string, version: string): boolean {
	const modules = join(folder, 'node_modules');
	// npm writes this file last.
	if (!existsSync(join(modules, '.package-lock.json'))) return false;
	const manifest = join(modules, 'n8n', 'package.json');
	if (!existsSync(manifest)) return false;
	const found = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
	if (found.version !== version) return false;
	return spawnSync(projectNode, ['-e', "require('sqlite3')"], { cwd: folder }).status === 0;
}

async function install(
	folder: string,
	version: string,
	onProgress: (line: string) => void,
): Promise<void> {
	requireBuildTools();
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
	const log = join(folder, 'install.log');

	const startedAt = Date.now();
	const report = () => {
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		onProgress(`Installing n8n ${version} (some minutes, once) ... ${seconds} s`);
	};
	report();
	const ticking = setInterval(report, 1000);
	try {
		// Without --ignore-scripts the install stops at packages that download binaries; sqlite3 is the one that is needed.
		const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
		await npm(['install', `n8n@${version}`, ...options], folder, log);
		await npm(['rebuild', 'sqlite3'], folder, log);
	} finally {
		clearInterval(ticking);
	}
	if (!isWhole(folder, version)) {
		throw new Error(
			`n8n ${version} was installed but its database driver (sqlite3) does not load. Read the end of ${log}, then run the command again; it starts afresh.`,
		);
	}
}

function requireBuildTools(): void {
	const missing = ['npm', 'python3', 'make', 'g++'].filter((tool) => {
		const { error } = spawnSync(tool, ['--version'], { env: { ...process.env, PATH: hostPath() } });
		return error !== undefined;
	});
	if (missing.length === 0) return;
	throw new Error(
		`n8n's database driver is compiled once on this machine, and these tools for it are missing: ${missing.join(', ')}. Install them (on Debian or Ubuntu: apt-get install npm python3 make g++) and run the command again.`,
	);
}

async function npm(args: string[], folder: string, log: string): Promise<void> {
	const code = await run('npm', [...args, '--prefix', folder], {
		cwd: folder,
		// Compiling needs the headers of the Node it runs on: the machine has those of its own Node.
		env: { ...process.env, PATH: hostPath() },
		log,
	});
	if (code !== 0) {
		throw new Error(
			`n8n could not be installed: npm ${args[0]} ended with ${code}. Check the network, the free disk space (3 GB) and the npm registry in your npm settings, then run the command again; what npm said is in ${log}.`,
		);
	}
}
