import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

export class StockOutPrestaShopApi implements ICredentialType {
	name = 'stockOutPrestaShopApi';

	displayName = 'Stock-Out PrestaShop API';

	icon = { light: 'file:prestashop.svg', dark: 'file:prestashop.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/prestashop.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Shop Address',
			name: 'url',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://www.my-shop.com',
			description: 'With the sub-folder if there is one',
		},
		{
			displayName: 'Webservice Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The 32 characters from Advanced Parameters > Webservice',
		},
		{
			displayName: 'Shop ID',
			name: 'shopId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2',
			description: 'Only for a multishop: the number of the shop',
		},
		{
			displayName: 'Write Method',
			name: 'writeMethod',
			type: 'options',
			options: [
				{ name: 'Automatic', value: 'auto' },
				{ name: 'PATCH (PrestaShop 8 and Newer)', value: 'PATCH' },
				{ name: 'PUT (PrestaShop 1.7)', value: 'PUT' },
			],
			default: 'auto',
			description: 'Automatic goes by the version the shop reports',
		},
		{
			displayName: 'Allow Plain HTTP',
			name: 'allowHttp',
			type: 'boolean',
			default: false,
			description:
				'Whether to send the key unencrypted, for a shop without https inside your own network',
		},
	];

	/** The key is the user name. In a multishop every call names the shop, or it would speak of the default one. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const shopId = String(credentials.shopId ?? '').trim();
		return {
			...request,
			auth: { username: String(credentials.apiKey), password: '' },
			...(shopId ? { qs: { ...request.qs, id_shop: shopId } } : {}),
		};
	}

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			// Like the nodes: https unless the shop is on this very computer or plain http is allowed.
			baseURL:
				'={{ (/^[a-z]+:\\/\\//i.test($credentials.url.trim()) ? $credentials.url.trim() : "https://" + $credentials.url.trim()).replace($credentials.allowHttp ? /^$/ : /^http:\\/\\/(?!(127\\.0\\.0\\.1|localhost)[:\\/])/i, "https://").replace(/\\/+$/, "") }}',
			url: '/api/stock_availables?display=[id]&limit=1&output_format=JSON',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'PrestaShop did not accept the key. Copy its 32 characters again, and check that it is enabled and may read stock_availables.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 503,
					message:
						'The webservice of the shop is switched off. Switch it on in Advanced Parameters > Webservice.',
				},
			},
		],
	};
}
