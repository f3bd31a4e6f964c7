import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What n8n itself provides or allows (community-nodes lint, no-restricted-imports). */
export const provided: ReadonlySet<string> = new Set(['n8n-workflow', 'luxon', 'node:crypto']);

/** What the built files ask for that n8n does not have; none once everything is folded in. */
export function foreignModules(dist: string): string[] {
	return readdirSync(dist, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.js'))
		.flatMap((name) => {
			const modules = readFileSync(join(dist, name), 'utf8').matchAll(/\brequire\("([^"]+)"\)/g);
			return Array.from(modules, ([, module]) => module)
				.filter((module) => !module.startsWith('.') && !provided.has(module))
				.map((module) => `${name} needs '${module}'`);
		});
}
