import type { INodePropertyOptions } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { graphql } from './service';

const QUERY = 'query{locations(first:250){nodes{id name isActive}}}';

export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	const data = await graphql(call, QUERY, {}, 30);
	return asList(asObject(data.locations).nodes)
		.filter(({ isActive }) => isActive !== false)
		.map(({ id, name }) => ({ name: asText(name), value: asText(id) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
