import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { platforms } from '../../platforms';
import { credentialsFor } from '../credentialsFor';
import { listLoaders } from '../listLoaders';
import { isRegistered, register, unregister } from './lifecycle';
import { properties } from './properties';
import { receive } from './receive';
import { testWebhookSecret } from './testWebhookSecret';

export class StockOutTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Stock-Out Trigger',
		name: 'stockOutTrigger',
		icon: { light: 'file:stockOutTrigger.svg', dark: 'file:stockOutTrigger.dark.svg' },
		group: ['trigger'],
		// n8n works out an expression for each call of a version 1, which costs it more than all that happens here.
		version: 2,
		subtitle:
			'={{ $parameter["source"].replace(/([A-Z])/g, " $1").replace(/^./, (letter) => letter.toUpperCase()) }}',
		description:
			'Starts the workflow the moment a SKU runs out of stock in a shop, ERP, POS or warehouse',
		eventTriggerDescription: 'Waiting for a SKU to run out of stock',
		activationMessage: 'From now on every stock-out starts this workflow.',
		defaults: { name: 'Stock-Out Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'stockOutWebhookApi',
				required: true,
				displayName: "Sender's Secret",
				testedBy: 'testWebhookSecret',
			},
		],
		webhooks: [
			// Platforms that try the address first do so with a GET, while the address is being registered: n8n opens the
			// webhooks one after the other and registers with 'default', so this one has to be open by then.
			{
				name: 'setup',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				responseData: '',
				path: 'webhook',
				ndvHideUrl: true,
			},
			// And some look first whether anybody is there.
			{
				name: 'setup',
				httpMethod: 'HEAD',
				responseMode: 'onReceived',
				responseData: '',
				path: 'webhook',
				ndvHideUrl: true,
			},
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '',
				path: 'webhook',
			},
		],
		properties: [...properties],
	};

	constructor() {
		// The lint reads the list above from the source, so what the registry adds comes here.
		const sources = platforms.filter(({ webhook }) => webhook);
		const [own] = this.description.credentials ?? [];
		// By exception and not by name: if every source were tied to a credential, the editor would hide the sources themselves.
		own.displayOptions = { hide: { source: sources.map(({ id }) => id) } };
		this.description.credentials?.push(...credentialsFor(sources, 'source'));
	}

	methods = { credentialTest: { testWebhookSecret }, loadOptions: listLoaders(platforms) };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isRegistered(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await register(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
