import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { suiteql } from './suiteql';

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number =>
	a.name.localeCompare(b.name);

const toOption = ({ id, name }: IDataObject): INodePropertyOptions => ({
	name: asText(name),
	value: asText(id),
});

export async function adjustmentAccounts(call: Call): Promise<INodePropertyOptions[]> {
	const rows = await suiteql(
		call,
		"SELECT a.id, a.acctnumber, a.accountsearchdisplayname AS name FROM account a WHERE a.isinactive = 'F' ORDER BY a.id",
	);
	return rows
		.map(({ id, acctnumber, name }) => ({
			name: [acctnumber, name].map(asText).filter(Boolean).join(' '),
			value: asText(id),
		}))
		.sort(byName);
}

export async function locations(call: Call): Promise<INodePropertyOptions[]> {
	const rows = await suiteql(
		call,
		"SELECT l.id, l.name FROM location l WHERE l.isinactive = 'F' ORDER BY l.id",
	);
	return rows.map(toOption).sort(byName);
}

/** Only OneWorld accounts have subsidiaries; in others the table is not there. */
export async function subsidiaries(call: Call): Promise<INodePropertyOptions[]> {
	try {
		const rows = await suiteql(
			call,
			"SELECT s.id, s.name FROM subsidiary s WHERE s.isinactive = 'F' ORDER BY s.id",
		);
		return rows.map(toOption).sort(byName);
	} catch (error) {
		const none = error instanceof ChannelProblem && error.problem.kind === 'invalid';
		return none ? [] : rethrow(error);
	}
}
