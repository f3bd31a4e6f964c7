import type { Clock, FakeAnswer, FakeRequest, World } from '../fake.mts';
import { denied, Refusal } from './errors.mts';

export const application = {
	id: 'q7m2x9k4v1b8n5c3z6l0j2h7g4f9d1s8',
	secret: 'Ht5Rw8Yq2ZkXv7Nb',
};

/** Made once for the seller's account; one of them may read only. */
export const refreshTokens = {
	full: 'Jd83-kQ02mVx7Lw5RzT1bYc9NpHs4GeU6AfKo3Di',
	readOnly: 'Wz61-pX94cBn2Mt8KqG5hVr7LdJy3FsE0OuIa1Rk',
};

const scopes: Readonly<Record<string, string>> = {
	[refreshTokens.full]: 'inventory orders',
	[refreshTokens.readOnly]: 'inventory.readonly',
};

const LIFETIME_S = 3_600;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The refresh grant with the application as Basic login (channeladvisor sheet, section 2). */
export class Access {
	readonly #world: World;
	readonly #tokens = new Map<string, { scope: string; until: number }>();
	/** The seller has taken the access back. */
	readonly revoked = new Set<string>();

	constructor(world: World) {
		this.#world = world;
	}

	/** The words of a refusal are not documented (channeladvisor sheet, section 2); these are OAuth's own. */
	token({ method, headers, body }: FakeRequest): FakeAnswer {
		const form = new URLSearchParams(body.toString('utf8'));
		const isForm = /^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? '');
		if (method !== 'POST' || !isForm) throw new Refusal(400, { error: 'invalid_request' });
		const login = Buffer.from(`${application.id}:${application.secret}`).toString('base64');
		if (headers['authorization'] !== `Basic ${login}`)
			throw new Refusal(400, { error: 'invalid_client' });
		if (form.get('grant_type') !== 'refresh_token')
			throw new Refusal(400, { error: 'unsupported_grant_type' });
		const refresh = form.get('refresh_token') ?? '';
		const scope = scopes[refresh];
		if (scope === undefined || this.revoked.has(refresh))
			throw new Refusal(400, { error: 'invalid_grant' });
		const token = Array.from(
			{ length: 44 },
			() => LETTERS[Math.floor(this.#world.random() * LETTERS.length)],
		).join('');
		this.#tokens.set(token, { scope, until: this.#world.clock.now() + LIFETIME_S * 1_000 });
		return {
			status: 200,
			body: { access_token: token, token_type: 'bearer', expires_in: LIFETIME_S },
		};
	}

	/** A missing right is answered like a missing login (channeladvisor sheet, section 9). */
	check({ method, headers, query }: FakeRequest): void {
		const [, bearer] = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
		const known = this.#tokens.get(bearer ?? query.get('access_token') ?? '');
		if (!known || known.until <= this.#world.clock.now()) throw denied();
		const mayWrite = known.scope.split(' ').includes('inventory');
		if (method !== 'GET' && !mayWrite) throw denied();
	}
}

const MINUTE_MS = 60_000;
const PER_MINUTE = 2_000;

/** Requests of one account in the last minute (channeladvisor sheet, section 8). */
export class Limit {
	readonly #clock: Clock;
	#times: number[] = [];

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	take(): boolean {
		const now = this.#clock.now();
		this.#times = this.#times.filter((at) => at > now - MINUTE_MS);
		if (this.#times.length >= PER_MINUTE) return false;
		this.#times.push(now);
		return true;
	}
}
