import type { Batch } from '../platform';
import type { WixChange, WixNative, WixState } from './listing';
import { composeV1 } from './writeV1';
import { composeV3 } from './writeV3';

export function compose(changes: readonly WixChange[]): Array<Batch<WixState, WixNative>> {
	const { V1 = [], V3 = [] } = Object.groupBy(changes, ({ listing }) => listing.native.catalog);
	return [...composeV3(V3), ...composeV1(V1)];
}
