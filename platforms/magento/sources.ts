import type { INodePropertyOptions } from 'n8n-workflow';

import { asText, type Call } from '../../http/answer';
import { pages } from './search';

export async function sources(call: Call): Promise<INodePropertyOptions[]> {
	const rows = await pages(call, {
		path: '/V1/inventory/sources',
		fields: 'source_code,name,enabled',
	});
	return rows
		.filter(({ enabled }) => enabled !== false)
		.map(({ source_code, name }) => ({ name: asText(name), value: asText(source_code) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
