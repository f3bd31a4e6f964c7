import type { INodePropertyOptions } from 'n8n-workflow';

import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { rowsOf } from './service';

/** Documented for 2.0 only; versions past their end go on being answered (sheet, sections 1 and 2). */
const PATH = '/2.0/outlets';

export async function outlets(call: Call): Promise<INodePropertyOptions[]> {
	const found: INodePropertyOptions[] = [];
	let after = 0;
	for (;;) {
		const answer = await call({
			method: 'GET',
			path: PATH,
			query: { after: String(after), page_size: '200' },
		});
		const rows = rowsOf(answer);
		found.push(
			...rows
				.filter(({ deleted_at }) => asText(deleted_at) === '')
				.map(({ id, name }) => ({ name: asText(name), value: asText(id) })),
		);
		const last = asNumber(asObject(asObject(answer.body).version).max);
		if (rows.length === 0 || last === null || last <= after) break;
		after = last;
	}
	return found.sort((a, b) => a.name.localeCompare(b.name));
}
