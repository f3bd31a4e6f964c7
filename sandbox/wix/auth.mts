import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { applicationError, noRight, unauthenticated } from './answers.mts';

export const siteId = '5a1e0c3d-7b42-4f19-9c86-2d3e4f506172';

/** API keys an account owner could have made. */
export const apiKeys = {
	full: 'IST.eyJraWQiOiJQb3pIX2FDMiIsImFsZyI6IlJTMjU2In0.acrylic-full-9f27c1d4',
	withoutRights: 'IST.eyJraWQiOiJQb3pIX2FDMiIsImFsZyI6IlJTMjU2In0.acrylic-none-3b80e6a5',
};

export const app = {
	clientId: '8c1f7a90-3d52-4e6b-a1c8-0f9e8d7c6b5a',
	clientSecret: '2e7d4b18-96a3-4c50-8f1e-b7a6c5d4e3f2',
	instanceId: 'd4f6b8a0-1c3e-4a5b-9d7f-6e8c0a2b4d6f',
};

/** Four hours (wix sheet, section 2). */
const LIFETIME_S = 14_400;

export class Auth {
	readonly #world: World;
	readonly #tokens = new Map<string, number>();

	constructor(world: World) {
		this.#world = world;
	}

	token(request: FakeRequest): FakeAnswer {
		let given: Record<string, unknown> = {};
		try {
			given = JSON.parse(request.body.toString()) as Record<string, unknown>;
		} catch {
			return this.#refuse('invalid_request');
		}
		if (given['grant_type'] !== 'client_credentials') return this.#refuse('unsupported_grant_type');
		const known =
			given['client_id'] === app.clientId && given['client_secret'] === app.clientSecret;
		if (!known) return this.#refuse('invalid_client', 401);
		if (given['instance_id'] !== app.instanceId) return this.#refuse('invalid_grant');
		const random = Array.from({ length: 40 }, () =>
			Math.floor(this.#world.random() * 16).toString(16),
		);
		const access_token = `OauthNG.JWS.${random.join('')}`;
		this.#tokens.set(access_token, this.#world.clock.now() + LIFETIME_S * 1000);
		return { status: 200, body: { access_token, token_type: 'Bearer', expires_in: LIFETIME_S } };
	}

	/** The answer to a caller who may not; undefined lets it pass. */
	refusal({ headers }: FakeRequest): FakeAnswer | undefined {
		const given = headers['authorization'] ?? '';
		const until = this.#tokens.get(given);
		if (until !== undefined) {
			return until > this.#world.clock.now() ? undefined : unauthenticated();
		}
		if (given === apiKeys.withoutRights) return noRight();
		if (given !== apiKeys.full) return unauthenticated();
		const site = headers['wix-site-id'];
		if (site === undefined || site === '') {
			const text = "Couldn't extract metasiteId from the request context";
			return applicationError(428, 'MISSING_METASITE_ID', text);
		}
		return site === siteId ? undefined : noRight();
	}

	#refuse(error: string, status = 400): FakeAnswer {
		return { status, body: { error, error_description: '' } };
	}
}
