import type { FakeRequest } from '../fake.mts';
import { fail, WebserviceError } from './errors.mts';

export interface Key {
	key: string;
	active: boolean;
	/** Allowed methods by resource. */
	rights: Record<string, string[]>;
}

const read = ['GET', 'HEAD'];
const write = [...read, 'PUT', 'PATCH'];
const readable = ['products', 'combinations', 'stock_availables', 'shops', 'supply_orders'];
const rightsTo = (methods: string[], names = readable) =>
	Object.fromEntries(names.map((name) => [name, methods]));

export const keys = {
	full: {
		key: 'K7QW2N5RJ8XB4TZ1VM6HD3CYF9GLSP0A',
		active: true,
		rights: { ...rightsTo(read), ...rightsTo(write, ['products', 'stock_availables']) },
	},
	readOnly: { key: 'R3XV9KD6WQ1ZB8JM5TNC2HGY7FLSP4A0', active: true, rights: rightsTo(read) },
	withoutRights: { key: 'N1TB6YQ4KZ9WD2RXM7VJC5HG8FLSP3A0', active: true, rights: {} },
	inactive: { key: 'D8MC3ZQ7VK2WN5TXR1YJB6HG4FLSP9A0', active: false, rights: {} },
} satisfies Record<string, Key>;

/** The key is the user name; hosts that drop the header get it as `ws_key`. Undefined = neither came. */
export function givenKey(request: FakeRequest): string | undefined {
	const [, encoded] = /^Basic (.+)$/i.exec(request.headers['authorization'] ?? '') ?? [];
	if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString().split(':')[0];
	return request.query.get('ws_key') ?? undefined;
}

export function authenticate(given: string): Key {
	if (given === '') return fail(401, 17, 'Authentication key is empty');
	if (given.length !== 32) return fail(401, 18, 'Invalid authentication key format');
	const known: Key | undefined = Object.values(keys).find(({ key }) => key === given);
	const noRight = { code: 21, message: 'No permission for this authentication key' };
	if (!known?.active) {
		const inactive = { code: 20, message: 'Authentification key is not active' };
		throw new WebserviceError(401, inactive, noRight);
	}
	if (Object.keys(known.rights).length === 0) throw new WebserviceError(401, noRight);
	return known;
}
