import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, hostPath, projectRoot } from './paths.mts';

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
}

/** Packs the built project as it would be published; returns the tarball's path. */
export function packTarball(): string {
	const manifest = readFileSync(join(projectRoot, 'package.json'), 'utf8');
	const { n8n } = JSON.parse(manifest) as Manifest;
	const missing = [...n8n.nodes, ...n8n.credentials].find(
		(file) => !existsSync(join(projectRoot, file)),
	);
	if (missing !== undefined) {
		throw new Error(`${missing} is not built. Run "npm run build" and try again.`);
	}
	const destination = join(cacheFolder(), 'packages');
	mkdirSync(destination, { recursive: true });
	const output = execFileSync(
		'npm',
		['pack', '--ignore-scripts', '--json', '--pack-destination', destination],
		{
			cwd: projectRoot,
			encoding: 'utf8',
			env: { ...process.env, PATH: hostPath() },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	const [packed] = JSON.parse(output) as { filename: string }[];
	return join(destination, packed.filename);
}

/** Puts the packed package where n8n looks for community packages at its start; replaces an earlier one. */
export function installTarball(userFolder: string, tarball: string): void {
	const manifest = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], {
		encoding: 'utf8',
	});
	const { name } = JSON.parse(manifest) as { name: string };
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder]);
}
