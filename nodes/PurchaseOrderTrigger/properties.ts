import type { INodeProperties } from 'n8n-workflow';

import { platforms } from '../../platforms';
import { FEED_URL, feedQuestions } from '../feedProperties';

const forFeed = { show: { source: [FEED_URL] } };
const forFeedOption = { show: { '/source': [FEED_URL] } };

const source: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'options',
	options: [
		{
			name: 'Feed URL',
			value: FEED_URL,
			description: 'A CSV or JSON file of any supplier or ERP that has a web address',
		},
		...platforms
			.filter(({ purchaseOrders }) => purchaseOrders)
			.map(({ id, name }) => ({
				name,
				value: id,
				description: 'Reads the orders to suppliers of the account',
			})),
	],
	default: FEED_URL,
	description: 'Where the orders to suppliers are kept',
};

const feed = feedQuestions(
	'e.g. https://www.supplier.com/orders.csv',
	'Address of the CSV, JSON or NDJSON file with one row per order line',
);

const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'triggerOn',
	type: 'multiOptions',
	required: true,
	options: [
		{
			name: 'Backordered',
			value: 'backordered',
			description: 'Part of the line came, the rest did not come in time, or the source says so',
		},
		{
			name: 'Delayed',
			value: 'delayed',
			description: 'The expected date moved to a later day, or the source says so',
		},
		{
			name: 'Overdue',
			value: 'overdue',
			description: 'The expected date has passed and pieces are still outstanding',
		},
		{ name: 'Received', value: 'received', description: 'All pieces of the line have come' },
	],
	default: ['backordered', 'delayed', 'overdue', 'received'],
};

const firstRun: INodeProperties = {
	displayName: 'On the First Run',
	name: 'firstRun',
	type: 'options',
	options: [
		{
			name: 'Emit Nothing',
			value: 'nothing',
			description: 'What is late already counts as known; only news start the workflow',
		},
		{
			name: 'Emit Everything Late Now',
			value: 'late',
			description: 'Starts with one item for each line that is late already',
		},
	],
	default: 'nothing',
	description: 'What to do when the orders are read for the first time',
};

const field = (
	displayName: string,
	name: string,
	preset: string,
	description: string,
	required = false,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	...(required ? { required } : {}),
	default: preset,
	displayOptions: forFeed,
	description,
});

const fields: INodeProperties[] = [
	field(
		'PO Number Field',
		'poNumberField',
		'poNumber',
		'Name of the field or CSV column with the number of the order; dots lead into nested objects',
		true,
	),
	field('Supplier Field', 'supplierField', 'supplier', 'Name of the field with the supplier'),
	field('SKU Field', 'skuField', 'sku', 'Name of the field with your own SKU', true),
	field('Ordered Field', 'orderedField', 'ordered', 'Name of the field with the pieces ordered'),
	field(
		'Received Field',
		'receivedField',
		'received',
		'Name of the field with the pieces that have come',
	),
	field(
		'Expected Date Field',
		'expectedField',
		'expectedAt',
		'Name of the field with the day the goods are expected',
	),
	field(
		'Status Field',
		'statusField',
		'status',
		'Name of the field with a word such as open, closed or delayed, if there is one',
	),
];

const WORDS = {
	backordered: 'backordered, backorder, back order, on backorder, back-ordered',
	cancelled: 'cancelled, canceled, void, voided, rejected, deleted',
	closed: 'closed, closed short, finished, done, archived',
	delayed: 'delayed, late, postponed, rescheduled, slipped',
	received: 'received, fully received, delivered, complete, completed',
};

const words = (
	name: keyof typeof WORDS,
	displayName: string,
	preset: string = WORDS[name],
): INodeProperties => ({
	displayName,
	name: `${name}Words`,
	type: 'string',
	default: preset,
	displayOptions: forFeedOption,
	description: 'Separated by commas; upper and lower case are the same',
});

const marking = platforms.filter(({ purchaseOrders }) => purchaseOrders?.takesMark);
const forMarking = { show: { '/source': marking.map(({ id }) => id) } };

/** For platforms without a status for it, where sellers use a field of their own. */
const mark: INodeProperties[] = [
	{
		displayName: 'Backorder Field',
		name: 'markField',
		type: 'string',
		default: '',
		placeholder: 'e.g. custbody_po_state',
		displayOptions: forMarking,
		description:
			"Field of your own that tells that the supplier can't deliver yet, in the platform's words",
	},
	{
		displayName: 'Backorder Field Belongs To',
		name: 'markPlace',
		type: 'options',
		options: [
			{ name: 'Line', value: 'line' },
			{ name: 'Order', value: 'order' },
		],
		default: 'order',
		displayOptions: forMarking,
		description: "Whether 'Backorder Field' stands in the order or in each of its lines",
	},
	{
		displayName: 'Backorder Text',
		name: 'markText',
		type: 'string',
		default: '',
		placeholder: 'e.g. backordered',
		displayOptions: forMarking,
		description:
			"A line counts as backordered where 'Backorder Field' contains this text, in upper or lower case",
	},
];

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		...(marking.length > 0 ? mark : []),
		{
			displayName: 'Date Format',
			name: 'dateFormat',
			type: 'options',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: '2026-11-25, 25.11.2026, 2026/11/25, 20261125 or seconds since 1970',
				},
				{ name: 'Day/Month/Year', value: 'dayFirst' },
				{ name: 'Month/Day/Year', value: 'monthFirst' },
			],
			default: 'auto',
			displayOptions: forFeedOption,
			description: 'How the file writes dates; only needed for dates with slashes',
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
			displayOptions: forFeedOption,
		},
		{
			displayName: 'Grace Days',
			name: 'graceDays',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'How many days after the expected one a line is not overdue yet',
		},
		{
			displayName: 'Line Field',
			name: 'lineField',
			type: 'string',
			default: '',
			placeholder: 'e.g. lineNumber',
			displayOptions: forFeedOption,
			description:
				'Field with the number of the line, for orders that have the same SKU in several lines',
		},
		{
			displayName: 'List Field',
			name: 'itemsField',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.lines',
			displayOptions: forFeedOption,
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
			displayName: 'Only These Suppliers',
			name: 'suppliers',
			type: 'string',
			default: '',
			placeholder: 'e.g. Colour Works, Paper*',
			description:
				'Names separated by commas; * stands for any characters. All suppliers if left empty.',
		},
		{
			displayName: 'Only These Warehouses',
			name: 'warehouses',
			type: 'string',
			default: '',
			placeholder: 'e.g. Main*, Outlet',
			description:
				'Names separated by commas; * stands for any characters. All warehouses if left empty.',
		},
		{
			displayName: 'Outstanding Field',
			name: 'outstandingField',
			type: 'string',
			default: 'outstanding',
			displayOptions: forFeedOption,
			description: 'Field with the pieces still to come, if there is one',
		},
		{
			displayName: 'Repeat Overdue Every (Days)',
			name: 'repeatDays',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'How often to tell of the same overdue line again; 0: only when it gets worse',
		},
		{
			displayName: 'Title Field',
			name: 'titleField',
			type: 'string',
			default: 'title',
			displayOptions: forFeedOption,
			description: 'Field with the name of the product, for messages',
		},
		{
			displayName: 'Warehouse Field',
			name: 'warehouseField',
			type: 'string',
			default: 'warehouse',
			displayOptions: forFeedOption,
			description: 'Field with the warehouse the goods go to, if there is one',
		},
		words('backordered', 'Words for Backordered'),
		words('cancelled', 'Words for Cancelled'),
		words('closed', 'Words for Closed'),
		words('delayed', 'Words for Delayed'),
		words('received', 'Words for Received'),
	],
};

export const OPTION_DEFAULTS = {
	markField: '',
	markPlace: 'order',
	markText: '',
	dateFormat: 'auto',
	format: 'auto',
	graceDays: 0,
	lineField: '',
	itemsField: '',
	skus: '',
	suppliers: '',
	warehouses: '',
	outstandingField: 'outstanding',
	repeatDays: 0,
	titleField: 'title',
	warehouseField: 'warehouse',
	backorderedWords: WORDS.backordered,
	cancelledWords: WORDS.cancelled,
	closedWords: WORDS.closed,
	delayedWords: WORDS.delayed,
	receivedWords: WORDS.received,
};

export const properties: INodeProperties[] = [
	source,
	...feed,
	triggerOn,
	firstRun,
	...fields,
	options,
];
