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
import { assertion } from '../platforms/google-merchant/assertion';
import { tokenUrl } from '../platforms/google-merchant/hosts';

export class StockOutGoogleMerchantApi implements ICredentialType {
	name = 'stockOutGoogleMerchantApi';

	displayName = 'Stock-Out Google Merchant Center API';

	icon = { light: 'file:google-merchant.svg', dark: 'file:google-merchant.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/google-merchant.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Merchant Center ID',
			name: 'merchantId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 123456789',
			description: 'The number beside the name of your shop in Merchant Center',
		},
		{
			displayName: 'Service Account Email',
			name: 'email',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. stock-out@my-project.iam.gserviceaccount.com',
			description: "The value of 'client_email' in the JSON file of the service account",
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. -----BEGIN PRIVATE KEY-----...',
			description:
				"The whole value of 'private_key' in the same file; how line breaks are written does not matter",
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
			placeholder: 'e.g. https://google-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Google',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Access tokens live for an hour and come without a refresh token: n8n asks anew when one is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const url = tokenUrl(credentials);
		const form = new URLSearchParams({
			grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
			assertion: assertion(String(credentials.email), String(credentials.privateKey), url),
		});
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: form.toString(),
			json: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		});
		return { sessionToken: tokenOf(answer) };
	}

	authenticate = loginHeader(
		'Authorization',
		({ sessionToken }) => `Bearer ${String(sessionToken)}`,
	);

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://merchantapi.googleapis.com" }}',
			// Needs all that the nodes need: the API enabled, the project registered, the service account a user of this account.
			url: '={{ "/datasources/v1/accounts/" + encodeURIComponent($credentials.merchantId.trim()) + "/dataSources?pageSize=1" }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'Google did not accept the service account. Copy client_email and private_key from its JSON file again, and check the Merchant Center ID.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Google let nobody in. Most likely the Google Cloud project is not registered with this Merchant Center account yet; the docs say how.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Google denies access. Enable Merchant API in the Google Cloud project, and add the service account as a user in Merchant Center.',
				},
			},
		],
	};
}
