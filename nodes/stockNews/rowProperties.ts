/** Questions about foreign rows: a source that calls, or a feed that is read. */
import type { INodeProperties } from 'n8n-workflow';

/** Which fields of a row hold what. */
export function rowFields(source: string): INodeProperties[] {
	const displayOptions = { show: { source: [source] } };
	return [
		{
			displayName: 'SKU Field',
			name: 'skuField',
			type: 'string',
			required: true,
			default: 'sku',
			placeholder: 'e.g. item.code',
			displayOptions,
			description:
				'Name of the field or CSV column that holds the SKU; dots lead into nested objects',
		},
		{
			displayName: 'Quantity Field',
			name: 'quantityField',
			type: 'string',
			default: 'quantity',
			placeholder: 'e.g. stock.available',
			displayOptions,
			description:
				'Name of the field or column with the count; negative counts are out of stock too',
		},
		{
			displayName: 'Status Field',
			name: 'statusField',
			type: 'string',
			default: 'status',
			placeholder: 'e.g. availability',
			displayOptions,
			description: 'Name of the field or column with a word such as unavailable, if there is one',
		},
	];
}

const UNAVAILABLE =
	'unavailable, out of stock, outofstock, out_of_stock, sold out, not available, no stock, discontinued, backordered, backorder, delayed, inactive';

/** What several rows of one SKU mean. */
export type SameSku = 'sum' | 'last';

export const ROW_DEFAULTS = {
	eventIdField: '',
	format: 'auto',
	itemsField: '',
	occurredAtField: '',
	sameSku: 'last',
	titleField: 'title',
	unavailableWords: UNAVAILABLE,
};

/** Members of the collection 'Options', shown for this source. */
export function rowOptions(source: string, sameSku: SameSku): INodeProperties[] {
	const displayOptions = { show: { '/source': [source] } };
	return [
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
			displayOptions,
		},
		{
			displayName: 'List Field',
			name: 'itemsField',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.items',
			displayOptions,
			description:
				'Field of the JSON that holds the list of rows; found by itself if there is only one list',
		},
		{
			displayName: 'Several Rows of One SKU',
			name: 'sameSku',
			type: 'options',
			options: [
				{ name: 'Add Them Up (One Row per Warehouse)', value: 'sum' },
				{ name: 'The Last One Counts', value: 'last' },
			],
			default: sameSku,
			displayOptions,
			description: 'What more than one row with the same SKU in one go means',
		},
		{
			displayName: 'Time Field',
			name: 'occurredAtField',
			type: 'string',
			default: '',
			placeholder: 'e.g. updatedAt',
			displayOptions,
			description: 'Field with the time at which it happened',
		},
		{
			displayName: 'Title Field',
			name: 'titleField',
			type: 'string',
			default: 'title',
			displayOptions,
			description: 'Field with the name of the product, for messages',
		},
		{
			displayName: 'Words for Unavailable',
			name: 'unavailableWords',
			type: 'string',
			default: UNAVAILABLE,
			displayOptions,
			description: 'Separated by commas; upper and lower case are the same',
		},
	];
}
