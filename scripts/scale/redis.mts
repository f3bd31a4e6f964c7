import { join } from 'node:path';
import { freePort } from '../n8n/ports.mts';
import { startService } from './service.mts';
import type { Service } from './service.mts';

/** Keeps the queue in memory only: it ends with the run. */
export async function startRedis(program: string, folder: string): Promise<Service> {
	const port = await freePort();
	const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder];
	return await startService({
		name: 'Redis',
		command: [program, ...settings, '--appendonly', 'no'],
		cwd: folder,
		port,
		log: join(folder, 'redis.log'),
	});
}
