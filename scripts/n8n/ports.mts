import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const host = '127.0.0.1';

function tryPort(port: number): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
			else reject(error);
		});
		server.listen(port, host, () => {
			const taken = (server.address() as AddressInfo).port;
			server.close(() => resolve(taken));
		});
	});
}

export async function isFree(port: number): Promise<boolean> {
	return (await tryPort(port)) !== undefined;
}

export async function freePort(): Promise<number> {
	const port = await tryPort(0);
	if (port === undefined) throw new Error(`No free port is left on ${host}.`);
	return port;
}
