import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { loginHeader } from '../http/loginHeader';

export class StockOutVendApi implements ICredentialType {
	name = 'stockOutVendApi';

	displayName = 'Stock-Out Vend (Lightspeed X-Series) API';

	icon = { light: 'file:vend.svg', dark: 'file:vend.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/platforms/vend.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Store Address',
			name: 'url',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. my-shop.retail.lightspeed.app',
			description:
				'As in your browser when you are signed in to the back office; the first part alone works too',
		},
		{
			displayName: 'Personal Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. lsxs_pt_...',
			description: 'From Setup > Personal Tokens in Lightspeed Retail (X-Series)',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '2026-07',
			description: 'Leave it as it is: from 2026-10 on products are written in another way',
		},
	];

	authenticate = loginHeader(
		'authorization',
		({ accessToken }) => `Bearer ${String(accessToken).trim()}`,
	);

	test: ICredentialTestRequest = {
		request: {
			// As the nodes do: a login is not carried to another address.
			disableFollowRedirect: true,
			// Like the nodes: the token goes to Lightspeed's own hosts only, or to this very computer.
			baseURL:
				'={{ (() => { const s = $credentials.url.trim(); if (/^http:\\/\\/(127\\.0\\.0\\.1|localhost)(:|\\/|$)/.test(s)) return s.replace(/\\/+$/, ""); const own = s.match(/^(?:https?:\\/\\/)?([a-z0-9][a-z0-9-]*)(?:\\.retail\\.lightspeed\\.app|\\.vendhq\\.com)?(?:\\/|$)/i); return "https://" + (own ? own[1].toLowerCase() + ".retail.lightspeed.app" : "not-an-x-series-store.invalid"); })() }}',
			url: '={{ "/api/" + ($credentials.apiVersion || "2026-07") + "/products?page_size=1" }}',
			headers: { 'user-agent': 'n8n-nodes-stockout/0.1' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Lightspeed X-Series did not accept the token. Make a new one in Setup > Personal Tokens and copy it whole.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The token is right, but may not read products. Make it as an administrator of the store.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no Lightspeed X-Series store at this address. Check the store address, and set the API version back to 2026-07.',
				},
			},
		],
	};
}
