import type { FakeAnswer, World } from '../fake.mts';

/** A call that Linnworks refuses. Nearly everything is status 400 (linnworks sheet, section 9). */
export class Refused extends Error {
	readonly status: number;

	constructor(message: string, status = 400) {
		super(message);
		this.status = status;
	}
}

/** The form of the one recorded error; the texts are our own where none is known. */
export const errorAnswer = ({ status, message }: Refused): FakeAnswer => ({
	status,
	body: { Code: '-', Message: message },
});

export const unknownSession = (): Refused => new Refused('Token is wrong.', 401);

export const quotaExceeded = (perMinute: number): FakeAnswer => ({
	status: 429,
	body: { Message: `API calls quota exceeded! Maximum admitted ${perMinute} per Minute.` },
});

export const guid = (world: World): string =>
	[8, 4, 4, 4, 12]
		.map((length) =>
			Array.from({ length }, () => Math.floor(world.random() * 16).toString(16)).join(''),
		)
		.join('-');

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isGuid = (value: unknown): value is string =>
	typeof value === 'string' && GUID.test(value);

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names of members in any case, as .NET binds them. */
export function member(body: unknown, name: string): unknown {
	if (!isObject(body)) return undefined;
	const key = Object.keys(body).find((one) => one.toLowerCase() === name.toLowerCase());
	return key === undefined ? undefined : body[key];
}

export const members = (body: unknown, name: string): unknown[] => {
	const value = member(body, name);
	return Array.isArray(value) ? value : [];
};
