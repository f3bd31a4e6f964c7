import type { INodeProperties } from 'n8n-workflow';

import { platforms } from '../../platforms';
import { byName, locations, newsOptions, triggerOn } from '../stockNews/properties';
import { rowFields, rowOptions } from '../stockNews/rowProperties';

export const ANY_SYSTEM = 'anySystem';

const sources = platforms.filter(({ webhook }) => webhook);

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
		...sources.map(({ id, name, webhook }) => ({
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

const eventIdField: INodeProperties = {
	displayName: 'Event ID Field',
	name: 'eventIdField',
	type: 'string',
	default: '',
	placeholder: 'e.g. eventId',
	displayOptions: { show: { '/source': [ANY_SYSTEM] } },
	description: "Field with the sender's own ID of the event, if it has one",
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: byName([...newsOptions, eventIdField, ...rowOptions(ANY_SYSTEM, 'last')]),
};

export const properties: INodeProperties[] = [
	source,
	...steps,
	triggerOn,
	...locations(sources),
	...rowFields(ANY_SYSTEM),
	options,
];
