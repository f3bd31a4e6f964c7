import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../n8n/ports.mts';
import { rightsOf, startService } from './service.mts';
import type { Account, Service } from './service.mts';

export interface Postgres extends Service {
	user: string;
	password: string;
	database: string;
}

/** A PostgreSQL of its own: the machine's own databases are not touched, and its data go at the end. */
export async function startPostgres(
	programs: { initdb: string; postgres: string },
	logFolder: string,
): Promise<Postgres> {
	// Not in the cache folder: root's home is closed to the account that PostgreSQL has to run as.
	const folder = mkdtempSync(join(tmpdir(), 'stockout-postgres-'));
	const user = 'n8n';
	const password = randomBytes(18).toString('base64url');
	const passwordFile = join(folder, 'password');
	const data = join(folder, 'data');
	try {
		writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
		// PostgreSQL refuses to run as root.
		const account = process.getuid?.() === 0 ? accountOf('postgres') : undefined;
		if (account) {
			for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
			chmodSync(folder, 0o700);
		}
		const initdb = [
			programs.initdb,
			...['--pgdata', data, '--username', user, '--pwfile', passwordFile],
			...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--no-sync'],
		];
		execFileSync('setpriv', [...rightsOf(account), ...initdb], {
			cwd: '/',
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		const port = await freePort();
		const server = await startService({
			name: 'PostgreSQL',
			command: [
				programs.postgres,
				...['-D', data, '-p', String(port), '-k', folder],
				...['-c', 'listen_addresses=127.0.0.1'],
			],
			account,
			cwd: '/',
			port,
			log: join(logFolder, 'postgres.log'),
		});
		const stop = async (): Promise<void> => {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		};
		return { port, user, password, database: 'postgres', stop };
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

function accountOf(name: string): Account {
	const id = (flag: string): number =>
		Number(execFileSync('id', [flag, name], { encoding: 'utf8' }).trim());
	return { uid: id('-u'), gid: id('-g') };
}
