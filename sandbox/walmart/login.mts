import type { FakeRequest, World } from '../fake.mts';
import type { Result } from './answers.mts';
import { ApiError, badHeader, randomText, unauthorized } from './answers.mts';

export const account = {
	clientId: '7d4b6a1e-52c8-4f0b-9e3d-1a6c8b2f7e50',
	clientSecret:
		'APzv9Qk3mX7LrT2bYd8NfW5hJc4GsE6uKo1RtViZaBq0MxCyDnHpSwFgUeIlOj_4RkT9vXb2LmQ7PzYc3NdWf5A',
};

const lifetime = 900;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const scopes = {
	reports: 'no_access',
	item: 'view_only',
	shipping: 'no_access',
	price: 'no_access',
	lagtime: 'no_access',
	feeds: 'full_access',
	returns: 'no_access',
	orders: 'no_access',
	rules: 'no_access',
	inventory: 'full_access',
	content: 'no_access',
};

/** Client credentials, tokens of 900 s, and the headers every call must bring (walmart sheet, section 2). */
export class Login {
	readonly #world: World;
	readonly #tokens = new Map<string, number>();

	constructor(world: World) {
		this.#world = world;
	}

	token(request: FakeRequest): Result {
		checkHeaders(request);
		const basic = Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64');
		if (request.headers['authorization'] !== `Basic ${basic}`) throw unauthorized();
		const form = new URLSearchParams(request.body.toString());
		const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
		if (!isForm || form.get('grant_type') !== 'client_credentials') {
			throw new ApiError(400, {
				code: 'INVALID_REQUEST_PARAM.GMP_TOKEN_API',
				field: 'grant_type',
				description: 'grant_type is missing or not allowed.',
				info: 'Request parameter is invalid.',
			});
		}
		const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
		const token = `eyJraWQi${randomText(this.#world, 80, letters)}`;
		this.#tokens.set(token, this.#world.clock.now() + lifetime * 1000);
		const body = { access_token: token, token_type: 'Bearer', expires_in: lifetime };
		// Without this header Walmart answers in XML.
		return request.headers['accept'] === 'application/json'
			? { status: 200, body }
			: { status: 200, body: `<OAuthTokenDTO><accessToken>${token}</accessToken></OAuthTokenDTO>` };
	}

	/** @returns the market */
	check(request: FakeRequest): string {
		const expires = this.#tokens.get(request.headers['wm_sec.access_token'] ?? '');
		if (expires === undefined || expires <= this.#world.clock.now()) throw unauthorized();
		return checkHeaders(request);
	}

	detail(request: FakeRequest): Result {
		const expires = this.#tokens.get(request.headers['wm_sec.access_token'] ?? '') ?? 0;
		const body = {
			is_valid: true,
			is_channel_match: true,
			issued_at: String(expires - lifetime * 1000),
			expire_at: String(expires),
			scopes,
		};
		return { status: 200, body };
	}
}

function checkHeaders({ headers }: FakeRequest): string {
	if (!uuid.test(headers['wm_qos.correlation_id'] ?? '')) throw badHeader('WM_QOS.CORRELATION_ID');
	if (!headers['wm_svc.name']) throw badHeader('WM_SVC.NAME');
	const market = headers['wm_market'] ?? 'us';
	if (!['us', 'ca', 'mx', 'cl'].includes(market)) throw badHeader('WM_MARKET');
	if (market !== 'us' && headers['wm_global_version'] !== '3.1') {
		throw badHeader('WM_GLOBAL_VERSION');
	}
	return market;
}
