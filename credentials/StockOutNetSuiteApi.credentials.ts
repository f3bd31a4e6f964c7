import {
	OperationalError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INodeProperties,
} from 'n8n-workflow';

import { tokenUrl } from '../platforms/netsuite/account';
import { clientAssertion, tokenHeader } from '../platforms/netsuite/login';

const withCertificate = { show: { authentication: ['certificate'] } };
const withToken = { show: { authentication: ['token'] } };

export class StockOutNetSuiteApi implements ICredentialType {
	name = 'stockOutNetSuiteApi';

	displayName = 'Stock-Out NetSuite API';

	icon = { light: 'file:netsuite.svg', dark: 'file:netsuite.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/netsuite.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1234567 or 1234567_SB1',
			description: 'From Setup > Company > Company Information; a sandbox has its own',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'OAuth 2.0 Client Credentials (Certificate)',
					value: 'certificate',
					description: 'The way for everything new',
				},
				{
					name: 'Token-Based Authentication (TBA)',
					value: 'token',
					description: 'NetSuite lets nobody make new ones from release 2027.1',
				},
			],
			default: 'certificate',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: withCertificate,
			description: 'Shown once when the integration record is saved',
		},
		{
			displayName: 'Certificate ID',
			name: 'certificateId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: withCertificate,
			description: 'From Setup > Integration > OAuth 2.0 Client Credentials (M2M) Setup',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. -----BEGIN PRIVATE KEY-----...',
			displayOptions: withCertificate,
			description:
				'The key that belongs to the uploaded certificate, in PEM form without a passphrase: RSA with 3072 or 4096 bits, or elliptic curve',
		},
		{
			displayName: 'Consumer Key',
			name: 'consumerKey',
			type: 'string',
			required: true,
			default: '',
			displayOptions: withToken,
		},
		{
			displayName: 'Consumer Secret',
			name: 'consumerSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: withToken,
		},
		{
			displayName: 'Token ID',
			name: 'tokenId',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: withToken,
		},
		{
			displayName: 'Token Secret',
			name: 'tokenSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: withToken,
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom Address', value: 'custom' },
				{ name: 'NetSuite (Production or Sandbox, by Account ID)', value: 'netsuite' },
			],
			default: 'netsuite',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://netsuite-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like NetSuite',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the Stock-Out Trigger: the same text as in Setup > Company > API Secrets, best 32 random characters or more',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Access tokens live for an hour and have no refresh token: n8n asks anew when one is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		// Each request is signed by itself; n8n only wants the field filled.
		if (credentials.authentication === 'token') return { sessionToken: 'tba' };
		const assertion = clientAssertion(credentials);
		if (!assertion)
			throw new OperationalError(
				'The private key in the NetSuite credential cannot be read: enter the whole PEM text, without a passphrase',
			);
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: tokenUrl(credentials),
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({
				grant_type: 'client_credentials',
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
				client_assertion: assertion,
			}).toString(),
			json: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		})) as { access_token?: string } | string;
		// Without this check the rights of the role would get the blame.
		if (typeof answer === 'string' || !answer?.access_token)
			throw new OperationalError(
				'A web page or something else came back instead of a token, most likely from a firewall or proxy',
			);
		return { sessionToken: answer.access_token };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const address = `${request.baseURL ?? ''}${request.url}`;
		const authorization =
			credentials.authentication === 'token'
				? tokenHeader(credentials, request.method ?? 'GET', address)
				: `Bearer ${String(credentials.sessionToken)}`;
		request.headers = { ...request.headers, authorization };
		return request;
	}

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			method: 'POST',
			baseURL:
				'={{ ($credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://" + $credentials.accountId.trim().replace(/^https?:\\/\\//i, "").split(/[.\\/]/)[0].toLowerCase().replace(/_/g, "-") + ".suitetalk.api.netsuite.com") + "/services/rest" }}',
			url: '/query/v1/suiteql?limit=1',
			headers: { prefer: 'transient', 'content-type': 'application/json' },
			// The rights the nodes need to find items.
			body: { q: 'SELECT id FROM item FETCH FIRST 1 ROWS ONLY' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'NetSuite did not accept the login. Check account ID and keys, and that certificate or token are still active; a refreshed sandbox forgets them.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The login is right, but the role may not read items by queries. Give it the permissions named in the docs.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'NetSuite gave no token, or the role may not read items. Check client ID, certificate ID and private key, then the permissions named in the docs.',
				},
			},
		],
	};
}
