// The fakes on loopback; what they deliver goes straight to the triggers that listen at the address, without a socket.
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import type { Platform } from '../../platforms/platform';
import type { Product, World } from '../../sandbox/fake.mts';
import { realClock, type Sandbox } from '../../sandbox/sandbox.mts';
import { serveSandbox } from '../../sandbox/server.mts';
import { built } from '../harness.mts';
import { setProductClock } from '../shop.mts';
import { TestTrigger, type Reply, type TriggerOptions } from './harness.mts';
import { TestPoller } from './poller.mts';

type Sent = Parameters<World['deliver']>[0];

export interface Delivered {
	sent: Sent;
	reply: Reply;
}

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

/** Id of a platform that pushes. */
export type Source = string;

const credentialOf = (source: Source): string =>
	platforms.find(({ id }) => id === source)!.service!.credential;

/** Time for the product alone: it can be set forward, and its waits made shorter. */
export class ProductTime {
	speed = 1;
	#ahead = 0;

	readonly clock = {
		now: () => Date.now() + this.#ahead,
		sleep: async (ms: number) =>
			await new Promise<void>((resolve) => setTimeout(resolve, ms / this.speed)),
	};

	forward(ms: number): void {
		this.#ahead += ms;
	}
}

export class TriggerShop {
	readonly deliveries: Delivered[] = [];
	readonly time = new ProductTime();
	/** Deliveries that are answered with 200 and then lost, as when n8n stops at that moment. */
	loses: (sent: Sent) => boolean = () => false;
	readonly #listening = new Map<string, TestTrigger>();
	#sandbox!: Sandbox;
	#close!: () => Promise<void>;
	#waiting: Array<() => void> = [];

	static async open(catalogue?: readonly Product[]): Promise<TriggerShop> {
		const shop = new TriggerShop();
		const restoreClock = setProductClock(shop.time.clock);
		const { sandbox, close } = await serveSandbox({
			port: 0,
			clock: realClock,
			delayFactor: 0.0005,
			...(catalogue ? { catalogue } : {}),
			deliver: async (sent) => await shop.#deliver(sent),
		});
		shop.#sandbox = sandbox;
		shop.#close = async () => {
			restoreClock();
			await close();
		};
		return shop;
	}

	get sandbox(): Sandbox {
		return this.#sandbox;
	}

	async close(): Promise<void> {
		await this.#close();
	}

	seller(source: Source) {
		return this.#sandbox.fakes.get(source)!.seller;
	}

	account(source: Source): Record<string, ICredentialDataDecryptedObject> {
		const { account, signedIn } = this.#sandbox.fakes.get(source)!;
		return {
			[credentialOf(source)]: {
				...account,
				...(signedIn && { oauthTokenData: { ...signedIn } }),
			},
		};
	}

	trigger(
		source: Source,
		{ parameters = {}, credentials = {}, ...rest }: Partial<TriggerOptions> = {},
	): TestTrigger {
		const [[type, account]] = Object.entries(this.account(source)) as [[string, IDataObject]];
		const trigger = new TestTrigger({
			parameters: { source, ...parameters },
			credentials: {
				[type]: { ...account, ...credentials[type] } as ICredentialDataDecryptedObject,
			},
			...rest,
		});
		this.#listening.set(trigger.url, trigger);
		return trigger;
	}

	/** A Stock Level Trigger for the same account. */
	poller(source: Source, parameters: INodeParameters = {}): TestPoller {
		return new TestPoller({
			node: 'stockLevelTrigger',
			parameters: { source, ...parameters },
			credentials: this.account(source),
		});
	}

	/** The address is in use: by registration, or entered by hand where the platform's API registers none. */
	async listen(source: Source, options?: Partial<TriggerOptions>): Promise<TestTrigger> {
		const trigger = this.trigger(source, options);
		await trigger.activate();
		this.#sandbox.fakes.get(source)!.enterWebhook?.(trigger.url);
		return trigger;
	}

	/** Waits until so many calls were answered since the shop opened, and gives the last one. */
	async delivered(count: number): Promise<Delivered> {
		while (this.deliveries.length < count)
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		return this.deliveries[count - 1]!;
	}

	/** Waits until the next call was answered or lost. */
	async settled(): Promise<void> {
		await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	/** Waits for the next delivery that starts an execution, counted from `after`. */
	async news(after = 0): Promise<Delivered> {
		return await this.first(({ reply }) => reply.items !== undefined, after);
	}

	/** Waits for the first delivery of that kind. */
	async first(is: (delivered: Delivered) => boolean, after = 0): Promise<Delivered> {
		for (let i = after; ; i++) {
			const delivered = await this.delivered(i + 1);
			if (is(delivered)) return delivered;
		}
	}

	async #deliver(sent: Sent): Promise<number> {
		const trigger = this.#listening.get(sent.url.split('?')[0]!);
		if (!trigger) return 404;
		if (this.loses(sent)) {
			this.#wake();
			return 200;
		}
		const query = Object.fromEntries(new URL(sent.url).searchParams);
		const reply = await trigger.receive({ ...sent, query });
		this.deliveries.push({ sent, reply });
		this.#wake();
		return reply.status;
	}

	#wake(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const wake of waiting) wake();
	}

	/** The hooks a platform holds, by its own API. */
	async hooks(source: Source): Promise<Array<{ id: string; url: string; status: string }>> {
		return source === 'shopify' ? await this.#shopifyHooks() : await this.#wooHooks();
	}

	async woo(method: string, path: string, body?: object): Promise<unknown> {
		const { consumerKey, consumerSecret } = this.#sandbox.fakes.get('woocommerce')!.account;
		const login = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
		return await this.#ask(
			'woocommerce',
			method,
			`/wp-json/wc/v3${path}`,
			{ authorization: `Basic ${login}` },
			body,
		);
	}

	async graphql(query: string): Promise<IDataObject> {
		const { accessToken } = this.#sandbox.fakes.get('shopify')!.account;
		const headers = { 'x-shopify-access-token': String(accessToken) };
		const answer = await this.#ask('shopify', 'POST', '/admin/api/2026-10/graphql.json', headers, {
			query,
		});
		return (answer as { data: IDataObject }).data;
	}

	async #ask(
		slug: Source,
		method: string,
		path: string,
		headers: Record<string, string>,
		body?: object,
	): Promise<unknown> {
		const [bare = '', query = ''] = path.split('?');
		const answer = await this.#sandbox.fakes.get(slug)!.handle({
			method,
			path: bare,
			query: new URLSearchParams(query),
			headers: { 'content-type': 'application/json', ...headers },
			body: Buffer.from(body ? JSON.stringify(body) : ''),
		});
		return typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body;
	}

	async #wooHooks() {
		const rows = (await this.woo('GET', '/webhooks?per_page=100')) as Array<Record<string, string>>;
		return rows.map(({ id, delivery_url, status }) => ({
			id: String(id),
			url: delivery_url!,
			status: status!,
		}));
	}

	async #shopifyHooks() {
		const data = await this.graphql('{webhookSubscriptions(first:50){nodes{id uri}}}');
		const { nodes } = data.webhookSubscriptions as { nodes: Array<{ id: string; uri: string }> };
		return nodes.map(({ id, uri }) => ({ id, url: uri, status: 'active' }));
	}
}
