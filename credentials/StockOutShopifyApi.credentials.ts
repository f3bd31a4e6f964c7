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
import { shopBase } from '../platforms/shopify/address';

export class StockOutShopifyApi implements ICredentialType {
	name = 'stockOutShopifyApi';

	displayName = 'Stock-Out Shopify API';

	icon = { light: 'file:shopify.svg', dark: 'file:shopify.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/shopify.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Shop',
			name: 'shop',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. my-shop.myshopify.com',
			description:
				'The permanent address of the shop; an address copied from the Shopify admin works too',
		},
		{
			displayName: 'App Kind',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'Dev Dashboard App (Client ID and Secret)',
					value: 'clientCredentials',
					description: 'The kind of app that can be made today',
				},
				{
					name: 'Custom App Made in the Admin Before 2026 (Access Token)',
					value: 'accessToken',
				},
			],
			default: 'clientCredentials',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: { show: { authentication: ['clientCredentials'] } },
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { authentication: ['clientCredentials'] } },
			description: 'Also proves that webhooks really come from Shopify',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. shpat_...',
			displayOptions: { show: { authentication: ['accessToken'] } },
		},
		{
			displayName: 'API Secret Key',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authentication: ['accessToken'] } },
			description:
				'Needed for the Stock-Out Trigger only: it proves that webhooks really come from Shopify',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while you exchange the secret: the old one, with which Shopify may go on signing webhooks for about an hour. Empty it afterwards.',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '2026-10',
			description:
				'Leave it as it is unless Shopify retires the version; 2026-04 is the oldest that works',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Client credentials give a token for 24 hours and no refresh token: n8n asks anew when it is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.authentication === 'accessToken')
			return { sessionToken: credentials.accessToken as string };
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${shopBase(credentials.shop as string)}/admin/oauth/access_token`,
			body: {
				grant_type: 'client_credentials',
				client_id: credentials.clientId,
				client_secret: credentials.clientSecret,
			},
			json: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		});
		return { sessionToken: tokenOf(answer) };
	}

	authenticate = loginHeader('X-Shopify-Access-Token', ({ sessionToken }) => String(sessionToken));

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			method: 'POST',
			baseURL:
				'={{ (() => { const s = $credentials.shop.trim(); const m = s.match(/^https:\\/\\/admin\\.shopify\\.com\\/store\\/([a-z0-9-]+)/i); if (m) return "https://" + m[1] + ".myshopify.com"; if (/^[a-z0-9][a-z0-9-]*$/i.test(s)) return "https://" + s + ".myshopify.com"; if (/^http:\\/\\/(127\\.0\\.0\\.1|localhost)(:|\\/|$)/.test(s)) return s.replace(/\\/+$/, ""); const own = s.match(/^(?:https?:\\/\\/)?([a-z0-9][a-z0-9-]*)\\.myshopify\\.com(?:\\/|$)/i); return "https://" + (own ? own[1] + ".myshopify.com" : "not-a-shopify-shop.invalid"); })() }}',
			url: '={{ "/admin/api/" + ($credentials.apiVersion || "2026-10") + "/graphql.json" }}',
			headers: { 'content-type': 'application/json' },
			// Protected, and names a right the nodes need: a token without read_inventory is refused here, not in the first run.
			body: { query: '{ shop { name } inventoryItems(first: 1) { nodes { id } } }' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'Shopify gave no token for this client ID and secret. Check both, and that the app is installed in this shop.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Shopify did not accept the access token. Copy it again.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'data.inventoryItems.nodes',
					value: undefined,
					message:
						'Shopify answered, but the app may not read products and inventory. Give it the scopes named in the docs and install it again.',
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}
