import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { platforms } from '../../platforms';
import type { Platform } from '../../platforms/platform';
import { optionsName } from './run/gather';

export const channelChoices: INodePropertyOptions[] = platforms.map(({ id, name, service }) => ({
	name,
	value: id,
	...(service ? {} : { description: 'A store inside n8n to try everything out; needs no account' }),
}));

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Get Stock State',
			value: 'getStockState',
			action: 'Get the stock state',
			description: 'Read what customers can buy right now, and change nothing',
		},
		{
			name: 'Put Back on Sale',
			value: 'putBackOnSale',
			action: 'Put back on sale',
			description: 'Undo an earlier Take Off Sale exactly, or set a new quantity',
		},
		{
			name: 'Take Off Sale',
			value: 'takeOffSale',
			action: 'Take off sale',
			description: 'Stop customers from buying the SKU and check that it worked',
		},
	],
	default: 'takeOffSale',
};

const channels: INodeProperties = {
	displayName: 'Channels',
	name: 'channels',
	type: 'multiOptions',
	required: true,
	options: channelChoices,
	default: ['practice-store'],
	description: 'Where to do it. All channels are worked on at the same time.',
};

const sku: INodeProperties = {
	displayName: 'SKU',
	name: 'sku',
	type: 'string',
	required: true,
	default: '={{ $json.sku }}',
	placeholder: 'e.g. ACR-HB-TWHT-120',
	description: 'The SKU to work on. The stock triggers deliver it as sku.',
};

const putBackOnly = { show: { operation: ['putBackOnSale'] } };

const restore: INodeProperties = {
	displayName: 'Restore Data',
	name: 'restore',
	type: 'string',
	default: '={{ $json.restore }}',
	displayOptions: putBackOnly,
	description:
		"The 'restore' field of an earlier Take Off Sale result. With it the listing comes back exactly as it was; each item then goes only to the channel it came from.",
};

const quantity: INodeProperties = {
	displayName: 'Quantity',
	name: 'quantity',
	type: 'string',
	default: '={{ $json.quantity }}',
	placeholder: 'e.g. 12',
	displayOptions: putBackOnly,
	description:
		'How many pieces can be sold now. Leave it empty to bring back the remembered quantity.',
};

const stopChoices = ({ stops }: Platform): INodePropertyOptions[] =>
	stops.map(({ id, name, description }) => ({ name, value: id, description }));

/** Questions every channel with a real account has. */
function channelOptions(platform: Platform): INodeProperties[] {
	const options: INodeProperties[] = [...platform.options];
	const [{ id: safest }] = platform.stops;
	if (platform.stops.length > 1)
		options.push({
			displayName: 'How to Stop Sales',
			name: 'stop',
			type: 'options',
			options: stopChoices(platform),
			default: safest,
		});
	if (platform.stops.some(({ hides }) => hides === 'product'))
		options.push({
			displayName: 'Hide Even if Other Variants Are in Stock',
			name: 'hideAnyway',
			type: 'boolean',
			default: false,
			description:
				'Whether to hide the whole product although other variants of it can still be bought',
		});
	options.push(
		{
			displayName: 'SKU on This Channel',
			name: 'sku',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.channelSku }}',
			description:
				'If the item has another SKU on this channel. Other options are read from the first item, this one from each item.',
		},
		{
			displayName: 'When a SKU Has Several Listings',
			name: 'severalListings',
			type: 'options',
			options: [
				{ name: 'Ask a Person (Needs Attention)', value: 'ask' },
				{ name: 'Work on All of Them', value: 'all' },
			],
			default: 'ask',
			description: 'What to do when more than one listing carries the SKU',
		},
	);
	return options.sort((a, b) => a.displayName.localeCompare(b.displayName));
}

const perChannel: INodeProperties[] = platforms.map((platform) => ({
	displayName: `${platform.name} Options`,
	name: optionsName(platform),
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { channels: [platform.id] } },
	options: channelOptions(platform),
}));

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Confirm by Reading Back',
			name: 'confirm',
			type: 'boolean',
			default: true,
			description:
				'Whether to read each listing again after the change, so that the result is seen and not hoped for',
		},
		{
			displayName: 'Confirm for up to (Seconds)',
			name: 'confirmFor',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 120,
			description:
				'How long to wait for slow channels to show the change. What is not seen by then is reported as pending.',
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description: 'Whether to only read, and show what would be sent without sending it',
		},
		{
			displayName: 'Safety Limit (SKUs)',
			name: 'safetyLimit',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 50,
			description:
				'A run that would take more SKUs than this off sale writes nothing and sends every item to Needs Attention. A single SKU always passes; 0 switches the limit off.',
		},
	],
};

export const properties: INodeProperties[] = [
	operation,
	channels,
	sku,
	restore,
	quantity,
	...perChannel,
	options,
];
