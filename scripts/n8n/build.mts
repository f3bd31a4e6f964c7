import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { foreignModules } from '../foreign.mts';
import { cacheFolder, projectNode, projectPath, projectRoot } from './paths.mts';
import { run } from './run.mts';

const sources = [
	'credentials',
	'events',
	'http',
	'nodes',
	'package.json',
	'platforms',
	'tsconfig.json',
];

const cursorCommands = new RegExp(`${String.fromCharCode(27)}\\[[?\\d;]*[A-Za-z]`, 'g');

export async function build(): Promise<void> {
	const folder = cacheFolder();
	mkdirSync(folder, { recursive: true });
	const log = join(folder, 'build.log');
	rmSync(log, { force: true });
	const options = { cwd: projectRoot, env: { ...process.env, PATH: projectPath() }, log };
	const code =
		(await run(join(projectRoot, 'node_modules', '.bin', 'n8n-node'), ['build'], options)) ||
		(await run(projectNode, [join('scripts', 'bundle.mts')], options));
	if (code === 0) return;
	throw new Error(`The package could not be built. The last words of ${log}:\n${lastWords(log)}`);
}

/** The builder draws a spinner with cursor commands, which would bury its words. */
function lastWords(log: string): string {
	return readFileSync(log, 'utf8')
		.replace(cursorCommands, '\n')
		.split('\n')
		.filter((line) => line.trim() !== '' && !/^[◒◐◓◑]/.test(line))
		.slice(-15)
		.join('\n');
}

/** Whether dist is newer than everything it is made of, and was built to the end. */
export function isBuilt(): boolean {
	const dist = join(projectRoot, 'dist');
	if (!existsSync(dist)) return false;
	const built = filesIn(dist)
		.filter((path) => path.endsWith('.js'))
		.map(changedAt);
	const made = sources.map((name) => join(projectRoot, name)).flatMap(withContents);
	const isNewer = built.length > 0 && Math.min(...built) > Math.max(...made.map(changedAt));
	// A compiler that found errors leaves its files behind; the libraries are folded in after it.
	return isNewer && foreignModules(dist).length === 0;
}

/** Folders count too: theirs is the time at which a file was removed. */
function withContents(path: string): string[] {
	return statSync(path).isDirectory() ? [path, ...filesIn(path)] : [path];
}

function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
		join(folder, name),
	);
}

const changedAt = (path: string): number => statSync(path).mtimeMs;
