// The built package, loaded as often as wanted: every loading has a memory of its own, as n8n has after a start.
import type { ICredentialType, INodeParameters, INodeType, NodeHelpers } from 'n8n-workflow';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { gunzipSync } from 'node:zlib';

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
	const require = loadingOf(join(root, 'dist'));
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
}

type Body = (
	exports: object,
	require: (name: string) => unknown,
	module: object,
	decompression: typeof Gunzip,
) => void;

/** The web's own stream unpacks in another thread, and nobody could tell when it is done. */
class Gunzip extends TransformStream<Uint8Array, Uint8Array> {
	constructor() {
		const parts: Uint8Array[] = [];
		super({
			transform: (part) => void parts.push(part),
			flush: (controller) => controller.enqueue(new Uint8Array(gunzipSync(Buffer.concat(parts)))),
		});
	}
}

const others = createRequire(import.meta.url);
const { NodeHelpers: helpers } = others('n8n-workflow') as { NodeHelpers: Helpers };
/** Each file is compiled once and run as often as it is loaded. */
const compiled = new Map<string, Body>();

/** CommonJS as Node does it, with a cache of modules of its own. */
function loadingOf(folder: string): (name: string) => unknown {
	const modules = new Map<string, { exports: object }>();
	const load = (file: string): object => {
		const known = modules.get(file);
		if (known) return known.exports;
		const module = { exports: {} };
		modules.set(file, module);
		if (file.endsWith('.json')) module.exports = JSON.parse(readFileSync(file, 'utf8')) as object;
		else bodyOf(file)(module.exports, requireFrom(dirname(file)), module, Gunzip);
		return module.exports;
	};
	const requireFrom = (from: string) => (name: string) =>
		name.startsWith('.') ? load(fileOf(`${from}/${name}`)) : (others(name) as unknown);
	return requireFrom(folder);
}

function bodyOf(file: string): Body {
	const known = compiled.get(file);
	if (known) return known;
	const source = readFileSync(file, 'utf8');
	const body = compileFunction(source, ['exports', 'require', 'module', 'DecompressionStream'], {
		filename: file,
	}) as Body;
	compiled.set(file, body);
	return body;
}

/** Where each file was found: it does not move while this process lives. */
const files = new Map<string, string>();

function fileOf(path: string): string {
	const known = files.get(path);
	if (known) return known;
	const whole = normalize(path);
	const found = [whole, `${whole}.js`, join(whole, 'index.js')].find(
		(file) => extname(file) !== '' && existsSync(file) && statSync(file).isFile(),
	);
	if (!found) throw new Error(`${path} is not built; run: npm run build`);
	files.set(path, found);
	return found;
}

function known<T>(list: readonly T[], is: (one: T) => boolean): T {
	const found = list.find(is);
	if (!found) throw new Error('There is no such part in the package.');
	return found;
}
