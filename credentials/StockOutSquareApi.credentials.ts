import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

export class StockOutSquareApi implements ICredentialType {
	name = 'stockOutSquareApi';

	displayName = 'Stock-Out Square API';

	icon = { light: 'file:square.svg', dark: 'file:square.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/square.md';

	properties: INodeProperties[] = [
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
			description: 'Production and sandbox have tokens of their own',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://square-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Square',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the Square Developer Console: your application > Credentials',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '2026-09-16',
			description: 'Leave it as it is unless Square retires the version',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				Authorization: '=Bearer {{$credentials.accessToken}}',
				'Square-Version': '={{$credentials.apiVersion || "2026-09-16"}}',
			},
		},
	};

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			method: 'POST',
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : $credentials.environment === "sandbox" ? "https://connect.squareupsandbox.com" : "https://connect.squareup.com" }}',
			// A right the nodes need: the counts of the account.
			url: '/v2/inventory/counts/batch-retrieve',
			headers: { 'content-type': 'application/json' },
			body: { states: ['IN_STOCK'], limit: 1 },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						"Square did not accept the access token. Copy it again, and check that 'Environment' fits it: production and sandbox have tokens of their own.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The access token may not read the inventory. Use the personal access token of your own application.',
				},
			},
		],
	};
}
