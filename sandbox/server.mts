import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ControlError, control, state } from './control.mts';
import type { FakeRequest } from './fake.mts';
import { ConnectionDropped } from './faults.mts';
import { createSandbox } from './sandbox.mts';
import type { Sandbox, SandboxOptions } from './sandbox.mts';

export interface ServeOptions extends SandboxOptions {
	port: number;
	host?: string;
}

export interface ServedSandbox {
	url: string;
	sandbox: Sandbox;
	close(): Promise<void>;
}

const pageFiles: Record<string, { file: string; type: string }> = {
	'/': { file: 'index.html', type: 'text/html; charset=utf-8' },
	'/_sandbox/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
	'/_sandbox/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
};

export async function serveSandbox(options: ServeOptions): Promise<ServedSandbox> {
	const { port, host = '127.0.0.1', ...rest } = options;
	const server = createServer({ keepAliveTimeout: 60_000 });
	await listen(server, port, host);
	const url = `http://${host}:${(server.address() as AddressInfo).port}`;
	const sandbox = createSandbox({ baseUrl: (slug) => `${url}/${slug}`, ...rest });
	const watchers = watch(sandbox);
	server.on('request', (request, response) => {
		route(sandbox, watchers.join, request, response).catch((error: unknown) =>
			fail(error, request, response),
		);
	});
	return {
		url,
		sandbox,
		close: () =>
			new Promise((resolve) => {
				watchers.stop();
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new Error(
							`Port ${port} is already in use: stop the other program or take another port.`,
						)
					: error,
			),
		);
		server.listen(port, host, resolve);
	});
}

async function route(
	sandbox: Sandbox,
	join: (response: ServerResponse) => void,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const [path = '/', ...queryParts] = (request.url ?? '/').split('?');
	const query = new URLSearchParams(queryParts.join('?'));
	const method = request.method ?? 'GET';
	const page = method === 'GET' ? pageFiles[path] : undefined;
	if (page) {
		response.setHeader('content-type', page.type);
		response.end(readFileSync(new URL(`./page/${page.file}`, import.meta.url)));
		return;
	}
	if (path === '/_sandbox/events') return join(response);
	const body = await read(request);
	const [, slug = '', ...segments] = path.split('/');
	if (slug === '_sandbox') {
		return json(
			response,
			200,
			control(sandbox, method, segments.join('/'), query, body.toString()),
		);
	}
	if (!sandbox.fakes.has(slug)) {
		throw new ControlError(404, `There is no platform "${slug}" in the sandbox.`);
	}
	const answer = await sandbox.handle(slug, {
		method,
		path: `/${segments.join('/')}`,
		query,
		headers: flat(request),
		body,
	} satisfies FakeRequest);
	response.writeHead(answer.status, answer.headers);
	response.end(answer.body);
}

function fail(error: unknown, request: IncomingMessage, response: ServerResponse): void {
	if (error instanceof ConnectionDropped) {
		request.socket.destroy();
		return;
	}
	const message = error instanceof Error ? error.message : String(error);
	if (response.headersSent) response.destroy();
	else json(response, statusOf(error, request), { error: message });
}

function statusOf(error: unknown, request: IncomingMessage): number {
	if (error instanceof ControlError) return error.status;
	// What a seller cannot do is the caller's mistake; a fake that breaks is ours.
	return request.url?.startsWith('/_sandbox/') ? 400 : 500;
}

function json(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
	response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

function flat(request: IncomingMessage): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers)) {
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	return headers;
}

/** Fakes also change by themselves (a feed is processed), so the state is compared, not reported. */
function watch(sandbox: Sandbox) {
	const open = new Set<ServerResponse>();
	let last = '';
	const timer = setInterval(() => {
		if (open.size === 0) return;
		const now = JSON.stringify(state(sandbox));
		if (now === last) return;
		last = now;
		for (const response of open) response.write(`data: ${now}\n\n`);
	}, 150).unref();
	return {
		join(response: ServerResponse): void {
			response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
			response.write(`data: ${JSON.stringify(state(sandbox))}\n\n`);
			open.add(response);
			response.on('close', () => open.delete(response));
		},
		stop: () => clearInterval(timer),
	};
}
