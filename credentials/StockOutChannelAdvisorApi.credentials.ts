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
import { apiHost } from '../platforms/channeladvisor/hosts';

export class StockOutChannelAdvisorApi implements ICredentialType {
	name = 'stockOutChannelAdvisorApi';

	displayName = 'Stock-Out ChannelAdvisor API';

	icon = { light: 'file:channeladvisor.svg', dark: 'file:channeladvisor.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/channeladvisor.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Application ID',
			name: 'applicationId',
			type: 'string',
			required: true,
			default: '',
			description: 'From the page of your application in the ChannelAdvisor developer console',
		},
		{
			displayName: 'Shared Secret',
			name: 'sharedSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'Refresh Token',
			name: 'refreshToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Made once in the developer console for your account; it ends after three months without use',
		},
		{
			displayName: 'Profile ID',
			name: 'profileId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12345678',
			description: 'The number of the account; needed only if the login reaches several accounts',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the Stock-Out Trigger: a long random text of letters and digits that you make up and put at the end of its address',
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
			placeholder: 'e.g. https://channeladvisor-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like ChannelAdvisor',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Access tokens live for an hour; the refresh token stays the same. n8n asks anew when one is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const login = Buffer.from(
			`${String(credentials.applicationId).trim()}:${String(credentials.sharedSecret).trim()}`,
		);
		const form = new URLSearchParams({
			grant_type: 'refresh_token',
			refresh_token: String(credentials.refreshToken).trim(),
		});
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${apiHost(credentials)}/oauth2/token`,
			headers: {
				authorization: `Basic ${login.toString('base64')}`,
				'content-type': 'application/x-www-form-urlencoded',
			},
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
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://api.channeladvisor.com" }}',
			// Needs the scope 'inventory', if only for reading.
			url: '/v1/Products?$top=1&$select=ID,Sku',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'ChannelAdvisor gave no access token. Check application ID, shared secret and refresh token; a refresh token ends after three months without use.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						"ChannelAdvisor did not accept the login, or the app may not read products. Grant it access with the scope 'inventory'.",
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'value',
					value: undefined,
					message:
						'Something answered, but not ChannelAdvisor: no list of products came back. Check the address.',
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}
