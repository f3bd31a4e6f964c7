import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

export class StockOutSquarespaceApi implements ICredentialType {
	name = 'stockOutSquarespaceApi';

	displayName = 'Stock-Out Squarespace API';

	icon = { light: 'file:squarespace.svg', dark: 'file:squarespace.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/squarespace.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'From Settings > Advanced > Developer API Keys, with the permissions Inventory and Products, both Read and Write',
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
			placeholder: 'e.g. https://squarespace-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Squarespace',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://api.squarespace.com" }}',
			// A right the nodes need, and the one that is forgotten most easily: the products.
			url: '/v2/commerce/products?type=PHYSICAL',
			headers: { 'user-agent': 'n8n-nodes-stockout' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Squarespace did not accept the API key, or it lacks the permission Products. Copy it again, or make a new one with Inventory and Products, both Read and Write.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The API key lacks a permission. Make a new one with Inventory and Products, both Read and Write.',
				},
			},
		],
	};
}
