import type { INodePropertyOptions } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { byCatalog } from './catalog';

/** The Stores Locations API; only catalog V3 has locations. */
export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	return await byCatalog(call, {
		V1: async () => [],
		V3: async () => {
			const { body } = await call({
				method: 'POST',
				path: '/stores/v3/locations/query',
				body: { query: { cursorPaging: { limit: 100 } } },
				repeatable: true,
			});
			return asList(asObject(body).storesLocations)
				.map(({ id, name, defaultLocation }) => ({
					name: `${asText(name) || asText(id)}${defaultLocation === true ? ' (Default)' : ''}`,
					value: asText(id),
				}))
				.sort((a, b) => a.name.localeCompare(b.name));
		},
	});
}
