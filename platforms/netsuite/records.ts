import { ChannelProblem, rethrow, type Problem } from '../../http/problem';

/** Item type of the query -> record types of the record service, the usual one first (sheet, section 3). */
const RECORD_TYPES: Readonly<Record<string, readonly string[]>> = {
	InvtPart: ['inventoryItem', 'lotNumberedInventoryItem', 'serializedInventoryItem'],
	Assembly: ['assemblyItem', 'lotNumberedAssemblyItem', 'serializedAssemblyItem'],
	Kit: ['kitItem'],
	NonInvtPart: ['nonInventorySaleItem', 'nonInventoryResaleItem'],
};

/** Kinds of items that are goods. */
export const GOODS = Object.keys(RECORD_TYPES);

export const recordTypes = (itemType: string): readonly string[] =>
	Object.hasOwn(RECORD_TYPES, itemType) ? RECORD_TYPES[itemType] : [];

/** Whether an item has lots or serial numbers shows only in its record type, and the wrong one is answered as if it did not exist. */
const WRONG_TYPE = new Set(['RCRD_DSNT_EXIST', 'SSS_RECORD_TYPE_MISMATCH']);

/** Tries the record types of an item one after the other until one fits. */
export async function withRecordType<T>(
	types: readonly string[],
	attempt: (type: string) => Promise<T>,
): Promise<T> {
	let last: unknown = new ChannelProblem(notFound());
	for (const type of types) {
		try {
			return await attempt(type);
		} catch (error) {
			const problem = error instanceof ChannelProblem ? error.problem : undefined;
			const other = problem?.kind === 'notFound' || WRONG_TYPE.has(problem?.code ?? '');
			if (!other) return rethrow(error);
			last = error;
		}
	}
	return rethrow(last);
}

const notFound = (): Problem => ({
	kind: 'notFound',
	message: 'NetSuite has no record of this kind of item.',
	nextStep: 'Check the item in NetSuite.',
});
