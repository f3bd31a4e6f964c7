import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who signs in to the local n8n; stored beside its database, readable by the person only. */
export interface Owner {
	email: string;
	password: string;
}

export function ownerFile(userFolder: string): string {
	return join(userFolder, 'owner.json');
}

export function readOwner(userFolder: string): Owner | undefined {
	const file = ownerFile(userFolder);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Owner) : undefined;
}

export function createOwner(userFolder: string): Owner {
	const owner = {
		email: 'demo@example.com',
		// n8n asks for a digit and a capital.
		password: `Demo1-${randomBytes(9).toString('base64url')}`,
	};
	writeFileSync(ownerFile(userFolder), `${JSON.stringify(owner, null, '\t')}\n`, { mode: 0o600 });
	return owner;
}
