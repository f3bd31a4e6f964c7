import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hostPath } from '../n8n/paths.mts';

export interface Programs {
	redis: string;
	initdb: string;
	postgres: string;
}

/** Debian keeps the programs of each PostgreSQL version in a folder of its own, outside the PATH. */
const postgresFolders = '/usr/lib/postgresql';

/** Finds both servers, and installs Debian's packages of them where they are missing. */
export function ensurePrograms(onInstall: (text: string) => void): Programs {
	const found = look();
	if (found) return found;
	const command = 'apt-get install redis-server postgresql';
	if (process.getuid?.() !== 0)
		throw new Error(
			`Redis or PostgreSQL is not installed, and only root can install them. Run "sudo ${command}", then run this again.`,
		);
	onInstall('Installing redis-server and postgresql ...');
	apt('update', '-qq');
	apt('install', '-y', '-qq', '--no-install-recommends', 'redis-server', 'postgresql');
	const installed = look();
	if (!installed)
		throw new Error(
			`Redis or PostgreSQL is still missing after "${command}". Install both by hand, then run this again.`,
		);
	return installed;
}

function look(): Programs | undefined {
	const folders = [...hostPath().split(delimiter), ...newestFirst(postgresFolders)];
	const find = (name: string): string | undefined =>
		folders.map((folder) => join(folder, name)).find(isProgram);
	const [redis, initdb, postgres] = [find('redis-server'), find('initdb'), find('postgres')];
	return redis && initdb && postgres ? { redis, initdb, postgres } : undefined;
}

function newestFirst(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(folder, version, 'bin'));
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function apt(...args: string[]): void {
	const { status, stderr } = spawnSync('apt-get', args, {
		encoding: 'utf8',
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	if (status === 0) return;
	throw new Error(
		`apt-get ${args[0]} failed. Install Redis and PostgreSQL by hand, then run this again. It said: ${stderr.trim()}`,
	);
}
