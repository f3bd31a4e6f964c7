import type { ApiRequest, Call } from '../../http/answer';
import type { State } from '../platform';
import type { NetsuiteChange, NetsuiteState } from './items';
import { recordTypes, withRecordType } from './records';

/** A misspelt or missing field would otherwise be passed over with success (sheet, section 4). */
export const STRICT = { 'x-netsuite-propertynamevalidation': 'Error' } as const;

/** The switches of the item record that a change sets. */
export function flagsOf({ set }: NetsuiteChange): State {
	const { isOnline, isInactive } = set as Partial<NetsuiteState>;
	return {
		...(isOnline === undefined ? {} : { isOnline }),
		...(isInactive === undefined ? {} : { isInactive }),
	};
}

export const hasFlags = (change: NetsuiteChange): boolean =>
	Object.keys(flagsOf(change)).length > 0;

export function flagRequest(change: NetsuiteChange, type: string): ApiRequest {
	return {
		method: 'PATCH',
		path: `/record/v1/${type}/${change.listing.id}`,
		headers: STRICT,
		body: flagsOf(change),
		repeatable: true,
	};
}

/** @throws ChannelProblem when NetSuite refuses it */
export async function setFlags(call: Call, change: NetsuiteChange): Promise<void> {
	await withRecordType(
		recordTypes(change.listing.native.itemType),
		async (type) => await call(flagRequest(change, type)),
	);
}
