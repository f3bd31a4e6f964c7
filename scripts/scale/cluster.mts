import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { World as SandboxWorld } from '../../sandbox/fake.mts';
import { manyProducts } from '../../sandbox/catalogue.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import type { ServedSandbox } from '../../sandbox/server.mts';
import { build, isBuilt } from '../n8n/build.mts';
import { connect } from '../n8n/client.mts';
import type { Client } from '../n8n/client.mts';
import type { CredentialRef } from '../n8n/credentials.mts';
import { ensureN8n } from '../n8n/install.mts';
import { installTarball, packTarball } from '../n8n/package.mts';
import { cacheFolder } from '../n8n/paths.mts';
import { freePort } from '../n8n/ports.mts';
import { startN8n } from '../n8n/server.mts';
import type { N8n } from '../n8n/server.mts';
import { makeAccounts, n8nVersion } from '../n8n/stage.mts';
import { during } from '../progress.mts';
import type { Progress } from '../progress.mts';
import { sharedEnvironment, workerEnvironment } from './environment.mts';
import { ensurePrograms } from './packages.mts';
import { startPostgres } from './postgres.mts';
import { startRedis } from './redis.mts';

export interface ClusterOptions {
	workers: number;
	products: number;
	deliver: SandboxWorld['deliver'];
	progress: Progress;
}

/** n8n in queue mode, beside a sandbox with many products. */
export interface Cluster {
	client: Client;
	sandbox: ServedSandbox;
	/** By credential type. */
	credentials: Record<string, CredentialRef>;
	workers: N8n[];
	/** What the shops have beside their oddities. */
	skus: readonly string[];
	close(): Promise<void>;
}

export async function openCluster(options: ClusterOptions): Promise<Cluster> {
	const { progress } = options;
	const opened: (() => Promise<void>)[] = [];
	const close = async (): Promise<void> => {
		// What was started last uses what was started first.
		for (const stop of opened.splice(0).reverse()) await stop();
	};
	try {
		const programs = ensurePrograms((text) => progress.say(text));
		const installation = await ensureN8n(n8nVersion, (line) => progress.status(line));
		if (!isBuilt()) await during(progress, 'Building the package', build);
		const folder = join(cacheFolder(), 'scale');
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		progress.status('Starting Redis and PostgreSQL ...');
		const redis = await startRedis(programs.redis, folder);
		opened.push(() => redis.stop());
		const postgres = await startPostgres(programs, folder);
		opened.push(() => postgres.stop());
		const catalogue = manyProducts(options.products);
		const sandbox = await serveSandbox({
			port: 0,
			allowLocalWebhooks: true,
			// A shop that got no answer in time waits as long as the real one: sooner it would only add to the load.
			delayFactor: 1,
			catalogue,
			deliver: options.deliver,
		});
		opened.push(() => sandbox.close());

		const encryptionKey = randomBytes(24).toString('base64url');
		const shared = { redisPort: redis.port, postgres, encryptionKey };
		const tarball = packTarball();
		const folderOf = (name: string): string => {
			const userFolder = join(folder, name);
			mkdirSync(userFolder, { recursive: true });
			// n8n loads a package from the disk of the process that runs it.
			installTarball(userFolder, tarball);
			return userFolder;
		};
		const main = await during(progress, `Starting n8n ${n8nVersion}`, async () =>
			startN8n({
				installation,
				userFolder: folderOf('main'),
				port: await freePort(),
				env: sharedEnvironment(shared),
			}),
		);
		opened.push(() => main.stop());
		const workers: N8n[] = [];
		const startWorker = async (name: string): Promise<void> => {
			const userFolder = folderOf(name);
			const port = await freePort();
			const env = workerEnvironment(shared, port);
			const worker = await startN8n({ installation, command: 'worker', userFolder, port, env });
			opened.push(() => worker.stop());
			workers.push(worker);
		};
		const names = Array.from({ length: options.workers }, (_, i) => `worker-${i + 1}`);
		const started = await during(progress, 'Starting the workers', () =>
			Promise.allSettled(names.map(startWorker)),
		);
		const failure = started.find(({ status }) => status === 'rejected');
		if (failure?.status === 'rejected') throw failure.reason;
		const client = await connect(main);
		const credentials = await makeAccounts(client, sandbox);
		const skus = catalogue.flatMap(({ variants }) => variants.map(({ sku }) => sku));
		return { client, sandbox, credentials, workers, skus, close };
	} catch (error) {
		await close();
		throw error;
	}
}
