import type { INodeProperties } from 'n8n-workflow';

import { platforms } from '../../platforms';
import { FEED_URL, feedQuestions } from '../feedProperties';
import { byName, locations, newsOptions, triggerOn } from '../stockNews/properties';
import { rowFields, rowOptions } from '../stockNews/rowProperties';

/** Every platform with an account: where it cannot be listed, named SKUs can be looked up. */
export const sources = platforms.filter(({ service }) => service);

const lookedUp = sources.filter(({ levels }) => !levels);
const registered = sources.filter(({ webhook }) => webhook?.registration);

const source: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'options',
	options: [
		{
			name: 'Feed URL',
			value: FEED_URL,
			description: 'A stock list in CSV, JSON or NDJSON that can be read from an address',
		},
		...sources.map(({ id, name, levels }) => ({
			name,
			value: id,
			description: levels
				? 'The stock of the whole account is read in turn'
				: "The SKUs that you name in 'Only These SKUs' are looked up in turn",
		})),
	],
	default: FEED_URL,
	description: 'Where the stock is read',
};

const feed = feedQuestions(
	'e.g. https://www.supplier.com/stock.csv',
	'Address of the stock list; https only',
);

const nameSkus: INodeProperties[] =
	lookedUp.length > 0
		? [
				{
					displayName:
						"This platform cannot be read as a whole here: add <b>Options > Only These SKUs</b> and name the SKUs to look after, without '*'.",
					name: 'nameSkus',
					type: 'notice',
					default: '',
					displayOptions: { show: { source: lookedUp.map(({ id }) => id) } },
				},
			]
		: [];

export const OPTION_DEFAULTS = {
	checkWebhooks: true,
	confirmRises: true,
	firstRun: 'nothing',
	smallestShare: 50,
};

const checkWebhooks: INodeProperties[] =
	registered.length > 0
		? [
				{
					displayName: 'Check Webhooks',
					name: 'checkWebhooks',
					type: 'boolean',
					default: true,
					displayOptions: { show: { '/source': registered.map(({ id }) => id) } },
					description:
						'Whether to look at each poll if the webhooks of your Stock-Out Triggers for this account are still there and switched on',
				},
			]
		: [];

const own: INodeProperties[] = [
	{
		displayName: 'Confirm Rises',
		name: 'confirmRises',
		type: 'boolean',
		default: true,
		description:
			'Whether a SKU must be in stock at two readings in a row before it counts as back; a zero counts at once',
	},
	{
		displayName: 'On the First Run',
		name: 'firstRun',
		type: 'options',
		options: [
			{ name: 'Emit Everything That Is Out Now', value: 'emitOut' },
			{ name: 'Emit Nothing', value: 'nothing' },
		],
		default: 'nothing',
		description: 'The first reading is what later ones are compared with',
	},
	{
		displayName: 'Smallest Share of Last Time (%)',
		name: 'smallestShare',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 100 },
		default: 50,
		description:
			'A full reading with fewer rows than this share of the last one changes nothing and is reported; 0 switches the guard off',
	},
];

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: byName([...newsOptions, ...checkWebhooks, ...own, ...rowOptions(FEED_URL, 'sum')]),
};

export const properties: INodeProperties[] = [
	source,
	...feed,
	...nameSkus,
	triggerOn,
	...locations(sources.filter(({ levels }) => levels)),
	...rowFields(FEED_URL),
	options,
];
