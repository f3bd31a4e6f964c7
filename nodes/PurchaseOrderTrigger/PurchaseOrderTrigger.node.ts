import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { FEED_LOGINS } from '../../http/feed';
import { platforms } from '../../platforms';
import { credentialsFor } from '../credentialsFor';
import { poll } from './poll';
import { FEED_URL } from '../feedProperties';
import { properties } from './properties';

export class PurchaseOrderTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Purchase Order Trigger',
		name: 'purchaseOrderTrigger',
		icon: { light: 'file:purchaseOrderTrigger.svg', dark: 'file:purchaseOrderTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["source"].replace(/([A-Z])/g, " $1").replace(/^./, (letter) => letter.toUpperCase()) }}',
		description:
			'Starts the workflow when a supplier is late: an order line is backordered, delayed, overdue, or received at last',
		eventTriggerDescription: 'Looking for order lines that are late',
		activationMessage: 'From now on news about orders to suppliers start this workflow.',
		defaults: { name: 'Purchase Order Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [],
		properties: [...properties],
	};

	constructor() {
		// The lint reads the list above from the source, so what the registry and n8n itself add comes here.
		this.description.credentials?.push(
			...Object.entries(FEED_LOGINS).map(([login, name]) => ({
				name,
				required: true,
				displayOptions: { show: { source: [FEED_URL], authentication: [login] } },
			})),
			...credentialsFor(
				platforms.filter(({ purchaseOrders }) => purchaseOrders),
				'source',
			),
		);
	}

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
