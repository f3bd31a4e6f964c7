import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

const CUSTOM = '.customHost.trim().replace(/\\/+$/, "")';

const signIn = (path: string): string =>
	`={{ ($self.environment === "custom" ? $self${CUSTOM} : "https://cloud.lightspeedapp.com") + "/auth/oauth/${path}" }}`;

export class StockOutLightspeedRetailOAuth2Api implements ICredentialType {
	name = 'stockOutLightspeedRetailOAuth2Api';

	displayName = 'Stock-Out Lightspeed Retail OAuth2 API';

	icon = { light: 'file:lightspeed-retail.svg', dark: 'file:lightspeed-retail.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/lightspeed-retail.md';

	extends = ['oAuth2Api'];

	properties: INodeProperties[] = [
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description: 'From the registration of your API client at Lightspeed',
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
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12345',
			description:
				'Leave it empty: Lightspeed tells which account you signed in to, for one more request per run',
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
			placeholder: 'e.g. https://lightspeed-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Lightspeed',
		},
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
			default: signIn('authorize'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: signIn('token'),
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			// The second one for the Purchase Order Trigger alone (sheet, section 2).
			default: 'employee:inventory employee:purchase_orders',
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
			baseURL: `={{ $credentials.environment === "custom" ? $credentials${CUSTOM} : "https://api.lightspeedapp.com" }}`,
			// The right the nodes need, where the account is known; else the account of this sign-in.
			url: '={{ "/API/V3/Account" + (($credentials.accountId || "").trim() ? "/" + encodeURIComponent($credentials.accountId.trim()) + "/Item.json?limit=1" : ".json") }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'Lightspeed did not renew the sign-in. Check client ID and client secret, then connect again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Lightspeed did not accept the sign-in. Connect the credential again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						"This sign-in may not read the items of the account. Check 'Account ID', or connect again as an employee who may edit items.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: "Lightspeed does not know this account. Correct 'Account ID' or leave it empty.",
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: '@attributes',
					value: undefined,
					message: "Something other than Lightspeed's data came back. Check 'Custom Address'.",
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}
