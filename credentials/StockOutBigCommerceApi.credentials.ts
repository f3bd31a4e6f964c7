import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

export class StockOutBigCommerceApi implements ICredentialType {
	name = 'stockOutBigCommerceApi';

	displayName = 'Stock-Out BigCommerce API';

	icon = { light: 'file:bigcommerce.svg', dark: 'file:bigcommerce.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/bigcommerce.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Path',
			name: 'url',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://api.bigcommerce.com/stores/abc123/v3/',
			description: 'As BigCommerce shows it beside the new token; the store hash alone works too',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Of a store-level API account with the scopes Products (modify), Store Inventory (modify) and Store Locations (read-only)',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Needed for the Stock-Out Trigger only: it proves that webhooks really come from BigCommerce. Shown together with the access token.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-Auth-Token': '={{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			// Like the nodes: BigCommerce's own host, or this very computer.
			baseURL:
				'={{ (() => { const s = $credentials.url.trim().replace(/\\/+$/, ""); if (/^[a-z0-9]+$/i.test(s)) return "https://api.bigcommerce.com/stores/" + s.toLowerCase() + "/v3"; const local = s.match(/^(http:\\/\\/(?:127\\.0\\.0\\.1|localhost)(?::\\d+)?\\/(?:.*\\/)?stores\\/[a-z0-9]+)(?:\\/v[23])?$/i); if (local) return local[1] + "/v3"; const own = s.match(/^(?:https:\\/\\/)?api\\.bigcommerce\\.com\\/stores\\/([a-z0-9]+)(?:\\/v[23])?$/i); return own ? "https://api.bigcommerce.com/stores/" + own[1].toLowerCase() + "/v3" : "https://not-a-bigcommerce-store.invalid"; })() }}',
			// Protected, and needs the right that stores most often lack.
			url: '/inventory/items?limit=1',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'BigCommerce did not accept the access token. Check that it belongs to this API path and that its API account still exists.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The token may not read the inventory. Make a new API account with the scopes named in the docs; scopes cannot be added later.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'BigCommerce knows no store at this API path. Copy it again.',
				},
			},
		],
	};
}
