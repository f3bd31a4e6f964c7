// The built package, loaded as often as wanted: every loading has a memory of its own, as n8n has after a start.
import type { ICredentialType, INodeParameters, INodeType, NodeHelpers } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Platform } from '../../platforms/platform';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
	version: string;
	n8n: { nodes: string[]; credentials: string[] };
}

type Helpers = typeof NodeHelpers;

export interface Product {
	readonly version: string;
	readonly platforms: readonly Platform[];
	/** What the product takes time and chance from. */
	readonly clock: Record<string, unknown>;
	/** The name of a channel's own options in Acrylic Delist. */
	optionsName(platform: Platform): string;
	platform(slug: string): Platform;
	node(name: string): INodeType;
	credential(name: string): ICredentialType;
	/** What n8n hands a node: what was chosen, and the defaults of everything else that is shown. */
	parametersOf(node: string, chosen: INodeParameters): INodeParameters;
}

/** @param root the folder of a package with `dist` in it */
export function loadProduct(root = projectRoot): Product {
	const require = createRequire(`${root}/dist/`);
	return apart(require, `${root}/dist/`.replaceAll('//', '/'), () => {
		const { version, n8n } = require('./package.json') as Manifest;
		const exported = <T,>(path: string): T => {
			const file = basename(path).split('.')[0]!;
			const module = require(`./${path.replace(/^dist\//, '')}`) as Record<string, new () => T>;
			return new module[file]!();
		};
		const nodes = n8n.nodes.map((path) => exported<INodeType>(path));
		const credentials = n8n.credentials.map((path) => exported<ICredentialType>(path));
		const { platforms } = require('./platforms/index.js') as Pick<Product, 'platforms'>;
		const { clock } = require('./http/clock.js') as Pick<Product, 'clock'>;
		const { optionsName } = require('./nodes/AcrylicDelist/run/gather.js') as Product;
		const { NodeHelpers: helpers } = require('n8n-workflow') as { NodeHelpers: Helpers };

		const node = (name: string) => known(nodes, ({ description }) => description.name === name);
		const filled = new Map<string, INodeParameters>();
		return {
			version,
			platforms,
			clock,
			optionsName,
			node,
			platform: (slug) => known(platforms, ({ id }) => id === slug),
			credential: (name) => known(credentials, (one) => one.name === name),
			parametersOf(name, chosen) {
				const key = JSON.stringify([name, chosen]);
				const { description } = node(name);
				const own =
					filled.get(key) ??
					helpers.getNodeParameters(description.properties, chosen, true, false, null, description);
				if (!own) throw new Error(`${name} takes no parameters.`);
				filled.set(key, own);
				return structuredClone(own);
			},
		};
	});
}

/** Modules of `folder` are loaded anew and then forgotten, and what others had loaded of it stands again. */
function apart<T>(require: NodeJS.Require, folder: string, load: () => T): T {
	const own = () => Object.keys(require.cache).filter((name) => name.startsWith(folder));
	const before = own().map((name) => [name, require.cache[name]] as const);
	for (const [name] of before) delete require.cache[name];
	try {
		return load();
	} finally {
		for (const name of own()) delete require.cache[name];
		for (const [name, module] of before) require.cache[name] = module;
	}
}

function known<T>(list: readonly T[], is: (one: T) => boolean): T {
	const found = list.find(is);
	if (!found) throw new Error('There is no such part in the package.');
	return found;
}
