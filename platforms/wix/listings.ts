import type { Call } from '../../http/answer';
import type { ChannelOptions } from '../platform';
import { byCatalog, type Catalog } from './catalog';
import type { ToReadBack, WixListing } from './listing';
import { readBackV1, readV1 } from './v1';
import { readBackV3, readV3 } from './v3';

export async function read(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<WixListing[]> {
	return await byCatalog(call, {
		V3: async () => await readV3(call, skus, options),
		V1: async () => await readV1(call, skus),
	});
}

export async function readBack(call: Call, changes: ToReadBack): Promise<WixListing[]> {
	const of = (catalog: Catalog) =>
		changes.filter(({ listing }) => listing.native.catalog === catalog);
	return (await Promise.all([readBackV3(call, of('V3')), readBackV1(call, of('V1'))])).flat();
}
