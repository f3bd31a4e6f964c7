import type { INodeProperties } from 'n8n-workflow';

import { platforms } from '../../platforms';

export const ANY_SYSTEM = 'anySystem';

const forAny = { show: { source: [ANY_SYSTEM] } };

const source: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'options',
	options: [
		{
			name: 'Any System (ERP, POS, Warehouse)',
			value: ANY_SYSTEM,
			description: 'Anything that can call an address with JSON or CSV',
		},
		...platforms
			.filter(({ webhook }) => webhook)
			.map(({ id, name, webhook }) => ({
				name,
				value: id,
				description: webhook?.registration
					? 'The webhook is registered and removed by this node'
					: 'You enter the address on the platform once; the steps are shown here',
			})),
	],
	default: ANY_SYSTEM,
	description: 'Where the news about stock comes from',
};

const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'triggerOn',
	type: 'multiOptions',
	required: true,
	options: [
		{
			name: 'Back in Stock',
			value: 'backInStock',
			description: 'Stock rose again for a SKU that this node has seen running out',
		},
		{
			name: 'Marked Unavailable',
			value: 'unavailable',
			description: 'The source says that it cannot be bought, whatever the count',
		},
		{
			name: 'Out of Stock',
			value: 'outOfStock',
			description: 'The count is zero or negative',
		},
	],
	default: ['outOfStock', 'unavailable'],
};

/** What a person has to do on the platform, where the node cannot do it. */
const steps: INodeProperties[] = platforms.flatMap(({ id, webhook }) =>
	webhook?.steps
		? [
				{
					displayName: `<ol>${webhook.steps.map((step) => `<li>${step}</li>`).join('')}</ol>`,
					name: 'steps',
					type: 'notice' as const,
					default: '',
					displayOptions: { show: { source: [id] } },
				},
			]
		: [],
);

const locations: INodeProperties[] = platforms.flatMap(({ id, webhook, lists }) =>
	webhook && lists?.locations
		? [
				{
					displayName: 'Location Names or IDs',
					name: 'locations',
					type: 'multiOptions' as const,
					typeOptions: { loadOptionsMethod: `${id}.locations` },
					default: [],
					displayOptions: { show: { source: [id] } },
					description:
						'Only stock at these locations counts; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			]
		: [],
);

const fields: INodeProperties[] = [
	{
		displayName: 'SKU Field',
		name: 'skuField',
		type: 'string',
		required: true,
		default: 'sku',
		placeholder: 'e.g. item.code',
		displayOptions: forAny,
		description:
			'Name of the field or CSV column that holds the SKU; dots lead into nested objects',
	},
	{
		displayName: 'Quantity Field',
		name: 'quantityField',
		type: 'string',
		default: 'quantity',
		placeholder: 'e.g. stock.available',
		displayOptions: forAny,
		description: 'Name of the field or column with the count; negative counts are out of stock too',
	},
	{
		displayName: 'Status Field',
		name: 'statusField',
		type: 'string',
		default: 'status',
		placeholder: 'e.g. availability',
		displayOptions: forAny,
		description: 'Name of the field or column with a word such as unavailable, if there is one',
	},
];

const UNAVAILABLE =
	'unavailable, out of stock, outofstock, out_of_stock, sold out, not available, no stock, discontinued, backordered, backorder, delayed, inactive';

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Counts as Out at or Below',
			name: 'threshold',
			type: 'number',
			default: 0,
			description: 'Raise it to keep a reserve, for instance 2 for pieces on display',
		},
		{
			displayName: 'Event ID Field',
			name: 'eventIdField',
			type: 'string',
			default: '',
			placeholder: 'e.g. eventId',
			displayOptions: { show: { '/source': [ANY_SYSTEM] } },
			description: "Field with the sender's own ID of the event, if it has one",
		},
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			options: [
				{ name: 'Automatic', value: 'auto' },
				{ name: 'CSV', value: 'csv' },
				{ name: 'JSON', value: 'json' },
				{ name: 'NDJSON (One JSON Object per Line)', value: 'ndjson' },
			],
			default: 'auto',
			displayOptions: { show: { '/source': [ANY_SYSTEM] } },
		},
		{
			displayName: 'List Field',
			name: 'itemsField',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.items',
			displayOptions: { show: { '/source': [ANY_SYSTEM] } },
			description:
				'Field of the JSON that holds the list of rows; found by itself if there is only one list',
		},
		{
			displayName: 'Only These SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'e.g. ACR-HB-*, ACR-GEL-MATT-500',
			description: 'Separated by commas; * stands for any characters. All SKUs if left empty.',
		},
		{
			displayName: 'Several Rows of One SKU',
			name: 'sameSku',
			type: 'options',
			options: [
				{ name: 'Add Them Up (One Row per Warehouse)', value: 'sum' },
				{ name: 'The Last One Counts', value: 'last' },
			],
			default: 'last',
			displayOptions: { show: { '/source': [ANY_SYSTEM] } },
			description: 'What more than one row with the same SKU in one call means',
		},
		{
			displayName: 'Time Field',
			name: 'occurredAtField',
			type: 'string',
			default: '',
			placeholder: 'e.g. updatedAt',
			displayOptions: { show: { '/source': [ANY_SYSTEM] } },
			description: 'Field with the time at which it happened',
		},
		{
			displayName: 'Title Field',
			name: 'titleField',
			type: 'string',
			default: 'title',
			displayOptions: { show: { '/source': [ANY_SYSTEM] } },
			description: 'Field with the name of the product, for messages',
		},
		{
			displayName: 'Words for Unavailable',
			name: 'unavailableWords',
			type: 'string',
			default: UNAVAILABLE,
			displayOptions: { show: { '/source': [ANY_SYSTEM] } },
			description: 'Separated by commas; upper and lower case are the same',
		},
	],
};

export const OPTION_DEFAULTS = {
	threshold: 0,
	eventIdField: '',
	format: 'auto',
	itemsField: '',
	occurredAtField: '',
	sameSku: 'last',
	skus: '',
	titleField: 'title',
	unavailableWords: UNAVAILABLE,
};

export const properties: INodeProperties[] = [
	source,
	...steps,
	triggerOn,
	...locations,
	...fields,
	options,
];
