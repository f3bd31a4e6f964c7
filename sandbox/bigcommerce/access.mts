import type { FakeRequest } from '../fake.mts';
import { BigError, notFound, said } from './answers.mts';

export const storeHash = 'b4cr7l';

/** Of the API account that all tokens below belong to. */
export const clientId = 'm9r6keqmo7h7f23btnpwernbez1kglkl';
export const clientSecret = 'b3f1a97c54de08216c9f7d2e4a6b8c0d1e3f5a7b9c2d4e6f8a0b1c3d5e7f9a1b';

/** Tokens of store-level API accounts; their scopes cannot be changed later (bigcommerce sheet, section 2). */
export const tokens = {
	full: {
		token: '7k2qv9xw4m1tz8b6n3r5hy0cjd4gfsa',
		scopes: ['products', 'products modify', 'inventory', 'inventory modify', 'locations'],
	},
	readOnly: {
		token: '3h8wd5rq1zn7xk4tb9m2vy6cjg0lfse',
		scopes: ['products', 'inventory', 'locations'],
	},
	withoutInventory: {
		token: '9m4zt1kx6wq8rb3vn5h7yd2cjg0lfsu',
		scopes: ['products', 'products modify'],
	},
};

/** @returns the scopes of the token */
export function authenticate(request: FakeRequest, hash: string): readonly string[] {
	const given = request.headers['x-auth-token'];
	const known = Object.values(tokens).find(({ token }) => token === given);
	// The body of a 401 is empty or a text (bigcommerce sheet, section 9).
	if (!known) throw new Unauthorized();
	if (hash.toLowerCase() !== storeHash) throw notFound('The store');
	return known.scopes;
}

export class Unauthorized extends Error {}

export function permit(scopes: readonly string[], scope: string): void {
	if (scopes.includes(scope)) return;
	throw new BigError(said(403, "You don't have a required scope to access the endpoint"));
}
