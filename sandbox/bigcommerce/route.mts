import type { FakeAnswer } from '../fake.mts';

export interface Call {
	query: URLSearchParams;
	/** Parsed; undefined where none came. */
	body: unknown;
	/** Numbers of the path, in order. */
	ids: string[];
}

export interface Route {
	method: 'GET' | 'PUT' | 'POST' | 'DELETE';
	/** Below /v3. */
	path: RegExp;
	/** What the token must be allowed to do; absent where any token will do. */
	scope?: string;
	run(call: Call): FakeAnswer;
}
