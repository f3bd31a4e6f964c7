import { parseArgs } from 'node:util';

export interface DemoOptions {
	once: boolean;
	json: boolean;
	port: number;
	sandboxPort: number;
}

const defaultPort = 5688;
const defaultSandboxPort = 4700;

export const usage = `Usage: npm run demo -- [flags]
  --once                 ends after the run, with 0 when every channel is confirmed off sale, else with 1
  --json                 with --once: prints only the result, as JSON
  --port <number>        port for n8n (default ${defaultPort})
  --sandbox-port <number>  port for the sandbox shops (default ${defaultSandboxPort})`;

export class UsageError extends Error {}

export function readOptions(args: string[]): DemoOptions {
	const { once, json, port, 'sandbox-port': sandboxPort } = parse(args);
	if (json && !once) throw new UsageError('--json goes with --once.');
	return {
		once,
		json,
		port: portNumber('--port', port, defaultPort),
		sandboxPort: portNumber('--sandbox-port', sandboxPort, defaultSandboxPort),
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				once: { type: 'boolean', default: false },
				json: { type: 'boolean', default: false },
				port: { type: 'string' },
				'sandbox-port': { type: 'string' },
			},
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

function portNumber(flag: string, text: string | undefined, otherwise: number): number {
	if (text === undefined) return otherwise;
	const port = Number(text);
	if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
		throw new UsageError(`${flag} wants a port number, not "${text}".`);
	}
	return port;
}
