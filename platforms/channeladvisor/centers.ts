import type { INodePropertyOptions } from 'n8n-workflow';

import { asText, type Call } from '../../http/answer';
import { rethrow } from '../../http/problem';
import { pages } from './service';

/** `external`: run by somebody else, such as FBA; its quantity cannot be set (sheet, section 4). */
export type CenterKind = 'own' | 'external' | 'deleted';

export interface Center {
	id: string;
	name: string;
	kind: CenterKind;
}

/** One connection asks once, however many pages it reads. */
const asked = new WeakMap<Call, Promise<Center[]>>();

export async function centersOf(call: Call): Promise<Center[]> {
	const answer = asked.get(call) ?? readCenters(call);
	asked.set(call, answer);
	try {
		return await answer;
	} catch (error) {
		asked.delete(call);
		return rethrow(error);
	}
}

export async function centersById(call: Call): Promise<ReadonlyMap<string, CenterKind>> {
	return new Map((await centersOf(call)).map(({ id, kind }) => [id, kind]));
}

async function readCenters(call: Call): Promise<Center[]> {
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
