import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { shopAddress } from '../http/address';
import { signed, type IntegrationKeys } from '../platforms/magento/signature';

const SCOPE =
	'openid,AdobeID,email,profile,additional_info.roles,additional_info.projectedProductContext,commerce.accs';

export class StockOutMagentoApi implements ICredentialType {
	name = 'stockOutMagentoApi';

	displayName = 'Stock-Out Magento API';

	icon = { light: 'file:magento.svg', dark: 'file:magento.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/magento.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Edition',
			name: 'edition',
			type: 'options',
			options: [
				{ name: 'Adobe Commerce as a Cloud Service', value: 'accs' },
				{ name: 'Magento Open Source or Adobe Commerce', value: 'paas' },
			],
			default: 'paas',
		},
		{
			displayName: 'Shop Address',
			name: 'url',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://www.my-shop.com',
			description:
				"As customers see it, without '/rest'. For Adobe Commerce as a Cloud Service the REST endpoint with the tenant ID, from the Commerce Cloud Manager.",
		},
		{
			displayName: 'Login',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'Access Token Alone',
					value: 'bearer',
					description: 'Only if the shop allows tokens of integrations as bearer tokens',
				},
				{ name: 'Signed Requests', value: 'signed', description: 'Works in every shop' },
			],
			default: 'signed',
			displayOptions: { show: { edition: ['paas'] } },
		},
		{
			displayName: 'Consumer Key',
			name: 'consumerKey',
			type: 'string',
			required: true,
			default: '',
			displayOptions: { show: { edition: ['paas'], authentication: ['signed'] } },
			description: 'From System > Extensions > Integrations, after activating the integration',
		},
		{
			displayName: 'Consumer Secret',
			name: 'consumerSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { edition: ['paas'], authentication: ['signed'] } },
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { edition: ['paas'] } },
		},
		{
			displayName: 'Access Token Secret',
			name: 'accessTokenSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { edition: ['paas'], authentication: ['signed'] } },
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: { show: { edition: ['accs'] } },
			description:
				'From the OAuth Server-to-Server credential of your project in the Adobe Developer Console',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { edition: ['accs'] } },
		},
		{
			displayName: 'Organization ID',
			name: 'organizationId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1234567890ABCDEF@AdobeOrg',
			displayOptions: { show: { edition: ['accs'] } },
		},
		{
			displayName: 'Login Address',
			name: 'loginUrl',
			type: 'string',
			default: 'https://ims-na1.adobelogin.com',
			displayOptions: { show: { edition: ['accs'] } },
			description: 'Leave it as it is, unless you use a test server',
		},
		{
			displayName: 'Events Client ID',
			name: 'eventsClientId',
			type: 'string',
			default: '',
			description:
				'Only for the Stock-Out Trigger with Adobe Commerce: the client ID of the Adobe Developer Console project that receives the events. Not needed if it is the same as above.',
		},
		{
			displayName: 'Events Key Address',
			name: 'eventsKeyUrl',
			type: 'string',
			default: 'https://static.adobeioevents.com',
			description: 'Leave it as it is, unless you use a test server',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Adobe's tokens live for a day and have no refresh token: n8n asks anew when one is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.edition !== 'accs') return { sessionToken: credentials.accessToken as string };
		const form = new URLSearchParams({
			client_id: String(credentials.clientId),
			client_secret: String(credentials.clientSecret),
			grant_type: 'client_credentials',
			scope: SCOPE,
		});
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: `${shopAddress(String(credentials.loginUrl))}/ims/token/v3`,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: form.toString(),
			json: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		})) as { access_token: string };
		return { sessionToken: answer.access_token };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		if (credentials.edition === 'accs')
			request.headers = {
				...request.headers,
				Authorization: `Bearer ${String(credentials.sessionToken)}`,
				'x-api-key': String(credentials.clientId),
				'x-gw-ims-org-id': String(credentials.organizationId),
				Store: 'all',
			};
		else
			request.headers = {
				...request.headers,
				Authorization:
					credentials.authentication === 'bearer'
						? `Bearer ${String(credentials.accessToken)}`
						: signed(request, credentials as unknown as IntegrationKeys),
			};
		return request;
	}

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			// Like the nodes: https unless the shop is on this very computer.
			baseURL:
				'={{ (/^[a-z]+:\\/\\//i.test($credentials.url.trim()) ? $credentials.url.trim() : "https://" + $credentials.url.trim()).replace(/^http:\\/\\/(?!(127\\.0\\.0\\.1|localhost)[:\\/])/i, "https://").replace(/\\/+$/, "").replace($credentials.edition === "accs" ? /^$/ : /\\/rest(\\/.*)?$/, "") + ($credentials.edition === "accs" ? "" : "/rest/all") }}',
			url: '/V1/products?searchCriteria%5BpageSize%5D=1&fields=items%5Bsku%5D',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Magento did not accept the login, or the integration may not read products. Copy its values again, and check its API resources.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Adobe denies access. Check client ID and organization ID, and that the project has the Commerce API.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no Magento REST API at this address. Check the address and the edition.',
				},
			},
		],
	};
}
