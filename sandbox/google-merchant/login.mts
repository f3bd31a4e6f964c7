import { generateKeyPairSync, verify } from 'node:crypto';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { json, unauthenticated } from './errors.mts';

/** A key that unlocks nothing but this fake. It is made anew in each process, so that none stands in the repository. */
const keys = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const project = 'acrylic-stock-out';

export const account = {
	merchantId: '5310882746',
	email: `n8n-stock-out@${project}.iam.gserviceaccount.com`,
	privateKey: keys.privateKey,
};

const scope = 'https://www.googleapis.com/auth/content';
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const hour = 3600;

/** Google's token address for service accounts: a signed statement for a token of an hour (google-merchant sheet, section 2). */
export class Login {
	readonly #world: World;
	readonly #audience: string;
	readonly #tokens = new Map<string, number>();

	constructor(world: World, audience: string) {
		this.#world = world;
		this.#audience = audience;
	}

	token(request: FakeRequest): FakeAnswer {
		const type = request.headers['content-type'] ?? '';
		if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded')) {
			return refuse('invalid_request', 'Required parameter is missing: grant_type');
		}
		const form = new URLSearchParams(request.body.toString());
		if (form.get('grant_type') !== grant) {
			const text = `Invalid grant_type: ${form.get('grant_type') ?? ''}`;
			return refuse('unsupported_grant_type', text);
		}
		return this.#judge(form.get('assertion') ?? '') ?? this.#issue();
	}

	check({ headers }: FakeRequest): void {
		const [, token = ''] = /^Bearer (.+)$/.exec(headers['authorization'] ?? '') ?? [];
		if ((this.#tokens.get(token) ?? 0) <= this.#world.clock.now()) throw unauthenticated();
	}

	/** What is wrong with a statement, if anything. */
	#judge(assertion: string): FakeAnswer | undefined {
		const [head = '', body = '', signature = ''] = assertion.split('.');
		const header = parsed(head);
		const claims = parsed(body);
		if (header?.['alg'] !== 'RS256' || !claims) {
			return refuse('invalid_request', 'Bad JWT: not a signed statement.');
		}
		if (claims['iss'] !== account.email) {
			return refuse('invalid_grant', 'Invalid grant: account not found');
		}
		const text = Buffer.from(`${head}.${body}`);
		if (!verify('RSA-SHA256', text, keys.publicKey, Buffer.from(signature, 'base64url'))) {
			return refuse('invalid_grant', 'Invalid JWT Signature.');
		}
		if (claims['aud'] !== this.#audience) {
			return refuse('invalid_grant', 'Invalid JWT: Failed audience check.');
		}
		const now = this.#world.clock.now() / 1000;
		const [iat, exp] = [Number(claims['iat']), Number(claims['exp'])];
		if (!(iat <= now + 300 && exp > now && exp - iat <= hour)) {
			return refuse(
				'invalid_grant',
				'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
			);
		}
		if (claims['scope'] !== scope) {
			return refuse('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
		}
		return undefined;
	}

	#issue(): FakeAnswer {
		const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
		const text = Array.from({ length: 60 }, () => letters[Math.floor(this.#world.random() * 64)]);
		const access_token = `ya29.c.${text.join('')}`;
		this.#tokens.set(access_token, this.#world.clock.now() + hour * 1000);
		return {
			status: 200,
			headers: json,
			body: { access_token, expires_in: hour - 1, token_type: 'Bearer' },
		};
	}
}

const refuse = (error: string, error_description: string): FakeAnswer => ({
	status: 400,
	headers: json,
	body: { error, error_description },
});

function parsed(part: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
		return typeof value === 'object' && value !== null
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}
