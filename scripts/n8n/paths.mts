import { homedir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** n8n 2.41 needs Node 24, which the project brings itself. */
export const projectNode = join(projectRoot, 'node_modules', '.bin', 'node');

export function cacheFolder(): string {
	return process.env.STOCKOUT_CACHE ?? join(homedir(), '.cache', 'n8n-nodes-stockout');
}

const binFolder = `${sep}node_modules${sep}.bin`;

/** The PATH without what `npm run` put in front: finds the machine's own node and npm. */
export function hostPath(): string {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.filter((folder) => !folder.endsWith(binFolder))
		.join(delimiter);
}

export function projectPath(): string {
	return dirname(projectNode) + delimiter + hostPath();
}
