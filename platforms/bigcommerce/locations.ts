import type { INodePropertyOptions } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';

export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	const { body } = await call({
		method: 'GET',
		path: '/inventory/locations',
		query: { is_active: 'true', limit: '250' },
	});
	return asList(asObject(body).data)
		.map(({ id, label, code }) => ({ name: asText(label) || asText(code), value: asText(id) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
