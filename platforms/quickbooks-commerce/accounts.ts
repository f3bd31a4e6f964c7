import type { INodePropertyOptions } from 'n8n-workflow';

import { asText, type Call } from '../../http/answer';
import { query } from './query';

/** An adjustment goes against an expense or an equity account (sheet, section 3). */
const FITTING = new Set(['Expense', 'Equity']);

export async function adjustmentAccounts(call: Call): Promise<INodePropertyOptions[]> {
	return (await query(call, 'Account', 'Active = true'))
		.filter(({ Classification }) => FITTING.has(asText(Classification)))
		.map(({ Id, FullyQualifiedName, Name }) => ({
			name: asText(FullyQualifiedName) || asText(Name),
			value: asText(Id),
		}))
		.sort((a, b) => a.name.localeCompare(b.name));
}
