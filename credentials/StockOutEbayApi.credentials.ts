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
import { isOfTheApp, tokenUrl, TRADING } from '../platforms/ebay/hosts';

export class StockOutEbayApi implements ICredentialType {
	name = 'stockOutEbayApi';

	displayName = 'Stock-Out eBay API';

	icon = { light: 'file:ebay.svg', dark: 'file:ebay.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/ebay.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. MyShop-stockout-PRD-...',
			description: 'The App ID of your keyset in the eBay Developers Program',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The Cert ID of the same keyset',
		},
		{
			displayName: 'Refresh Token',
			name: 'refreshToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. v^1.1#i^1#...',
			description: 'Lasts 18 months; the page of eBay in the docs says how to get it',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom Address', value: 'custom' },
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'production',
			description: 'The sandbox has a keyset, users and tokens of its own',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://ebay-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like eBay',
		},
		{
			displayName: 'Alert Email',
			name: 'alertEmail',
			type: 'string',
			default: '',
			placeholder: 'e.g. name@example.com',
			description:
				'Only for the Stock-Out Trigger: eBay writes to this address when it cannot deliver. Not needed if your app has one already.',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'App Token',
			name: 'appToken',
			type: 'hidden',
			typeOptions: { password: true },
			default: '',
		},
	];

	/** Access tokens live for two hours; n8n asks anew when one is refused. The refresh token stays the same. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const login = Buffer.from(
			`${String(credentials.clientId)}:${String(credentials.clientSecret)}`,
		).toString('base64');
		const ask = async (form: Record<string, string>): Promise<string> => {
			const answer: unknown = await this.helpers.httpRequest({
				method: 'POST',
				url: tokenUrl(credentials),
				headers: {
					authorization: `Basic ${login}`,
					'content-type': 'application/x-www-form-urlencoded',
				},
				body: new URLSearchParams(form).toString(),
				json: true,
				timeout: 30_000,
				disableFollowRedirect: true,
			});
			return tokenOf(answer);
		};
		const [sessionToken, appToken] = await Promise.all([
			ask({
				grant_type: 'refresh_token',
				refresh_token: String(credentials.refreshToken),
			}),
			ask({
				grant_type: 'client_credentials',
				scope: 'https://api.ebay.com/oauth/api_scope',
			}),
		]);
		return { sessionToken, appToken };
	}

	/** The seller's token, in a header of its own for the Trading API; the app's where eBay wants that. */
	authenticate = async (
		{ sessionToken, appToken }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const token = String(isOfTheApp(request.url) ? appToken : sessionToken);
		const login = request.url.endsWith(TRADING)
			? { 'x-ebay-api-iaf-token': token }
			: { authorization: `Bearer ${token}` };
		return { ...request, headers: { ...request.headers, ...login } };
	};

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://api." + ($credentials.environment === "sandbox" ? "sandbox." : "") + "ebay.com" }}',
			// Protected by the scope the nodes need.
			url: '/sell/inventory/v1/inventory_item?limit=1',
			headers: { 'accept-language': 'en-US' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'eBay did not accept the refresh token. It belongs to one keyset and one environment, and ends with a new password; get a new one.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'eBay did not accept client ID and client secret. Copy App ID and Cert ID of the keyset again, and check the environment.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						"The login is right, but the token may not see the inventory. Get a new refresh token with the scope 'sell.inventory'.",
				},
			},
		],
	};
}
