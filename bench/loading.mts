// How long n8n takes to load the package, in processes of their own: a module is loaded once.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = `
	const { n8n } = require('./package.json');
	require('n8n-workflow');
	require('luxon');
	const begun = performance.now();
	for (const file of [...n8n.nodes, ...n8n.credentials])
		for (const Type of Object.values(require('./' + file))) if (typeof Type === 'function') new Type();
	console.log(performance.now() - begun);
`;

/** Milliseconds until every node and credential is loaded and made once; median of `times`. */
export function loadingMs(times = 7): number {
	const cwd = fileURLToPath(new URL('..', import.meta.url));
	const taken = Array.from({ length: times }, () =>
		Number(execFileSync(process.execPath, ['-e', script], { cwd, encoding: 'utf8' })),
	);
	return Math.round(taken.sort((a, b) => a - b)[Math.floor(times / 2)]);
}
