import type { INodePropertyOptions } from 'n8n-workflow';

import { asText, type Call } from '../../http/answer';
import { pages } from './service';

/** `external`: run by somebody else, such as FBA; its quantity cannot be set (sheet, section 4). */
export type CenterKind = 'own' | 'external' | 'deleted';

export interface Center {
	id: string;
	name: string;
	kind: CenterKind;
}

export async function centersOf(call: Call): Promise<Center[]> {
	const rows = await pages(call, {
		method: 'GET',
		path: '/v1/DistributionCenters',
		query: { $select: 'ID,Name,Code,Type,IsExternallyManaged,IsDeleted' },
	});
	return rows.map(({ ID, Name, Code, Type, IsExternallyManaged, IsDeleted }) => ({
		id: asText(ID),
		name: asText(Name) || asText(Code),
		kind:
			IsDeleted === true
				? 'deleted'
				: IsExternallyManaged === true || Type === 'ExternallyManaged'
					? 'external'
					: 'own',
	}));
}

/** Those whose stock can be set. */
export async function distributionCenters(call: Call): Promise<INodePropertyOptions[]> {
	return (await centersOf(call))
		.filter(({ kind }) => kind === 'own')
		.map(({ id, name }) => ({ name, value: id }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
