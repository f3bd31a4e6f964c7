import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { tokenOf } from '../http/token';
import { tokenUrl } from '../platforms/wix/hosts';

const byKey = { show: { authentication: ['apiKey'] } };
const byApp = { show: { authentication: ['app'] } };

export class StockOutWixApi implements ICredentialType {
	name = 'stockOutWixApi';

	displayName = 'Stock-Out Wix API';

	icon = { light: 'file:wix.svg', dark: 'file:wix.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/wix.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Login Kind',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'API Key',
					value: 'apiKey',
					description: 'For the owner or a co-owner of the account',
				},
				{ name: 'Own Wix App (OAuth)', value: 'app' },
			],
			default: 'apiKey',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. IST....',
			displayOptions: byKey,
			description: 'From the API Keys Manager of your Wix account',
		},
		{
			displayName: 'Site ID',
			name: 'siteId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 11111111-2222-3333-4444-555555555555',
			displayOptions: byKey,
			description: "What stands after '/dashboard/' in the address of the site's dashboard",
		},
		{
			displayName: 'App ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: byApp,
		},
		{
			displayName: 'App Secret Key',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: byApp,
		},
		{
			displayName: 'App Instance ID',
			name: 'instanceId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: byApp,
			description: 'The ID of the installation of your app on this site',
		},
		{
			displayName: 'Webhook Public Key',
			name: 'publicKey',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. -----BEGIN PUBLIC KEY-----',
			displayOptions: byApp,
			description:
				"Only for the Stock-Out Trigger: from the page Webhooks of the app's dashboard. While it is being replaced, both keys one after the other.",
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom Address', value: 'custom' },
				{ name: 'Production', value: 'production' },
			],
			default: 'production',
			description: 'Wix has no sandbox; use a site of its own for trials',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://wix-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Wix',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Tokens of an app live for four hours and have no refresh token; an API key needs none. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.authentication !== 'app') return {};
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: tokenUrl(credentials),
			body: {
				grant_type: 'client_credentials',
				client_id: credentials.clientId,
				client_secret: credentials.clientSecret,
				instance_id: credentials.instanceId,
			},
			json: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		});
		return { sessionToken: tokenOf(answer) };
	}

	/** The bare key or token, without `Bearer`. A token knows its site, a key has to be told. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const login =
			credentials.authentication === 'app'
				? { authorization: String(credentials.sessionToken) }
				: {
						authorization: String(credentials.apiKey).trim(),
						'wix-site-id': String(credentials.siteId).trim(),
					};
		return { ...requestOptions, headers: { ...requestOptions.headers, ...login } };
	}

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://www.wixapis.com" }}',
			// The one address that both catalogs of Wix Stores answer.
			url: '/stores/v3/provision/version',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Wix did not accept the login. Copy app ID and app secret, or the API key, once more.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'catalogVersion',
					value: 'STORES_NOT_INSTALLED',
					message:
						'Wix Stores is not installed on this site. Check the site ID, or add Wix Stores to the site.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'catalogVersion',
					value: undefined,
					message:
						'Something answered, but not Wix. Check the address, and let firewalls pass requests from n8n.',
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}
