import type { Call } from '../../../http/answer';
import type { Account } from '../../../http/client';
import type { LevelSource } from '../../../platforms/levelSource';
import type { Scope } from '../../../platforms/webhookSource';
import type { Reader } from './reader';

/** A whole account, page by page. */
export function levelsReader(
	levels: LevelSource,
	call: Call,
	account: Account,
	scope: Scope,
): Omit<Reader, 'of'> {
	return {
		overlapMs: levels.changesOverlapMs,
		page: async ({ from, since }) => await levels.page(call, { from, since, scope }, account),
	};
}
