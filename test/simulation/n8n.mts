// n8n's contexts without n8n: what the nodes use of them, straight into the sandbox. `sameAsN8n.test.mts` holds it against the real ones.
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';
import { Readable } from 'node:stream';

import type { Clock, FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import { ConnectionDropped } from '../../sandbox/faults.mts';
import type { Product } from './product.mts';

type Credential = ICredentialDataDecryptedObject;

/** Of one request; n8n's full response. */
interface Response {
	statusCode: number;
	headers: Record<string, string>;
	body: unknown;
}

interface Additional {
	oauth2?: { tokenExpiredStatusCode?: number | number[] };
	preAuthenticationRetryStatusCode?: number | number[];
}

/** What stands in n8n's credentials, renewals included. */
export class N8nAccounts {
	readonly stored: Record<string, Credential>;

	constructor(stored: Record<string, Credential>) {
		this.stored = structuredClone(stored);
	}

	get({ name, properties }: ICredentialType): Credential {
		const credential: Credential = { ...this.stored[name] };
		for (const { name: field, default: value } of properties) credential[field] ??= value as string;
		const { oauthTokenData } = credential;
		// All other values are plain.
		return oauthTokenData
			? { ...credential, oauthTokenData: { ...(oauthTokenData as IDataObject) } }
			: credential;
	}
}

/** One process of n8n. What it has begun when it is stopped is never ended: no answer reaches it any more. */
export interface N8n {
	product: Product;
	accounts: N8nAccounts;
	clock: Clock;
	/** The way to the internet. */
	send(slug: string, request: FakeRequest): Promise<FakeAnswer>;
	isStopped: boolean;
}

const never = new Promise<never>(() => undefined);

/** The HTTP helpers of a node. */
export function helpersOf(n8n: N8n) {
	const { product, accounts, clock } = n8n;
	const typeOf = (name: string): ICredentialType => product.credential(name);

	const send = async (options: IHttpRequestOptions, outlives = false): Promise<Response> => {
		const url = new URL(options.url);
		for (const [name, value] of Object.entries((options.qs ?? {}) as Record<string, string>))
			url.searchParams.set(name, String(value));
		const [, slug = '', ...rest] = url.pathname.split('/');
		const headers: Record<string, string> = {};
		for (const [name, value] of Object.entries(options.headers ?? {}))
			if (value !== undefined) headers[name.toLowerCase()] = String(value);
		if (options.auth) {
			const { username, password } = options.auth;
			headers.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
		}
		if (n8n.isStopped && !outlives) return await never;
		const answering = n8n.send(slug, {
			method: options.method ?? 'GET',
			path: `/${rest.join('/')}`,
			query: url.searchParams,
			headers,
			body: bodyOf(options, headers),
		});
		const answer = await (options.timeout === undefined
			? answering
			: Promise.race([answering, tooLate(clock, options.timeout)]));
		if (n8n.isStopped && !outlives) return await never;
		return {
			statusCode: answer.status,
			headers: answer.headers ?? {},
			body: inForm(options.encoding, Buffer.from(answer.body as string | Buffer)),
		};
	};

	const httpRequest = async (options: IHttpRequestOptions): Promise<unknown> => {
		let response: Response;
		try {
			response = await send(options);
		} catch (error) {
			if (error instanceof ConnectionDropped) throw networkError('ECONNRESET');
			if (error instanceof TimedOut) throw networkError('ECONNABORTED');
			throw error;
		}
		if (isFailure(response.statusCode, options)) throw statusError(response);
		const body = options.encoding === undefined ? parsed(response.body, options) : response.body;
		return options.returnFullResponse ? { ...response, body } : body;
	};

	const withSession = async (
		type: string,
		options: IHttpRequestOptions,
		retryOn: readonly number[],
	): Promise<unknown> => {
		const kind = typeOf(type);
		const session = kind.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable,
		);
		const renew = async (): Promise<void> => {
			const fresh = await kind.preAuthentication?.call(
				{ helpers: { httpRequest } } as never,
				accounts.get(typeOf(type)),
			);
			accounts.stored[type] = { ...accounts.stored[type], ...(fresh as Credential) };
		};
		const attempt = async () =>
			await httpRequest(
				await authenticated(kind, accounts.get(typeOf(type)), structuredClone(options)),
			);
		if (session && kind.preAuthentication && accounts.get(typeOf(type))[session.name] === '')
			await renew();
		try {
			return await attempt();
		} catch (error) {
			if (!session || !retryOn.includes(statusOf(error))) throw error;
			await renew();
			return await attempt();
		}
	};

	const withToken = async (
		type: string,
		options: IHttpRequestOptions,
		retryOn: readonly number[],
	): Promise<unknown> => {
		const attempt = async () => {
			const { access_token } = accounts.get(typeOf(type)).oauthTokenData as IDataObject;
			const headers = { ...options.headers, authorization: `Bearer ${String(access_token)}` };
			return await httpRequest({ ...options, headers });
		};
		try {
			return await attempt();
		} catch (error) {
			if (!retryOn.includes(statusOf(error))) throw error;
			await refresh(type);
			return await attempt();
		}
	};

	const refresh = async (type: string): Promise<void> => {
		const credential = accounts.get(typeOf(type));
		const token = credential.oauthTokenData as Record<string, string>;
		const text = (field: string) => ownExpression(String(credential[field] ?? ''), credential);
		const form: Record<string, string> = {
			grant_type: 'refresh_token',
			refresh_token: token.refresh_token ?? '',
		};
		const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
		if (credential.authentication === 'header')
			headers.authorization = `Basic ${Buffer.from(`${text('clientId')}:${text('clientSecret')}`).toString('base64')}`;
		else Object.assign(form, { client_id: text('clientId'), client_secret: text('clientSecret') });
		// A renewed token that n8n does not live to save is lost for good, and only a person can connect the account again.
		const answer = await send(
			{
				method: 'POST',
				url: text('accessTokenUrl'),
				headers,
				body: new URLSearchParams(form).toString(),
			},
			true,
		);
		const body = JSON.parse(String(answer.body)) as Record<string, string>;
		if (answer.statusCode >= 400 || body.error) throw new Error(body.error ?? 'invalid_grant');
		accounts.stored[type] = { ...accounts.stored[type], oauthTokenData: { ...token, ...body } };
	};

	return {
		httpRequest,
		async httpRequestWithAuthentication(
			this: unknown,
			type: string,
			options: IHttpRequestOptions,
			additional: Additional = {},
		): Promise<unknown> {
			const listOf = (codes: number | number[] | undefined) => [codes ?? 401].flat();
			return typeOf(type).extends?.includes('oAuth2Api')
				? await withToken(type, options, listOf(additional.oauth2?.tokenExpiredStatusCode))
				: await withSession(type, options, listOf(additional.preAuthenticationRetryStatusCode));
		},
	};
}

function inForm(encoding: IHttpRequestOptions['encoding'], body: Buffer): unknown {
	if (encoding === 'stream') return Readable.from([body]);
	return encoding === 'arraybuffer' ? body : body.toString();
}

class TimedOut extends Error {}

async function tooLate(clock: Clock, ms: number): Promise<never> {
	await clock.sleep(ms);
	throw new TimedOut();
}

function bodyOf({ body }: IHttpRequestOptions, headers: Record<string, string>): Buffer {
	if (body === undefined) return Buffer.alloc(0);
	if (Buffer.isBuffer(body)) return body;
	if (typeof body === 'string') return Buffer.from(body);
	if (body instanceof URLSearchParams) {
		headers['content-type'] ??= 'application/x-www-form-urlencoded';
		return Buffer.from(body.toString());
	}
	if (/x-www-form-urlencoded/.test(headers['content-type'] ?? ''))
		return Buffer.from(new URLSearchParams(body as Record<string, string>).toString());
	headers['content-type'] ??= 'application/json';
	return Buffer.from(JSON.stringify(body));
}

function isFailure(status: number, { ignoreHttpStatusErrors }: IHttpRequestOptions): boolean {
	if (status < 300) return false;
	if (typeof ignoreHttpStatusErrors === 'object')
		return ignoreHttpStatusErrors.except?.includes(status) ?? false;
	return ignoreHttpStatusErrors !== true;
}

function parsed(body: unknown, { json }: IHttpRequestOptions): unknown {
	if (typeof body !== 'string') return body;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		if (json) throw new Error('The answer is no JSON.');
		return body;
	}
}

const statusOf = (error: unknown): number => Number((error as { httpCode?: string }).httpCode);

/** As n8n wraps what axios throws. */
function statusError({ statusCode, headers, body }: Response): Error {
	const response = { status: statusCode, headers, data: body };
	return Object.assign(new Error(`Request failed with status code ${statusCode}`), {
		httpCode: String(statusCode),
		response,
		cause: { response },
	});
}

const networkError = (code: string): Error =>
	Object.assign(new Error(`The connection was lost (${code})`), {
		httpCode: code,
		cause: { code },
	});

async function authenticated(
	{ authenticate }: ICredentialType,
	credential: Credential,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	if (typeof authenticate === 'function') return await authenticate(credential, options);
	if (!authenticate) return options;
	const text = (value: string) =>
		value.startsWith('=') ? evaluate(value, { $credentials: credential }) : value;
	const out = options as unknown as Record<string, Record<string, unknown>>;
	for (const [part, group] of Object.entries(authenticate.properties)) {
		if (part === 'auth') {
			const { username, password } = group as unknown as Record<string, string>;
			const login = Buffer.from(`${text(username)}:${text(password)}`).toString('base64');
			out.headers = { ...out.headers, authorization: `Basic ${login}` };
			continue;
		}
		out[part] = { ...out[part] };
		for (const [key, value] of Object.entries(group as Record<string, string>))
			out[part][text(key)] = text(value);
	}
	return options;
}

const ownExpression = (value: string, $self: Credential): string =>
	value.startsWith('=') ? evaluate(value, { $self }) : value;

/** The few expressions that stand in our own credential types. */
function evaluate(template: string, scope: Record<string, unknown>): string {
	return template.slice(1).replace(/\{\{([\s\S]*?)\}\}/g, (_, code: string) => {
		const names = Object.keys(scope);
		const read = new Function(...names, `return (${code});`) as (...values: unknown[]) => unknown;
		return String(read(...names.map((name) => scope[name])));
	});
}

/** What all contexts have in common. */
export function contextOf(n8n: N8n, type: string, parameters: INodeParameters) {
	const { product, accounts } = n8n;
	const filled = product.parametersOf(type, parameters);
	return {
		getNode: () => ({
			id: 'node-1',
			name: 'Node',
			parameters: filled,
			type: `n8n-nodes-stockout.${type}`,
			typeVersion: 1,
			credentials: Object.fromEntries(
				Object.keys(accounts.stored).map((name) => [name, { id: name, name }]),
			),
		}),
		getCredentials: async (name: string) => accounts.get(product.credential(name)),
		helpers: helpersOf(n8n),
		logger: { warn: () => undefined },
		parameter: (name: string, fallback?: unknown): unknown => filled[name] ?? fallback,
	};
}

export interface NodeRun {
	executionId: string;
	parameters: INodeParameters;
	items: IDataObject[];
	signal?: AbortSignal;
}

/** One run of Acrylic Delist; `sku`, `restore` and `quantity` are read from the items. */
export async function runNode(n8n: N8n, run: NodeRun): Promise<INodeExecutionData[][]> {
	const { parameters, items } = run;
	const perItem: Record<string, (item: IDataObject) => unknown> = {
		sku: (item) => item.sku ?? '',
		restore: (item) => item.restore ?? '',
		quantity: (item) => item.quantity ?? '',
	};
	const { parameter, ...common } = contextOf(n8n, 'acrylicDelist', parameters);
	const context = {
		...common,
		getNodeParameter: (name: string, item: number, fallback?: unknown) =>
			name in perItem ? perItem[name]!(items[item]!) : parameter(name, fallback),
		getInputData: () => items.map((json) => ({ json })),
		getExecutionId: () => run.executionId,
		getExecutionCancelSignal: () => run.signal,
	};
	const { execute } = n8n.product.node('acrylicDelist');
	return (await execute!.call(context as never)) as INodeExecutionData[][];
}
