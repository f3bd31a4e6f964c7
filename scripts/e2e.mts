// Runs the end-to-end tests: the packed package in a real n8n, driven over HTTP and in a browser. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { chromiumPath } from '../test/e2e/browser.mts';
import { build, isBuilt } from './n8n/build.mts';
import { ensureN8n } from './n8n/install.mts';
import { projectNode, projectPath, projectRoot } from './n8n/paths.mts';
import { endWithNpm } from './n8n/processes.mts';
import { n8nVersion } from './n8n/stage.mts';
import { createProgress, during } from './progress.mts';

endWithNpm();
try {
	// Asked first, so that nobody waits for an installation in vain.
	chromiumPath();
	const progress = createProgress(false);
	await ensureN8n(n8nVersion, (line) => progress.status(line));
	if (!isBuilt()) await during(progress, 'Building the package', build);
	progress.status('');
	process.exitCode = await vitest(process.argv.slice(2));
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}

async function vitest(args: string[]): Promise<number> {
	const command = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
	const child = spawn(projectNode, [command, 'run', '--config', 'vitest.e2e.config.mts', ...args], {
		cwd: projectRoot,
		env: { ...process.env, PATH: projectPath() },
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	process.on('exit', () => child.kill());
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => process.exit(1));
	}
	return await new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => resolve(code ?? 1));
	});
}
