// n8n gives community nodes no node_modules of their own: what the build needs from a library is folded into dist.
import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';

const dist = new URL('../dist/', import.meta.url);

/** Compiled files that use a library at run time. */
const BUNDLED = ['events/csv.js'];
/** What n8n itself provides or allows (community-nodes lint, no-restricted-imports). */
const PROVIDED = new Set(['n8n-workflow', 'luxon', 'node:crypto']);

for (const file of BUNDLED) {
	const path = new URL(file, dist).pathname;
	await build({
		entryPoints: [path],
		outfile: path,
		allowOverwrite: true,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: [...PROVIDED, ...builtinModules],
		legalComments: 'inline',
		logLevel: 'error',
	});
}

const foreign: string[] = [];
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
	if (!name.endsWith('.js')) continue;
	for (const [, module] of readFileSync(new URL(name, dist), 'utf8').matchAll(/\brequire\("([^"]+)"\)/g))
		if (!module.startsWith('.') && !PROVIDED.has(module)) foreign.push(`${name} needs '${module}'`);
}
if (foreign.length > 0) {
	console.error(`These files would not load in n8n:\n${foreign.join('\n')}`);
	process.exit(1);
}
