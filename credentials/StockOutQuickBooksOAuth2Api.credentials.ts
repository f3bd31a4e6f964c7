import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Intuit keeps consent, tokens and data on hosts of their own; a test server has all of them on one. */
const signIn = (host: string, path: string): string =>
	`={{ ($self.environment === "custom" ? $self.customHost.trim().replace(/\\/+$/, "") : "${host}") + "${path}" }}`;

export class StockOutQuickBooksOAuth2Api implements ICredentialType {
	name = 'stockOutQuickBooksOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Stock-Out QuickBooks OAuth2 API';

	icon = { light: 'file:quickbooks.svg', dark: 'file:quickbooks.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/quickbooks-commerce.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: signIn('https://appcenter.intuit.com', '/connect/oauth2'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: signIn('https://oauth.platform.intuit.com', '/oauth2/v1/tokens/bearer'),
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'com.intuit.quickbooks.accounting',
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
			default: 'header',
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
			description: 'An Intuit app has keys of their own for production and sandbox',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://quickbooks-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like QuickBooks',
		},
		{
			displayName: 'Company ID',
			name: 'companyId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1234567890123456',
			description: 'Leave it empty: the sign-in tells which company was chosen',
		},
		{
			displayName: 'Webhook Verifier Token',
			name: 'webhookVerifierToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the Stock-Out Trigger: from the page Webhooks of your app in the Intuit developer portal',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : $credentials.environment === "sandbox" ? "https://sandbox-quickbooks.api.intuit.com" : "https://quickbooks.api.intuit.com" }}',
			// What the nodes need: the items of this company.
			url: '={{ "/v3/company/" + (($credentials.companyId || "").replace(/[\\s-]/g, "") || $credentials.oauthTokenData?.callbackQueryString?.realmId) + "/query" }}',
			qs: { query: 'select * from Item maxresults 1', minorversion: '75' },
			headers: { accept: 'application/json' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'QuickBooks did not accept the login. Connect the credential again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						"QuickBooks does not let this login into the company. Check 'Environment' and 'Company ID', and connect again as an administrator of the company.",
				},
			},
		],
	};
}
