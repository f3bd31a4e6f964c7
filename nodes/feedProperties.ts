import type { INodeProperties } from 'n8n-workflow';

/** The source that needs no account of a platform. */
export const FEED_URL = 'feedUrl';

const forFeed = { show: { source: [FEED_URL] } };

/** Where a file is read, and how to log in there. */
export const feedQuestions = (placeholder: string, description: string): INodeProperties[] => [
	{
		displayName: 'Feed URL',
		name: 'feedUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder,
		displayOptions: forFeed,
		description,
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		options: [
			{ name: 'Basic Auth', value: 'basicAuth' },
			{ name: 'Bearer Auth', value: 'bearerAuth' },
			{ name: 'Header Auth', value: 'headerAuth' },
			{ name: 'None', value: 'none' },
		],
		default: 'none',
		displayOptions: forFeed,
		description: 'How the address wants you to log in',
	},
];
