import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { credentialsFor } from '../credentialsFor';
import { listLoaders } from '../listLoaders';
import { platforms } from '../../platforms';
import { properties } from './properties';
import { run } from './run/run';

export class AcrylicDelist implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Acrylic Delist',
		name: 'acrylicDelist',
		icon: { light: 'file:acrylicDelist.svg', dark: 'file:acrylicDelist.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ takeOffSale: "Take Off Sale", putBackOnSale: "Put Back on Sale", getStockState: "Get Stock State" })[$parameter["operation"]] }}',
		description:
			'Takes SKUs off sale on many sales channels at once, confirms it on the live listing, and puts them back exactly as they were',
		defaults: { name: 'Acrylic Delist' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Done', 'Needs Attention'],
		usableAsTool: true,
		credentials: credentialsFor(platforms, 'channels'),
		properties: [...properties],
	};

	methods = { loadOptions: listLoaders(platforms) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
