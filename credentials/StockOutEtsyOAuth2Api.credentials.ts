import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

export class StockOutEtsyOAuth2Api implements ICredentialType {
	name = 'stockOutEtsyOAuth2Api';

	displayName = 'Stock-Out Etsy OAuth2 API';

	extends = ['oAuth2Api'];

	icon = { light: 'file:etsy.svg', dark: 'file:etsy.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/etsy.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'pkce',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default:
				'={{ $self["environment"] === "custom" ? $self["customHost"].trim().replace(/\\/+$/, "") + "/oauth/connect" : "https://www.etsy.com/oauth/connect" }}',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default:
				'={{ ($self["environment"] === "custom" ? $self["customHost"].trim().replace(/\\/+$/, "") : "https://openapi.etsy.com") + "/v3/public/oauth/token" }}',
		},
		{
			displayName: 'Keystring',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description: 'From Etsy > Your Apps > See API Key Details',
		},
		{
			displayName: 'Shared Secret',
			name: 'sharedSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the same page as the keystring',
		},
		{
			displayName: 'Webhook Signing Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. whsec_...',
			description:
				'Only for the Stock-Out Trigger: the signing secret of the endpoint in the Webhook portal of your Etsy app',
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
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://etsy-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Etsy',
		},
		{
			// Etsy wants no secret at the token endpoint; it proves the app by PKCE, and its secret travels in a header.
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'hidden',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'listings_r listings_w shops_r transactions_r',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://openapi.etsy.com" }}',
			// Needs the key, the secret and the connection; the rights are granted together.
			url: '/v3/application/users/me',
			headers: {
				'x-api-key': '={{ $credentials.clientId.trim() + ":" + $credentials.sharedSecret.trim() }}',
			},
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Etsy did not accept the connection. Connect the account again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Etsy did not accept the app. Copy keystring and shared secret again, and check in Your Apps that Etsy has approved the app.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'shop_id',
					value: undefined,
					message:
						'Etsy answered, but this account has no shop. Connect the account that owns the shop.',
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}
