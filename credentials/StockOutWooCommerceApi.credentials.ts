import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

export class StockOutWooCommerceApi implements ICredentialType {
	name = 'stockOutWooCommerceApi';

	displayName = 'Stock-Out WooCommerce API';

	icon = { light: 'file:woocommerce.svg', dark: 'file:woocommerce.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/woocommerce.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Shop Address',
			name: 'url',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://www.my-shop.com',
			description:
				"With the sub-folder if there is one; add '/index.php' if the shop has no pretty permalinks",
		},
		{
			displayName: 'Consumer Key',
			name: 'consumerKey',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. ck_...',
			description: 'From WooCommerce > Settings > Advanced > REST API, with Read/Write permission',
		},
		{
			displayName: 'Consumer Secret',
			name: 'consumerSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. cs_...',
		},
		{
			displayName: 'Send Key in Query',
			name: 'keyInQuery',
			type: 'boolean',
			default: false,
			description:
				'Whether to send the key in the address instead of a header, for servers that drop the login header',
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { consumerKey, consumerSecret } = credentials as {
			consumerKey: string;
			consumerSecret: string;
		};
		if (credentials.keyInQuery === true)
			request.qs = { ...request.qs, consumer_key: consumerKey, consumer_secret: consumerSecret };
		else request.auth = { username: consumerKey, password: consumerSecret };
		return request;
	}

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			// Like the nodes: https unless the shop is on this very computer.
			baseURL:
				'={{ (/^[a-z]+:\\/\\//i.test($credentials.url.trim()) ? $credentials.url.trim() : "https://" + $credentials.url.trim()).replace(/^http:\\/\\/(?!(127\\.0\\.0\\.1|localhost)[:\\/])/i, "https://").replace(/\\/+$/, "") }}',
			url: '/wp-json/wc/v3/products?per_page=1&status=any&_fields=id',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						"WooCommerce did not accept the key. Check both parts; if they are right, turn on 'Send Key in Query'.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no WooCommerce at this address. Check the address, sub-folder included.',
				},
			},
		],
	};
}
