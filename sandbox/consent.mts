import { createHash } from 'node:crypto';
import type { FakeAnswer, FakeRequest, World } from './fake.mts';

export interface ConsentOptions {
	clientId: string;
	/** What may be asked for; anything else is `invalid_scope`. */
	scopes: readonly string[];
	/** Between the scopes of one request. */
	separator?: string;
	needsPkce?: boolean;
	lifeMs?: number;
	/** What the redirect carries besides code and state. */
	extra?: Readonly<Record<string, string>>;
}

interface Code {
	redirectUri: string;
	challenge: string;
	scopes: readonly string[];
	until: number;
}

/** The page of an OAuth 2.0 sign-in where the owner of the account says yes; here at once (RFC 6749, section 4.1; RFC 7636). */
export class Consent {
	readonly #world: World;
	readonly #options: ConsentOptions;
	readonly #codes = new Map<string, Code>();
	/** The owner says no. */
	denies = false;

	constructor(world: World, options: ConsentOptions) {
		this.#world = world;
		this.#options = options;
	}

	authorize({ method, query }: FakeRequest): FakeAnswer {
		const { clientId, scopes, separator = ' ', needsPkce = false, extra = {} } = this.#options;
		const ask = (name: string): string => query.get(name) ?? '';
		const redirectUri = ask('redirect_uri');
		// Without a client and an address that are right nobody is sent anywhere.
		if (method !== 'GET' || ask('client_id') !== clientId || !URL.canParse(redirectUri))
			return { status: 400, body: 'This application is not known.' };
		const asked = ask('scope').split(separator).filter(Boolean);
		const back = (fields: Record<string, string>): FakeAnswer => {
			const url = new URL(redirectUri);
			for (const [name, value] of Object.entries({ ...fields, state: ask('state') }))
				url.searchParams.set(name, value);
			return { status: 302, headers: { location: url.href }, body: '' };
		};
		if (ask('response_type') !== 'code') return back({ error: 'unsupported_response_type' });
		if (needsPkce && (ask('code_challenge') === '' || ask('code_challenge_method') !== 'S256'))
			return back({ error: 'invalid_request' });
		if (asked.length === 0 || asked.some((scope) => !scopes.includes(scope)))
			return back({ error: 'invalid_scope' });
		if (this.denies) return back({ error: 'access_denied' });
		const code = Buffer.from(
			Array.from({ length: 24 }, () => Math.floor(this.#world.random() * 256)),
		).toString('hex');
		this.#codes.set(code, {
			redirectUri,
			challenge: ask('code_challenge'),
			scopes: asked,
			until: this.#world.clock.now() + (this.#options.lifeMs ?? 60_000),
		});
		return back({ code, ...extra });
	}

	/** The scopes that were agreed to; undefined when the code is wrong, old, used before or another's. */
	redeem(form: URLSearchParams): readonly string[] | undefined {
		const given = form.get('code') ?? '';
		const code = this.#codes.get(given);
		this.#codes.delete(given);
		if (!code || code.until < this.#world.clock.now()) return undefined;
		if (form.get('redirect_uri') !== code.redirectUri) return undefined;
		const verifier = createHash('sha256')
			.update(form.get('code_verifier') ?? '')
			.digest('base64url');
		return code.challenge === '' || verifier === code.challenge ? code.scopes : undefined;
	}
}
