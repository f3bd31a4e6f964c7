import type { INodePropertyOptions } from 'n8n-workflow';

import { asList, asText, type Call } from '../../http/answer';

export async function shipNodes(call: Call): Promise<INodePropertyOptions[]> {
	const { body } = await call({
		method: 'GET',
		path: '/v3/settings/shipping/shipnodes',
		limit: 'shipNodes',
	});
	return asList(body)
		.filter(({ status }) => status !== 'INACTIVE')
		.map(({ shipNode, shipNodeName }) => ({
			name: asText(shipNodeName) || asText(shipNode),
			value: asText(shipNode),
		}))
		.sort((a, b) => a.name.localeCompare(b.name));
}
