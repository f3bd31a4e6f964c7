import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { loginHeader } from '../http/loginHeader';
import { tokenOf } from '../http/token';
import { tokenUrl } from '../platforms/amazon/hosts';

export class StockOutAmazonApi implements ICredentialType {
	name = 'stockOutAmazonApi';

	displayName = 'Stock-Out Amazon API';

	icon = { light: 'file:amazon.svg', dark: 'file:amazon.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/amazon.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'Europe, Middle East, Africa and India', value: 'eu' },
				{ name: 'Far East (Japan, Australia, Singapore)', value: 'fe' },
				{ name: 'North and South America', value: 'na' },
			],
			default: 'na',
			displayOptions: { hide: { environment: ['custom'] } },
		},
		{
			displayName: 'Seller ID',
			name: 'sellerId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. A2EXAMPLE12345',
			description: 'The merchant token in Seller Central > Account Info',
		},
		{
			displayName: 'Marketplace IDs',
			name: 'marketplaceIds',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. ATVPDKIKX0DER',
			description: 'Your main marketplace first; separate several by commas',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. amzn1.application-oa2-client....',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Amazon ends it after 180 days; then make a new one and enter it here',
		},
		{
			displayName: 'Refresh Token',
			name: 'refreshToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. Atzr|...',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom Address', value: 'custom' },
				{ name: 'Production', value: 'production' },
				{ name: "Sandbox (Amazon's Canned Answers)", value: 'sandbox' },
			],
			default: 'production',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://amazon-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Amazon',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Access tokens live for an hour; n8n asks anew when one is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const form = new URLSearchParams({
			grant_type: 'refresh_token',
			refresh_token: String(credentials.refreshToken),
			client_id: String(credentials.clientId),
			client_secret: String(credentials.clientSecret),
		});
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: tokenUrl(credentials),
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: form.toString(),
			json: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		});
		return { sessionToken: tokenOf(answer) };
	}

	authenticate = loginHeader('x-amz-access-token', ({ sessionToken }) => String(sessionToken));

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://" + ($credentials.environment === "sandbox" ? "sandbox." : "") + "sellingpartnerapi-" + $credentials.region + ".amazon.com" }}',
			// The rights the nodes need: the listings of this seller in this marketplace.
			url: '={{ "/listings/2021-08-01/items/" + encodeURIComponent($credentials.sellerId.trim()) + "?pageSize=1&includedData=summaries&marketplaceIds=" + encodeURIComponent($credentials.marketplaceIds.split(",")[0].trim()) }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Amazon did not accept client ID and client secret. Client secrets end after 180 days: make a new one and enter it here.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						"Amazon denies access. Check region and seller ID, and that the app has the role 'Product Listing'.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'Amazon did not accept the login or the marketplace. Check refresh token, client secret and marketplace IDs.',
				},
			},
		],
	};
}
