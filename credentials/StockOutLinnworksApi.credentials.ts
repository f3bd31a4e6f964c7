import {
	OperationalError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INodeProperties,
} from 'n8n-workflow';

import { shopAddress } from '../http/address';
import { tokenOf } from '../http/token';
import { atServer, loginHost } from '../platforms/linnworks/address';

export class StockOutLinnworksApi implements ICredentialType {
	name = 'stockOutLinnworksApi';

	displayName = 'Stock-Out Linnworks API';

	icon = { light: 'file:linnworks.svg', dark: 'file:linnworks.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/linnworks.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Application ID',
			name: 'applicationId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 00000000-0000-0000-0000-000000000000',
		},
		{
			displayName: 'Application Secret',
			name: 'applicationSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'Installation Token',
			name: 'installationToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Linnworks shows it when the app is installed in your account',
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
			placeholder: 'e.g. https://linnworks-test.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'For test servers that speak like Linnworks',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Session Server',
			name: 'sessionServer',
			type: 'hidden',
			default: '',
		},
	];

	/** The session and the server to use it at come together; n8n asks anew when the session is refused. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: `${loginHost(credentials)}/api/Auth/AuthorizeByApplication`,
			body: {
				ApplicationId: String(credentials.applicationId).trim(),
				ApplicationSecret: String(credentials.applicationSecret).trim(),
				Token: String(credentials.installationToken).trim(),
			},
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: 30_000,
			disableFollowRedirect: true,
		})) as { statusCode: number; headers: IDataObject; body: unknown };
		if (answer.statusCode >= 400) throw loginRefused(answer);
		return {
			sessionToken: tokenOf(answer.body, 'Token'),
			// The session goes there: over https, whatever the login says.
			sessionServer: shopAddress(tokenOf(answer.body, 'Server')),
		};
	}

	/** The address of a request names the host of the login; it goes to the server that the login named. */
	authenticate = async (
		{ sessionToken, sessionServer }: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...options,
		...(options.baseURL
			? { baseURL: String(sessionServer) }
			: { url: atServer(options.url, String(sessionServer)) }),
		headers: { ...options.headers, Authorization: String(sessionToken) },
	});

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			method: 'POST',
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.customHost.trim().replace(/\\/+$/, "") : "https://api.linnworks.net" }}',
			// Needs the right to see stock items, and finds none.
			url: '/api/Inventory/GetStockItemIdsBySKU',
			headers: { 'content-type': 'application/json' },
			body: { request: { SKUS: ['n8n credential test'] } },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Linnworks did not accept the login. Check application ID, application secret and installation token, and that the app is installed.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'Linnworks refused the look-up of a stock item. Give the user who installed the app the right to see stock items.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'Items',
					value: undefined,
					message:
						'Something else than Linnworks answered, most likely a firewall or proxy on the way.',
				},
			},
			// n8n judges each rule by its own type; its declaration only knows lists of one type.
		] as ICredentialTestRequest['rules'],
	};
}

/** A wrong ID is answered with 400 like a wrong SKU; as 401 it counts as what it is, a refused login. */
function loginRefused({
	statusCode,
	headers,
	body,
}: {
	statusCode: number;
	headers: IDataObject;
	body: unknown;
}): Error {
	const status = statusCode === 400 || statusCode === 403 ? 401 : statusCode;
	return Object.assign(new OperationalError('Linnworks did not open a session'), {
		response: { status, headers, data: body },
	});
}
