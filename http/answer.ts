import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../events/json';

export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Path below the service's base address, or a full address the platform handed out (with `anonymous`). */
	path: string;
	query?: Readonly<Record<string, string>>;
	headers?: Readonly<Record<string, string>>;
	/** Objects and arrays go out as JSON, text as it is (then give a content-type), bytes as they are. */
	body?: IDataObject | readonly unknown[] | string;
	/** Which documented limit it counts against; a request without one counts against 'default'. */
	limit?: string;
	/** What it takes from that limit, 1 unless told. */
	weight?: number;
	/** May go out twice without harm: reads, absolute writes, writes with a key. Reads (GET) are so by themselves. */
	repeatable?: boolean;
	/** Without the credential: signed addresses refuse a second login. */
	anonymous?: boolean;
	/** The body of the answer as bytes. */
	bytes?: boolean;
	timeoutMs?: number;
}

export interface Answer {
	status: number;
	/** Lower-case names. */
	headers: Readonly<Record<string, string>>;
	/** Parsed JSON where it is JSON, else the text; bytes where asked for. Ids beyond 2^53 are text. */
	body: unknown;
}

/** The only way a platform reaches the outside. Resolves to a good answer, throws ChannelProblem otherwise. */
export type Call = (request: ApiRequest) => Promise<Answer>;

/** An object to look into, whatever came: a member of something that is not an object is undefined, not a crash. */
export function asObject(value: unknown): IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as IDataObject)
		: {};
}

export function asList(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.map(asObject) : [];
}

/** A number or a numeric text as a number, anything else as null. */
export function asNumber(value: unknown): number | null {
	if (typeof value !== 'number' && typeof value !== 'string') return null;
	if (typeof value === 'string' && value.trim() === '') return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

/** Text of a scalar; objects and nothing become ''. */
export function asText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? String(value)
		: '';
}

/** A date and time of any zone in ISO 8601 (UTC); undefined where it is none. */
export function asTime(value: unknown): string | undefined {
	const text = asText(value);
	const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The answer as n8n's helpers give it, in one form. */
export function toAnswer(
	status: unknown,
	headers: unknown,
	body: unknown,
	bytes: boolean | undefined,
): Answer {
	const lower: Record<string, string> = {};
	for (const [name, value] of Object.entries(asObject(headers)))
		lower[name.toLowerCase()] = String(value);
	return { status: Number(status), headers: lower, body: bytes ? body : parse(body) };
}

const LONG_NUMBER = /\d{16}/;

function parse(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	const start = body.trimStart()[0];
	if (start !== '{' && start !== '[') return body;
	try {
		// To look at each value takes several times as long, so only where there may be such an id.
		return LONG_NUMBER.test(body) ? parseJson(body) : (JSON.parse(body) as unknown);
	} catch {
		return body;
	}
}
