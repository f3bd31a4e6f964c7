// n8n gives community nodes no node_modules of their own: what the build needs from a library is folded into dist.
import { build } from 'esbuild';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { foreignModules, provided } from './foreign.mts';

const dist = new URL('../dist/', import.meta.url);

/** Compiled files that use a library at run time. */
const BUNDLED = ['events/csv.js'];

for (const file of BUNDLED) {
	const path = new URL(file, dist).pathname;
	await build({
		entryPoints: [path],
		outfile: path,
		allowOverwrite: true,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: [...provided, ...builtinModules],
		legalComments: 'inline',
		logLevel: 'error',
	});
}

const foreign = foreignModules(fileURLToPath(dist));
if (foreign.length > 0) {
	console.error(`These files would not load in n8n:\n${foreign.join('\n')}`);
	process.exit(1);
}
