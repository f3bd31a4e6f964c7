import { parseArgs } from 'node:util';
import { serveSandbox } from './server.mts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4700' } } });
const port = Number(values.port);

try {
	if (!Number.isInteger(port) || port < 0 || port > 65535) {
		throw new Error(`"${values.port}" is not a port number.`);
	}
	const { url, sandbox } = await serveSandbox({
		port,
		allowLocalWebhooks: true,
		delayFactor: 0.05,
	});
	console.log(`Storefronts: ${url}/\n`);
	for (const [slug, fake] of sandbox.fakes) {
		console.log(`${fake.name}  ${url}/${slug}`);
		for (const [field, value] of Object.entries(fake.account)) {
			console.log(`  ${field}: ${value}`);
		}
		console.log('');
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}
