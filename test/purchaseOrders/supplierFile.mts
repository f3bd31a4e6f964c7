// A supplier's file on a web server of this computer, and the trigger that reads it, on a clock that can be put forward.
import type { INodeParameters } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { setProductClock, settableClock, type SettableClock } from '../shop.mts';
import { OrdersTrigger, type OrdersOptions } from './harness.mts';

export interface FileRow {
	poNumber: string;
	supplier: string;
	sku: string;
	title: string;
	ordered: number;
	received: number;
	expectedAt: string;
	status: string;
	warehouse: string;
}

export const row = (more: Partial<FileRow> = {}): FileRow => ({
	poNumber: 'PO-1',
	supplier: 'Colour Works',
	sku: 'ACR-HB-TWHT-120',
	title: 'Titanium White 120 ml',
	ordered: 10,
	received: 0,
	expectedAt: '2026-11-25',
	status: 'open',
	warehouse: 'Main',
	...more,
});

const COLUMNS = Object.keys(row()) as Array<keyof FileRow>;

export class SupplierFile {
	/** What the server sends; rows go out as CSV. */
	content: string | FileRow[] = [];
	contentType = 'text/csv';
	/** The server marks versions. */
	hasVersions = true;
	status = 200;
	readonly requests: IncomingMessage[] = [];
	/** How many times the whole file went out. */
	sent = 0;
	readonly clock: SettableClock;
	readonly #server: Server;
	readonly #restoreClock: () => void;

	private constructor(clock: SettableClock) {
		this.clock = clock;
		this.#restoreClock = setProductClock(clock);
		this.#server = createServer((request, response) => {
			this.requests.push(request);
			const body = this.#body();
			const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
			if (this.status !== 200) return response.writeHead(this.status).end();
			if (this.hasVersions && request.headers['if-none-match'] === etag)
				return response.writeHead(304).end();
			this.sent += 1;
			return response
				.writeHead(200, { 'content-type': this.contentType, ...(this.hasVersions ? { etag } : {}) })
				.end(body);
		});
	}

	/** @param at ISO 8601 with zone: the moment at which the clock begins */
	static async open(at: string): Promise<SupplierFile> {
		const file = new SupplierFile(settableClock(20, Date.parse(at)));
		await new Promise<void>((resolve) => file.#server.listen(0, '127.0.0.1', resolve));
		return file;
	}

	async close(): Promise<void> {
		this.#restoreClock();
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/orders.csv`;
	}

	/** A trigger that reads this file. */
	trigger(parameters: INodeParameters = {}, options: Partial<OrdersOptions> = {}): OrdersTrigger {
		return new OrdersTrigger({
			parameters: { source: 'feedUrl', feedUrl: this.url, ...parameters },
			...options,
		});
	}

	/** Puts the clock to a moment that is still to come. */
	until(at: string): void {
		this.clock.forward(Date.parse(at) - this.clock.now());
	}

	#body(): string {
		if (typeof this.content === 'string') return this.content;
		const lines = this.content.map((one) => COLUMNS.map((column) => one[column]).join(','));
		return [COLUMNS.join(','), ...lines, ''].join('\n');
	}
}
