import type { FakeAnswer, FakeRequest } from '../fake.mts';
import type { Caller } from './auth.mts';
import { WooError, noRoute } from './error.mts';
import { check } from './params.mts';
import type { Rules } from './params.mts';

export interface Call {
	caller: Caller;
	/** The numbers in the path. */
	ids: number[];
	/** The text in the path, for settings. */
	name: string;
	query: URLSearchParams;
	body: Record<string, unknown>;
}

export interface Route {
	methods: readonly string[];
	path: RegExp;
	/** Checked on the query when reading, on the body when writing. */
	rules?: Rules;
	run(call: Call): FakeAnswer;
}

/** WordPress calls these "editable" and makes no difference between them. */
export const editable = ['PUT', 'POST', 'PATCH'];

/** The order of the checks is WordPress': route, JSON, parameters; the rights come last, in `run`. */
export function dispatch(
	routes: readonly Route[],
	path: string,
	request: FakeRequest,
	caller: Caller,
): FakeAnswer {
	for (const route of routes) {
		const match = route.path.exec(path);
		if (!match || !route.methods.includes(request.method)) continue;
		const body = parse(request);
		const given = request.method === 'GET' ? Object.fromEntries(request.query) : body;
		if (route.rules) check(given, route.rules);
		const parts = match.slice(1);
		return route.run({
			caller,
			ids: parts.map(Number),
			name: parts.join('/'),
			query: request.query,
			body,
		});
	}
	throw noRoute();
}

/** A body that is not declared as JSON is not seen at all; woocommerce sheet, section 4. */
function parse({ headers, body }: FakeRequest): Record<string, unknown> {
	if (!/^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '')) return {};
	if (body.length === 0) return {};
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		throw new WooError('rest_invalid_json', 'Invalid JSON body passed.', {
			status: 400,
			json_error_code: 4,
			json_error_message: 'Syntax error',
		});
	}
}
