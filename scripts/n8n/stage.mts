import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SandboxOptions } from '../../sandbox/sandbox.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import type { ServedSandbox } from '../../sandbox/server.mts';
import { during } from '../progress.mts';
import type { Progress } from '../progress.mts';
import { build, isBuilt } from './build.mts';
import { connect } from './client.mts';
import type { Client } from './client.mts';
import type { CredentialRef } from './credentials.mts';
import { ensureN8n } from './install.mts';
import { installTarball, packTarball } from './package.mts';
import { cacheFolder, projectRoot } from './paths.mts';
import { isFree } from './ports.mts';
import { startN8n } from './server.mts';
import type { N8n } from './server.mts';

export const n8nVersion = '2.41.1';

/** The platforms' own delays, such as Amazon's feed processing, take this part of their real time. */
export const delayFactor = 0.05;

export interface StageOptions {
	/** Folder in the cache with this n8n's data. */
	name: string;
	/** Starts with an n8n that nobody has used yet. */
	fresh?: boolean;
	n8nPort: number;
	/** 0 takes a free one. */
	sandboxPort: number;
	sandbox?: Pick<SandboxOptions, 'deliver'>;
	progress: Progress;
}

/** A real n8n with the packed package in it, beside the sandbox, and an account for every platform. */
export interface Stage {
	n8n: N8n;
	client: Client;
	sandbox: ServedSandbox;
	/** By credential type. */
	credentials: Record<string, CredentialRef>;
	close(): Promise<void>;
}

export async function openStage(options: StageOptions): Promise<Stage> {
	const { name, n8nPort, sandboxPort, progress } = options;
	// Asked first: an n8n that still runs there would lose its package to the next steps.
	await requireFree(n8nPort, 'n8n', '--port');
	await requireFree(sandboxPort, 'the sandbox', '--sandbox-port');

	const installation = await ensureN8n(n8nVersion, (line) => progress.status(line));
	if (!isBuilt()) await during(progress, 'Building the package', build);
	const userFolder = join(cacheFolder(), name);
	if (options.fresh) rmSync(userFolder, { recursive: true, force: true });
	mkdirSync(userFolder, { recursive: true });
	progress.status('Packing the package ...');
	installTarball(userFolder, packTarball());

	// Before n8n: a workflow that was left active registers its webhook while n8n starts.
	const sandbox = await serveSandbox({
		port: sandboxPort,
		allowLocalWebhooks: true,
		delayFactor,
		...options.sandbox,
	});
	try {
		const n8n = await during(progress, `Starting n8n ${n8nVersion}`, () =>
			startN8n({ installation, userFolder, port: n8nPort }),
		);
		const close = async (): Promise<void> => {
			await n8n.stop();
			await sandbox.close();
		};
		try {
			const client = await connect(n8n);
			return { n8n, client, sandbox, credentials: await makeAccounts(client, sandbox), close };
		} catch (error) {
			await n8n.stop();
			throw error;
		}
	} catch (error) {
		await sandbox.close();
		throw error;
	}
}

async function requireFree(port: number, what: string, flag: string): Promise<void> {
	if (port === 0 || (await isFree(port))) return;
	throw new Error(
		`Port ${port}, meant for ${what}, is taken, perhaps by a demo that still runs. Stop that program, or choose another port with ${flag}.`,
	);
}

interface Registry {
	platforms: { id: string; name: string; service?: { credential: string } }[];
}

/** A credential for every fake of the sandbox, by credential type. */
export async function makeAccounts(
	client: Client,
	{ sandbox }: ServedSandbox,
): Promise<Record<string, CredentialRef>> {
	const require = createRequire(import.meta.url);
	const { platforms } = require(join(projectRoot, 'dist', 'platforms', 'index.js')) as Registry;
	const accounts: Record<string, CredentialRef> = {};
	for (const { id, name, service } of platforms) {
		const fake = sandbox.fakes.get(id);
		if (!service || !fake) continue;
		const type = service.credential;
		accounts[type] = await client.createCredential(`Sandbox: ${name}`, type, {
			...fake.account,
			...(fake.signedIn && { oauthTokenData: fake.signedIn }),
		});
	}
	return accounts;
}
