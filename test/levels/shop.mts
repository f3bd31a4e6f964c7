// The fakes on loopback and the Stock Level Trigger that reads them, on one clock.
import { LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';

import type { Platform } from '../../platforms/platform';
import {
	additionalData,
	built,
	loader,
	makeNode,
	makeWorkflow,
	TestCredentials,
} from '../harness.mts';
import { openShop, type TestShop } from '../shop.mts';
import { TestPoller, type PollerOptions, type PollOptions } from '../trigger/poller.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

/** Some platforms show a change minutes later, some after half an hour. */
const MOST_POLLS = 60;
const BETWEEN_MS = 60_000;

export class LevelShop {
	readonly #id: string;
	readonly #shop: TestShop;
	readonly #credential: string;

	private constructor(id: string, shop: TestShop) {
		this.#id = id;
		this.#shop = shop;
		this.#credential = platforms.find((platform) => platform.id === id)!.service!.credential;
	}

	static async open(id: string, options?: Parameters<typeof openShop>[0]): Promise<LevelShop> {
		return new LevelShop(id, await openShop({ speed: 1_000, ...options }));
	}

	async close(): Promise<void> {
		await this.#shop.close();
	}

	get sandbox() {
		return this.#shop.sandbox;
	}

	get fake() {
		return this.#shop.sandbox.fakes.get(this.#id)!;
	}

	get #credentials(): Record<string, ICredentialDataDecryptedObject> {
		return { [this.#credential]: this.#shop.credentials[this.#credential]! };
	}

	options({
		options,
		...more
	}: INodeParameters & { options?: INodeParameters } = {}): PollerOptions {
		return {
			node: 'stockLevelTrigger',
			credentials: this.#credentials,
			parameters: {
				source: this.#id,
				triggerOn: ['outOfStock', 'unavailable', 'backInStock'],
				...more,
				...(options ? { options } : {}),
			},
		};
	}

	trigger(parameters: INodeParameters = {}, staticData: IDataObject = {}): TestPoller {
		return new TestPoller({ ...this.options(parameters), staticData });
	}

	/** A customer buys all there are; where nobody counts, the seller says that nothing is left. */
	sellOut(sku: string): void {
		const { seller } = this.fake;
		const count = this.fake.shelf().find((one) => one.sku === sku)?.quantity;
		if (typeof count === 'number') seller.sell(sku, count);
		else seller.setQuantity(sku, 0);
	}

	async wait(ms = BETWEEN_MS): Promise<void> {
		await this.#shop.clock.sleep(ms);
	}

	/** Polls until something comes out, and how many polls that took. */
	async news(
		trigger: TestPoller,
		options: PollOptions = {},
	): Promise<{ items: IDataObject[]; polls: number }> {
		for (let polls = 1; polls <= MOST_POLLS; polls++) {
			const items = await trigger.poll(options);
			if (items.length > 0) return { items, polls };
			await this.wait();
		}
		throw new Error(`Nothing came out of ${MOST_POLLS} polls.`);
	}

	/** What comes out of the next polls. */
	async polls(trigger: TestPoller, count: number, options?: PollOptions): Promise<IDataObject[]> {
		const items: IDataObject[] = [];
		for (let i = 0; i < count; i++) {
			items.push(...(await trigger.poll(options)));
			await this.wait();
		}
		return items;
	}

	/** Ids of the account's locations, as the node's list gives them. */
	async locations(): Promise<string[]> {
		const { methods } = loader.getNode('stockLevelTrigger').type as INodeType;
		const load = methods!.loadOptions![`${this.#id}.locations`]!;
		const credentials = new TestCredentials(structuredClone(this.#credentials));
		const node = makeNode('stockLevelTrigger', { source: this.#id }, credentials);
		const workflow = makeWorkflow(node);
		const context = new LoadOptionsContext(workflow, node, additionalData(credentials), '');
		const found = (await load.call(context as never)) as INodePropertyOptions[];
		return found.map(({ value }) => String(value));
	}
}
