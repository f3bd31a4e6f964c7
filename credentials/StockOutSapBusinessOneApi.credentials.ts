import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { tokenOf } from '../http/token';
import { serviceLayer } from '../platforms/sap-business-one/address';
import { logInOnce } from '../platforms/sap-business-one/login';

export class StockOutSapBusinessOneApi implements ICredentialType {
	name = 'stockOutSapBusinessOneApi';

	displayName = 'Stock-Out SAP Business One API';

	icon = { light: 'file:sap-business-one.svg', dark: 'file:sap-business-one.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/sap-business-one.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Server Address',
			name: 'url',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://sap.example.com:50000',
			description: 'The address of the Service Layer, with its port',
		},
		{
			displayName: 'Company Database',
			name: 'companyDb',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. SBO_ACRYLICS',
			description:
				'The database name of the company, as the login window of SAP Business One shows it',
		},
		{
			displayName: 'User',
			name: 'userName',
			type: 'string',
			required: true,
			default: '',
			description: 'Best a user of its own: each login takes a licence',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSsl',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect even if the certificate of the server cannot be validated, as with the self-signed one that SAP installs',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Route',
			name: 'route',
			type: 'hidden',
			default: '',
		},
	];

	/** A session ends when it is idle for some time, 30 minutes unless the server says otherwise; n8n then logs in anew. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const { companyDb, userName, password } = credentials;
		const url = `${serviceLayer(credentials.url)}/Login`;
		return await logInOnce([url, companyDb, userName, password], async () => {
			const answer = (await this.helpers.httpRequest({
				method: 'POST',
				url,
				body: { CompanyDB: companyDb, UserName: userName, Password: password },
				json: true,
				returnFullResponse: true,
				timeout: 30_000,
				disableFollowRedirect: true,
				skipSslCertificateValidation: credentials.ignoreSsl === true,
			})) as { headers: Record<string, unknown>; body: unknown };
			// The worker process that holds the session; any other does not know it.
			const [, route = ''] =
				/\bROUTEID=([^;,\s]+)/.exec(String(answer.headers['set-cookie'])) ?? [];
			return { sessionToken: tokenOf(answer.body, 'SessionId'), route };
		});
	}

	authenticate: IAuthenticate = async ({ sessionToken, route, ignoreSsl }, request) => ({
		...request,
		headers: {
			...request.headers,
			cookie: [
				`B1SESSION=${String(sessionToken)}`,
				...(route ? [`ROUTEID=${String(route)}`] : []),
			].join('; '),
		},
		skipSslCertificateValidation: ignoreSsl === true,
	});

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			baseURL:
				'={{ (/^[a-z]+:\\/\\//i.test($credentials.url.trim()) ? $credentials.url.trim() : "https://" + $credentials.url.trim()).replace(/^http:\\/\\/(?!(127\\.0\\.0\\.1|localhost)[:\\/])/i, "https://").replace(/\\/+$/, "").replace(/\\/b1s(\\/v\\d+)?$/i, "") + "/b1s/v2" }}',
			// The right the nodes need: the items of this company.
			url: '/Items?$select=ItemCode,SalesItem&$top=1',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'SAP Business One did not accept the login. Check company database, user and password, and that the user is not locked.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The login is right, but the user may not see items. Give it the authorization for item master data.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no Service Layer at this address. Enter the server address with its port, usually 50000.',
				},
			},
		],
	};
}
