import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { DATA_CENTERS } from '../platforms/zoho-inventory/address';

const CUSTOM = '.customHost.trim().replace(/\\/+$/, "")';

const hosts = (of: 'accounts' | 'api'): string =>
	JSON.stringify(
		Object.fromEntries(Object.entries(DATA_CENTERS).map(([center, host]) => [center, host[of]])),
	);

/** Where the chosen data center has its sign-in. */
const signIn = (path: string): string =>
	`={{ ($self.environment === "custom" ? $self${CUSTOM} : (${hosts('accounts')})[$self.environment]) + "${path}" }}`;

export class StockOutZohoInventoryOAuth2Api implements ICredentialType {
	name = 'stockOutZohoInventoryOAuth2Api';

	displayName = 'Stock-Out Zoho Inventory OAuth2 API';

	icon = { light: 'file:zoho-inventory.svg', dark: 'file:zoho-inventory.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/zoho-inventory.md';

	extends = ['oAuth2Api'];

	properties: INodeProperties[] = [
		{
			displayName: 'Data Center',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Australia (zoho.com.au)', value: 'au' },
				{ name: 'Canada (zohocloud.ca)', value: 'ca' },
				{ name: 'China (zoho.com.cn)', value: 'cn' },
				{ name: 'Custom Address', value: 'custom' },
				{ name: 'Europe (zoho.eu)', value: 'eu' },
				{ name: 'India (zoho.in)', value: 'in' },
				{ name: 'Japan (zoho.jp)', value: 'jp' },
				{ name: 'Saudi Arabia (zoho.sa)', value: 'sa' },
				{ name: 'United States (zoho.com)', value: 'us' },
			],
			default: 'us',
			description: 'Where you sign in to Zoho; the address in the browser shows it',
		},
		{
			displayName: 'Custom Address',
			name: 'customHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://zoho-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Zoho',
		},
		{
			displayName: 'Organization ID',
			name: 'organizationId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 10234695',
			description: 'From Zoho Inventory: click the name of the organization at the top right',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1000.ABC...',
			description: 'From the API console of Zoho: your server-based application',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the same page; every data center has its own',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. 12 to 50 letters and digits',
			description:
				'Only for the Stock-Out Trigger: a secret of your own, the same as in the webhook in Zoho Inventory',
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
			default: signIn('/oauth/v2/auth'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: signIn('/oauth/v2/token'),
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			// Marking as inactive stands under CREATE, not UPDATE; commas are Zoho's way.
			default:
				'ZohoInventory.items.READ,ZohoInventory.items.CREATE,ZohoInventory.inventoryadjustments.CREATE,ZohoInventory.purchaseorders.READ,ZohoInventory.settings.READ',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			// Without both, Zoho gives no refresh token, or only the first time.
			default: 'access_type=offline&prompt=consent',
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
			method: 'GET',
			baseURL: `={{ ($credentials.environment === "custom" ? $credentials${CUSTOM} : (($credentials.oauthTokenData || {}).api_domain || (${hosts('api')})[$credentials.environment])) + "/inventory/v1" }}`,
			// Protected, in this organization, with a right the nodes need.
			url: '={{ "/items?per_page=1&organization_id=" + encodeURIComponent($credentials.organizationId.trim()) }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						"Zoho does not know this organization for the connected user. Check 'Organization ID' and 'Data Center'.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Zoho did not accept the login, or it lacks the right to read items. Check client ID, client secret and data center, and connect the account again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						"Zoho does not find this organization. Check 'Organization ID' and 'Data Center'.",
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'items',
					value: undefined,
					message:
						"Something other than Zoho Inventory's list of items came back. Check 'Organization ID', and that the connected user may see items.",
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}
