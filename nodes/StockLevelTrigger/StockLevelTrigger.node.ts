import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { FEED_LOGINS } from '../../http/feed';
import { credentialsFor } from '../credentialsFor';
import { listLoaders } from '../listLoaders';
import { poll } from './poll';
import { properties, sources } from './properties';

export class StockLevelTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Stock Level Trigger',
		name: 'stockLevelTrigger',
		icon: { light: 'file:stockLevelTrigger.svg', dark: 'file:stockLevelTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["source"].replace(/([A-Z])/g, " $1").replace(/^./, (letter) => letter.toUpperCase()) }}',
		description:
			'Reads stock again and again, and starts the workflow when a SKU has run out or come back',
		eventTriggerDescription: '',
		activationMessage: 'From now on every stock-out that a poll finds starts this workflow.',
		polling: true,
		defaults: { name: 'Stock Level Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [],
		properties: [...properties],
	};

	constructor() {
		// The lint reads the list above from the source, so what the registry and n8n itself have comes here.
		const generic = Object.entries(FEED_LOGINS).map(([login, name]) => ({
			name,
			required: true,
			// By exception and not by name: if every source were tied to a credential, the editor would hide the sources themselves.
			displayOptions: {
				show: { authentication: [login] },
				hide: { source: sources.map(({ id }) => id) },
			},
		}));
		this.description.credentials?.push(...generic, ...credentialsFor(sources, 'source'));
	}

	methods = { loadOptions: listLoaders(sources.filter(({ levels }) => levels)) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
