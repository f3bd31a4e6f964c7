import type { IDataObject } from 'n8n-workflow';

import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { WRONG_CATALOG } from './service';

/** Two generations side by side; a site has one of them (sheet, section 1). */
export type Catalog = 'V1' | 'V3';

/** Kept for the run only: a site may be moved to V3 at any time. */
const catalogs = new WeakMap<Call, Catalog>();

/** Asks the catalog the site has. No request is spent on finding out as long as it is the new one. */
export async function byCatalog<T>(
	call: Call,
	ask: Readonly<Record<Catalog, () => Promise<T>>>,
): Promise<T> {
	const guess = catalogs.get(call) ?? 'V3';
	try {
		return await ask[guess]();
	} catch (error) {
		const refused = error instanceof ChannelProblem && WRONG_CATALOG.has(error.problem.code ?? '');
		if (!refused) return rethrow(error);
		const catalog = await detect(call);
		if (catalog === guess) return rethrow(error);
		catalogs.set(call, catalog);
		return await ask[catalog]();
	}
}

async function detect(call: Call): Promise<Catalog> {
	const { body } = await call({ method: 'GET', path: '/stores/v3/provision/version' });
	const { catalogVersion } = asObject(body);
	if (catalogVersion === 'V1_CATALOG') return 'V1';
	if (catalogVersion === 'V3_CATALOG') return 'V3';
	throw new ChannelProblem({
		kind: 'refused',
		message: 'Wix Stores is not installed on this site.',
		nextStep: 'Check the site ID in the credential, or add Wix Stores to the site.',
		...(catalogVersion ? { code: asText(catalogVersion) } : {}),
	});
}

/** Rows read by id in this run. */
const readById = new WeakMap<Call, Map<string, IDataObject>>();

export function noteById(call: Call, row: IDataObject): void {
	const rows = readById.get(call) ?? new Map<string, IDataObject>();
	readById.set(call, rows.set(asText(row.id), row));
}

/** The row of a query, or the one read by id where the query still lags behind it (sheet, section 7). */
export function newest(call: Call, row: IDataObject): IDataObject {
	const known = readById.get(call)?.get(asText(row.id));
	const newer = known && (asNumber(known.revision) ?? 0) > (asNumber(row.revision) ?? 0);
	return newer ? { ...row, ...known } : row;
}
