import { Buffer } from 'node:buffer';
import type { FakeRequest } from '../fake.mts';
import { WooError } from './error.mts';

interface Key {
	secret: string;
	permission: 'read' | 'write' | 'read_write';
	/** Whether the WordPress user behind the key may edit products. */
	shopRights: boolean;
}

export const secret = 'cs_5b1f0c9e7a3d4862b0e9f7c1d2a3846575e0f9b1';

/** The consumer keys of the shop; they share one secret. */
export const consumerKeys = {
	readWrite: 'ck_3f9a1c7e5d2b4068a9f1e3c5b7d90824e6a1c3f5',
	read: 'ck_81d4e7b2c5f809a3162e4d7b9c0f3a5e8d1b4c72',
	write: 'ck_c20b5e8f1a4d7093b6e9c2f5a8d1074b3e6f9c25',
	customer: 'ck_e7a0d3c6f9b2058e1d4a7c0f3b6e9285d1a4c7f0',
} as const;

const keys = new Map<string, Key>([
	[consumerKeys.readWrite, { secret, permission: 'read_write', shopRights: true }],
	[consumerKeys.read, { secret, permission: 'read', shopRights: true }],
	[consumerKeys.write, { secret, permission: 'write', shopRights: true }],
	[consumerKeys.customer, { secret, permission: 'read_write', shopRights: false }],
]);

/** Who is asking: allowed, a user without rights, or nobody WordPress knows. */
export type Caller = 'shopManager' | 'customer' | 'nobody';

const refusals = {
	view: ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
	read: ['woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.'],
	create: ['woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.'],
	edit: ['woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.'],
	delete: ['woocommerce_rest_cannot_delete', 'Sorry, you are not allowed to delete this resource.'],
	batch: [
		'woocommerce_rest_cannot_batch',
		'Sorry, you are not allowed to batch manipulate this resource.',
	],
} as const;

export type Wish = keyof typeof refusals;

export function permit(caller: Caller, wish: Wish): void {
	if (caller === 'shopManager') return;
	const [code, message] = refusals[wish];
	throw new WooError(code, message, { status: caller === 'customer' ? 403 : 401 });
}

const refuse = (message: string): WooError =>
	new WooError('woocommerce_rest_authentication_error', message, { status: 401 });

/** WordPress does this before it looks for the route; woocommerce sheet, section 9. */
export function authenticate(request: FakeRequest): Caller {
	// WooCommerce looks for this text in the address; elsewhere it ignores the key (sheet, section 2).
	if (!request.path.includes('/wp-json/wc/')) return 'nobody';
	const [name, given] = credentials(request);
	const key = keys.get(name);
	if (!key) return 'nobody';
	if (given !== key.secret) throw refuse('Consumer secret is invalid.');
	const reading = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
	if (reading && key.permission === 'write') {
		throw refuse('The API key provided does not have read permissions.');
	}
	if (!reading && key.permission === 'read') {
		throw refuse('The API key provided does not have write permissions.');
	}
	return key.shopRights ? 'shopManager' : 'customer';
}

function credentials({ headers, query }: FakeRequest): [string, string] {
	const inQuery = query.get('consumer_key');
	if (inQuery) return [inQuery, query.get('consumer_secret') ?? ''];
	const [, encoded = ''] = /^Basic (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
	const decoded = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = decoded.indexOf(':');
	return [decoded.slice(0, Math.max(colon, 0)), decoded.slice(colon + 1)];
}
