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
import { apiHost, commonHeaders } from '../platforms/walmart/hosts';

export class StockOutWalmartApi implements ICredentialType {
	name = 'stockOutWalmartApi';

	displayName = 'Stock-Out Walmart API';

	icon = { light: 'file:walmart.svg', dark: 'file:walmart.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/walmart.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Market',
			name: 'market',
			type: 'options',
			options: [
				{ name: 'Canada', value: 'ca' },
				{ name: 'Chile', value: 'cl' },
				{ name: 'Mexico', value: 'mx' },
				{ name: 'United States', value: 'us' },
			],
			default: 'us',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description: "From the page API Key Management in Walmart's Developer Portal",
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom Address', value: 'custom' },
				{ name: 'Production', value: 'production' },
				{
					name: 'Sandbox',
					value: 'sandbox',
					description: 'Has client ID and client secret of its own',
				},
			],
			default: 'production',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://walmart-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Walmart',
		},
		{
			displayName: 'Consumer Channel Type',
			name: 'channelType',
			type: 'string',
			default: '',
			description: 'Only if Walmart gave you one when you signed up; otherwise leave it empty',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Access tokens live for 15 minutes, and there is no refresh token: n8n asks anew when one is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const login = Buffer.from(
			`${String(credentials.clientId).trim()}:${String(credentials.clientSecret).trim()}`,
		);
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${apiHost(credentials)}/v3/token`,
			headers: {
				...commonHeaders(credentials),
				authorization: `Basic ${login.toString('base64')}`,
				'content-type': 'application/x-www-form-urlencoded',
			},
			body: 'grant_type=client_credentials',
			json: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		});
		return { sessionToken: tokenOf(answer) };
	}

	/** A function, because every request needs a number of its own. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return {
			...request,
			headers: {
				...request.headers,
				...commonHeaders(credentials),
				'WM_SEC.ACCESS_TOKEN': String(credentials.sessionToken),
			},
		};
	}

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://" + ($credentials.environment === "sandbox" ? "sandbox" : "marketplace") + ".walmartapis.com" }}',
			// In the United States Walmart tells what the key may do; elsewhere the items show that it may read at least.
			url: '={{ ($credentials.market || "us") === "us" ? "/v3/token/detail" : "/v3/items?limit=1&nextCursor=*" }}',
			headers: { 'content-type': 'application/json' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						"Walmart did not accept client ID and client secret. Copy both again from Walmart's Developer Portal.",
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'is_valid',
					value: false,
					message:
						'Walmart says that this key is not valid. Make a new one in the Developer Portal.',
				},
			},
			...['inventory', 'feeds'].flatMap((scope) =>
				['view_only', 'no_access'].map((value) => ({
					type: 'responseSuccessBody' as const,
					properties: {
						key: `scopes.${scope}`,
						value,
						message: `The login is right, but the key may not change '${scope}'. Give it full access there in Walmart's Developer Portal.`,
					},
				})),
			),
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'scopes.item',
					value: 'no_access',
					message:
						"The login is right, but the key may not read items. Give it view access there in Walmart's Developer Portal.",
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}
