import { createHash } from 'node:crypto';
import type { FakeRequest, World } from '../fake.mts';
import { missingScope, SquarespaceError, tooMany, unauthorized } from './errors.mts';

export type Permission = 'inventory.read' | 'inventory' | 'products.read' | 'products';

const key = (name: string): string =>
	createHash('sha256').update(`stockout sandbox squarespace ${name}`).digest('hex').slice(0, 36);

/** Keys a site owner could have made; their permissions can't be changed afterwards. */
export const keys = {
	full: key('full'),
	readOnly: key('read-only'),
	inventoryOnly: key('inventory only'),
	withoutHiding: key('without hiding'),
} as const;

const permissions: Readonly<Record<string, readonly Permission[]>> = {
	[keys.full]: ['inventory', 'products'],
	[keys.readOnly]: ['inventory.read', 'products.read'],
	[keys.inventoryOnly]: ['inventory'],
	[keys.withoutHiding]: ['inventory', 'products.read'],
};

export function authorize({ headers }: FakeRequest, needed: Permission | undefined): void {
	if (!headers['user-agent'])
		throw new SquarespaceError(400, 'INVALID_REQUEST_ERROR', 'The User-Agent header is required.');
	const given = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
	const allowed = permissions[given];
	if (!allowed) throw unauthorized();
	if (needed === undefined) return;
	const enough =
		allowed.includes(needed) || allowed.includes(needed.replace('.read', '') as Permission);
	if (!enough) throw missingScope();
}

const WINDOW_MS = 60_000;
const MOST_IN_WINDOW = 300;
const COOL_DOWN_MS = 60_000;

/** 300 requests a minute; who sends more waits a minute, and is not told how long (squarespace sheet, section 8). */
export function makeLimiter(world: World): () => void {
	let recent: number[] = [];
	let closedUntil = 0;
	return () => {
		const now = world.clock.now();
		if (now < closedUntil) throw tooMany();
		recent = recent.filter((at) => at > now - WINDOW_MS);
		if (recent.length >= MOST_IN_WINDOW) {
			closedUntil = now + COOL_DOWN_MS;
			throw tooMany();
		}
		recent.push(now);
	};
}
