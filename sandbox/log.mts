import type { FakeAnswer, FakeRequest } from './fake.mts';

export interface LogEntry {
	at: number;
	slug: string;
	method: string;
	path: string;
	query: string;
	/** 0 when the connection was cut before an answer. */
	status: number;
	login: boolean;
	requestHeaders: Record<string, string>;
	requestBody: string;
	responseHeaders: Record<string, string>;
	responseBody: string;
}

const keep = 1000;
const secret = /authorization|cookie|token|secret|password|signature|(^|[-_])key/i;

export class Log {
	#entries: LogEntry[] = [];

	write(
		at: number,
		slug: string,
		login: boolean,
		request: FakeRequest,
		answer: FakeAnswer | undefined,
	): void {
		this.#entries.push({
			at,
			slug,
			method: request.method,
			path: request.path,
			query: new URLSearchParams(redacted(request.query)).toString(),
			status: answer?.status ?? 0,
			login,
			requestHeaders: Object.fromEntries(redacted(Object.entries(request.headers))),
			requestBody: request.body.toString('utf8'),
			responseHeaders: Object.fromEntries(redacted(Object.entries(answer?.headers ?? {}))),
			responseBody: String(answer?.body ?? ''),
		});
		if (this.#entries.length > keep) this.#entries.shift();
	}

	entries(slug?: string): LogEntry[] {
		return this.#entries.filter((entry) => slug === undefined || entry.slug === slug);
	}

	clear(): void {
		this.#entries = [];
	}
}

function redacted(pairs: Iterable<[string, string]>): [string, string][] {
	return Array.from(pairs, ([name, value]) => [name, secret.test(name) ? '***' : value]);
}
