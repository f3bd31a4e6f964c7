import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type { World } from '../fake.mts';
import type { Row } from './sql.mts';

/** A record as a script sees it. */
export interface ScriptRecord {
	type: string;
	id: string;
	getValue(options: { fieldId: string }): unknown;
	getLineCount(options: { sublistId: string }): number;
	getSublistValue(options: { sublistId: string; fieldId: string; line: number }): unknown;
}

interface UserEvent {
	afterSubmit(context: {
		type: string;
		newRecord: ScriptRecord;
		oldRecord?: ScriptRecord | undefined;
	}): void;
}

type Module = Record<string, unknown>;

/** The script that sellers install: in this account it runs as it is. */
const source = new URL('../../docs/netsuite/stockOutPush.js', import.meta.url);
/** Columns whose values SuiteQL gives to scripts as numbers. */
const numeric = /^(id|location|entity|lineid|quantity\w*|received)$/;

export interface Deployment {
	parameters: Record<string, string>;
	/** Setup > Company > API Secrets, by ID. */
	secrets: Record<string, string>;
	query(sql: string): Row[];
}

/** Runs user event scripts, with stand-ins of the N/ modules that they ask for. */
export class Scripts {
	readonly #script: UserEvent;
	/** What scripts wrote into the execution log. */
	readonly log: { title: string; details: unknown }[] = [];
	/** What n8n answers; scripts wait for it. */
	answers: () => number = () => 200;

	constructor(world: World, deployment: Deployment) {
		const modules = this.#modules(world, deployment);
		const loaded: UserEvent[] = [];
		const define = (names: string[], make: (...needed: Module[]) => UserEvent): void => {
			loaded.push(
				make(
					...names.map((name) => {
						const found = modules[name];
						if (!found) throw new Error(`There is no module ${name}`);
						return found;
					}),
				),
			);
		};
		// The only time a script knows is that of its account.
		class AccountDate extends Date {
			constructor() {
				super(world.clock.now());
			}
		}
		const context = createContext({ define, Date: AccountDate });
		runInContext(readFileSync(source, 'utf8'), context, { filename: source.pathname });
		const [script] = loaded;
		if (!script) throw new Error('The script defines nothing');
		this.#script = script;
	}

	saved(type: string, newRecord: ScriptRecord, oldRecord?: ScriptRecord): void {
		this.#script.afterSubmit({ type, newRecord, oldRecord });
	}

	#modules(world: World, deployment: Deployment): Record<string, Module> {
		return {
			'N/log': {
				error: (entry: { title: string; details: unknown }) => void this.log.push(entry),
			},
			'N/runtime': {
				getCurrentScript: () => ({
					getParameter: ({ name }: { name: string }) => deployment.parameters[name] ?? null,
				}),
			},
			'N/encode': { Encoding: { UTF_8: 'UTF_8', HEX: 'HEX', BASE_64: 'BASE_64' } },
			'N/crypto': {
				HashAlg: { SHA1: 'SHA1', SHA256: 'SHA256', SHA512: 'SHA512', MD5: 'MD5' },
				createSecretKey: ({ secret }: { secret: string }) => {
					const key = deployment.secrets[secret];
					if (key === undefined) throw new Error(`There is no secret ${secret}`);
					return { key };
				},
				createHmac: ({ algorithm, key }: { algorithm: string; key: { key: string } }) => {
					const hmac = createHmac(algorithm, key.key);
					return {
						update: ({ input }: { input: string }) => void hmac.update(input, 'utf8'),
						// NetSuite writes hexadecimal in upper case.
						digest: ({ outputEncoding }: { outputEncoding: string }) =>
							outputEncoding === 'HEX' ? hmac.digest('hex').toUpperCase() : hmac.digest('base64'),
					};
				},
			},
			'N/query': {
				runSuiteQL: ({ query }: { query: string }) => ({
					asMappedResults: () => deployment.query(query).map(typed),
				}),
			},
			'N/https': {
				// Scripts wait for the answer; the sandbox does not, so the answer is the one it is told.
				post: ({ url, headers, body }: Parameters<World['deliver']>[0]) => {
					if (!url.startsWith('https://') && !world.allowLocalWebhooks)
						throw new Error('SSS_INVALID_URL');
					void world.deliver({ url, method: 'POST', headers, body });
					return { code: this.answers(), headers: {}, body: '' };
				},
			},
		};
	}
}

/** As scripts get a row: numbers as numbers, and nothing as null. */
const typed = (row: Row): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(row).map(([name, value]) => [
			name,
			value !== null && numeric.test(name) ? Number(value) : value,
		]),
	);
