/** Questions that the Stock-Out Trigger and the Stock Level Trigger ask in the same words. */
import type { INodeProperties } from 'n8n-workflow';

import type { Platform } from '../../platforms/platform';

export const triggerOn: INodeProperties = {
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

/** For those of the platforms that can list their locations. */
export function locations(platforms: readonly Platform[]): INodeProperties[] {
	return platforms.flatMap(({ id, lists }) =>
		lists?.locations
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
}

/** Members of the collection 'Options', for every source. */
export const newsOptions: INodeProperties[] = [
	{
		displayName: 'Counts as Out at or Below',
		name: 'threshold',
		type: 'number',
		default: 0,
		description: 'Raise it to keep a reserve, for instance 2 for pieces on display',
	},
	{
		displayName: 'Only These SKUs',
		name: 'skus',
		type: 'string',
		default: '',
		placeholder: 'e.g. ACR-HB-*, ACR-GEL-MATT-500',
		description: 'Separated by commas; * stands for any characters. All SKUs if left empty.',
	},
];

/** n8n shows the members of a collection in the order they have here. */
export function byName(options: readonly INodeProperties[]): INodeProperties[] {
	return [...options].sort((a, b) => a.displayName.localeCompare(b.displayName));
}
