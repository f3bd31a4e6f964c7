// A stock list on loopback, and the Stock Level Trigger that reads it.
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { setProductClock } from '../shop.mts';
import { TestPoller, type PollerOptions } from '../trigger/poller.mts';
import { ProductTime } from '../trigger/shop.mts';

export type Stock = Record<string, number | string>;

export class FeedServer {
	/** What stands in the file: counts by SKU, or the whole text. */
	stock: Stock | string = {};
	/** Status instead of the file. */
	status = 200;
	/** Marks versions, and answers 304 where the version is known. */
	marksVersions = false;
	/** Requests with a body as answer, and those answered 304. */
	sent = 0;
	unchanged = 0;
	readonly #time = new ProductTime();
	#server!: Server;
	#restoreClock!: () => void;

	static async open(): Promise<FeedServer> {
		const feed = new FeedServer();
		feed.#server = createServer((request, response) => {
			const text = feed.text;
			const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
			if (feed.status !== 200) return response.writeHead(feed.status).end('');
			if (feed.marksVersions && request.headers['if-none-match'] === etag) {
				feed.unchanged += 1;
				return response.writeHead(304, { etag }).end();
			}
			feed.sent += 1;
			response.writeHead(200, { 'content-type': 'text/csv', ...(feed.marksVersions && { etag }) });
			return response.end(text);
		});
		await new Promise<void>((resolve) => feed.#server.listen(0, '127.0.0.1', resolve));
		feed.#restoreClock = setProductClock(feed.#time.clock);
		return feed;
	}

	async close(): Promise<void> {
		this.#restoreClock();
		await new Promise<void>((resolve) => {
			this.#server.close(() => resolve());
			this.#server.closeAllConnections();
		});
	}

	get text(): string {
		if (typeof this.stock === 'string') return this.stock;
		const rows = Object.entries(this.stock).map(([sku, count]) => `${sku},${count}`);
		return ['sku,quantity', ...rows].join('\n');
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/stock.csv`;
	}

	/** Time passes for the node. */
	forward(ms: number): void {
		this.#time.forward(ms);
	}

	parameters(more: INodeParameters = {}): INodeParameters {
		return {
			source: 'feedUrl',
			feedUrl: this.url,
			triggerOn: ['outOfStock', 'unavailable', 'backInStock'],
			...more,
		};
	}

	options(more: INodeParameters = {}): PollerOptions {
		return { node: 'stockLevelTrigger', parameters: this.parameters(more) };
	}

	trigger(more: INodeParameters = {}, rest: Partial<PollerOptions> = {}): TestPoller {
		return new TestPoller({ ...this.options(more), ...rest });
	}

	/** A trigger that has read the first list already. */
	async begun(stock: Stock, more: INodeParameters = {}): Promise<TestPoller> {
		this.stock = stock;
		const trigger = this.trigger(more);
		const first = await this.next(trigger);
		if (first.length > 0) throw new Error(`The first run was not silent: ${JSON.stringify(first)}`);
		return trigger;
	}

	/** A minute later, another poll. */
	async next(trigger: TestPoller, stock?: Stock | string): Promise<IDataObject[]> {
		if (stock !== undefined) this.stock = stock;
		this.forward(60_000);
		return await trigger.poll();
	}
}

/** Which event of which SKU, in order. */
export const brief = (items: IDataObject[]): string[] =>
	items.map(({ event, sku }) => [event, sku].filter(Boolean).join(' '));
