// Runs on whatever Node the host has (20 or newer): brings the pinned tools, a Node 24 among them, when they are missing.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const marker = `${root}node_modules/.installed-lock`;
const lock = createHash('sha256')
	.update(readFileSync(`${root}package-lock.json`))
	.digest('hex');

const installed = existsSync(marker) && readFileSync(marker, 'utf8') === lock;
if (!installed) {
	if (Number(process.versions.node.split('.')[0]) < 20) {
		console.error(
			`Node ${process.versions.node} is too old to install the tools. Install Node 20 or newer and try again.`,
		);
		process.exit(1);
	}
	console.error('Installing the development tools (about 2 minutes the first time) ...');
	const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
		cwd: root,
		// stdout stays free for commands that promise to print only JSON there.
		stdio: ['ignore', process.stderr, process.stderr],
		shell: process.platform === 'win32',
	});
	if (status !== 0) {
		console.error(
			`The development tools could not be installed (${error?.message ?? `npm ci ended with ${status}`}). Check the network and the npm registry in your npm settings, then run the command again.`,
		);
		process.exit(1);
	}
	const version = execFileSync(`${root}node_modules/.bin/node`, ['--version'], {
		encoding: 'utf8',
	}).trim();
	if (!version.startsWith('v24.')) {
		console.error(
			`Node 24 was expected in node_modules/.bin, found ${version}. Use npm 11 or newer (it reads "allowScripts") and run "npm ci" again.`,
		);
		process.exit(1);
	}
	writeFileSync(marker, lock);
}
