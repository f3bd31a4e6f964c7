import type { FakeRequest } from '../fake.mts';
import { conflict, invalid } from './errors.mts';
import type { Json, Shop } from './shop.mts';

const MOST_OPERATIONS = 50;
const KEY_LIFE_MS = 48 * 3_600_000;
const KINDS = [
	'incrementOperations',
	'decrementOperations',
	'setFiniteOperations',
	'setUnlimitedOperations',
] as const;

interface Operation {
	kind: (typeof KINDS)[number];
	variantId: unknown;
	quantity: unknown;
}

const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null ? (value as Json) : {};

/** Remembers keys for two days: the same key and body do nothing more. */
export function makeAdjust(shop: Shop): (request: FakeRequest) => void {
	const done = new Map<string, { body: string; at: number }>();
	return ({ headers, body }) => {
		const key = headers['idempotency-key'];
		if (key === undefined)
			throw invalid('The Idempotency-Key header is required.', 'MISSING_ARGUMENT');
		if (!/^[A-Za-z0-9_-]{1,64}$/.test(key))
			throw invalid('The Idempotency-Key is not valid.', 'INVALID_ARGUMENT');
		const text = body.toString();
		const now = shop.world.clock.now();
		const earlier = done.get(key);
		if (earlier && earlier.at > now - KEY_LIFE_MS) {
			if (earlier.body === text) return;
			throw invalid('The Idempotency-Key was used for another request.', 'INVALID_ARGUMENT');
		}
		apply(shop, operationsOf(parse(text)));
		done.set(key, { body: text, at: now });
	};
}

export function parse(text: string): Json {
	try {
		const parsed = JSON.parse(text) as unknown;
		if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
			return parsed as Json;
	} catch {
		throw invalid('The request body is not valid JSON.');
	}
	throw invalid('The request body must be an object.');
}

function operationsOf(body: Json): Operation[] {
	const operations = KINDS.flatMap((kind) =>
		(Array.isArray(body[kind]) ? (body[kind] as unknown[]) : []).map((one): Operation => {
			if (kind === 'setUnlimitedOperations') return { kind, variantId: one, quantity: null };
			const { variantId, quantity } = object(one);
			return { kind, variantId, quantity };
		}),
	);
	if (operations.length === 0)
		throw invalid('At least one operation is required.', 'MISSING_ARGUMENT');
	if (operations.length > MOST_OPERATIONS)
		throw invalid(`At most ${MOST_OPERATIONS} operations are allowed.`, 'INVALID_ARGUMENT');
	const ids = new Set(operations.map(({ variantId }) => variantId));
	if (ids.size !== operations.length)
		throw invalid('A variant may occur in one operation only.', 'INVALID_ARGUMENT');
	return operations;
}

/** All or nothing; which variant is at fault is not told. */
function apply(shop: Shop, operations: readonly Operation[]): void {
	const steps = operations.map(({ kind, variantId, quantity }) => {
		const known = shop.byVariant(variantId);
		if (!known) throw invalid('Variant not found.');
		const { product, variant } = known;
		const least = kind === 'setFiniteOperations' ? 0 : 1;
		const count = Number(quantity);
		if (kind === 'setUnlimitedOperations')
			return { product, variant, next: { unlimited: true, quantity: 0 } };
		if (!Number.isInteger(quantity) || count < least)
			throw invalid(`The quantity must be ${least} or more.`, 'INVALID_ARGUMENT');
		if (kind === 'setFiniteOperations')
			return { product, variant, next: { unlimited: false, quantity: count } };
		if (variant.unlimited)
			throw conflict('STOCK_NOT_TRACKED', 'The stock of the variant is unlimited.');
		const sum = variant.quantity + (kind === 'incrementOperations' ? count : -count);
		if (sum < 0) throw conflict('INSUFFICIENT_STOCK', 'There is not enough stock.');
		return { product, variant, next: { unlimited: false, quantity: sum } };
	});
	for (const { product, variant, next } of steps) {
		Object.assign(variant, next);
		shop.touch(product);
	}
}
