import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class StockOutWebhookApi implements ICredentialType {
	name = 'stockOutWebhookApi';

	displayName = 'Stock-Out Webhook API';

	icon = { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/any-system.md';

	properties: INodeProperties[] = [
		{
			displayName: 'How the Sender Proves Itself',
			name: 'method',
			type: 'options',
			options: [
				{ name: 'Basic Auth (User and Password)', value: 'basic' },
				{ name: 'Secret in a Header', value: 'header' },
				{ name: 'Signature of the Body (HMAC)', value: 'hmac' },
			],
			default: 'header',
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			required: true,
			default: 'X-Stock-Secret',
			displayOptions: { show: { method: ['header', 'hmac'] } },
			description: 'The header in which the sender puts the secret or the signature',
		},
		{
			displayName: 'Secret in the Header',
			name: 'headerSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { method: ['header'] } },
			description: 'A long random text that only you and the sender know',
		},
		{
			displayName: 'Signing Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { method: ['hmac'] } },
		},
		{
			displayName: 'Algorithm',
			name: 'algorithm',
			type: 'options',
			options: [
				{ name: 'SHA-1', value: 'sha1' },
				{ name: 'SHA-256', value: 'sha256' },
				{ name: 'SHA-512', value: 'sha512' },
			],
			default: 'sha256',
			displayOptions: { show: { method: ['hmac'] } },
		},
		{
			displayName: 'Encoding',
			name: 'encoding',
			type: 'options',
			options: [
				{ name: 'Base64', value: 'base64' },
				{ name: 'Hexadecimal', value: 'hex' },
			],
			default: 'hex',
			displayOptions: { show: { method: ['hmac'] } },
		},
		{
			displayName: 'Text Before the Signature',
			name: 'prefix',
			type: 'string',
			default: '',
			placeholder: 'e.g. sha256=',
			displayOptions: { show: { method: ['hmac'] } },
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			required: true,
			default: '',
			displayOptions: { show: { method: ['basic'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { method: ['basic'] } },
		},
	];
}
