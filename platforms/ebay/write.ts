import type { Call } from '../../http/answer';
import type { Problem } from '../../http/problem';
import { accepted, chunk, failed, type Batch, type WriteResult } from '../platform';
import { MOST_ITEMS } from './inventory';
import { inventoryRequest, sendInventory } from './inventoryWrite';
import type { EbayChange, EbayNative, EbayState } from './state';
import { outOfStockControlRequest, whyNotZero } from './trading';
import { MOST_NODES, reviseRequest, sendRevise } from './tradingWrite';

type EbayBatch = Batch<EbayState, EbayNative>;

export function compose(changes: readonly EbayChange[]): EbayBatch[] {
	const ofModel = (model: EbayNative['model']) =>
		changes.filter(({ listing }) => listing.native.model === model).sort(byPlace);
	const batches: EbayBatch[] = [
		...chunk(ofModel('inventoryApi'), MOST_ITEMS).map((part) => ({
			changes: part,
			requests: [inventoryRequest(part)],
			send: async (call: Call) => await sendInventory(call, part),
		})),
		...chunk(ofModel('trading'), MOST_NODES).map((part) => ({
			changes: part,
			requests: [reviseRequest(part)],
			send: async (call: Call) => await sendRevise(call, part),
		})),
	];
	return inTurn(isTakeOff(changes) ? guarded(batches) : batches);
}

/** For dry runs, which must tell as well that nothing would be written. */
export async function preview(call: Call, changes: readonly EbayChange[]): Promise<WriteResult[]> {
	const problem = isTakeOff(changes) ? await whyNotZero(call) : undefined;
	return changes.map(() => (problem ? failed(problem) : accepted));
}

const isTakeOff = (changes: readonly EbayChange[]): boolean =>
	changes.some(({ reason }) => reason === 'takeOff');

/** Asks once, before the first write, whether eBay keeps listings that are at zero. */
function guarded(batches: readonly EbayBatch[]): EbayBatch[] {
	let verdict: Promise<Problem | undefined> | undefined;
	return batches.map((batch, i) => ({
		changes: batch.changes,
		requests: i === 0 ? [outOfStockControlRequest(), ...batch.requests] : batch.requests,
		send: async (call, signal) => {
			verdict ??= whyNotZero(call);
			const problem = await verdict;
			return problem ? batch.changes.map(() => failed(problem)) : await batch.send(call, signal);
		},
	}));
}

/** What must not be written in parallel: a SKU, the variations of one listing (sheet, section 4). */
function placeOf({ listing }: EbayChange): string {
	return listing.native.model === 'trading'
		? listing.native.itemId
		: listing.native.group || listing.sku;
}

function byPlace(a: EbayChange, b: EbayChange): number {
	const [one, other] = [placeOf(a), placeOf(b)];
	return one < other ? -1 : Number(one > other);
}

/** Batches that share a place wait for each other; all others go out side by side. */
function inTurn(batches: readonly EbayBatch[]): EbayBatch[] {
	const lastAt = new Map<string, Promise<unknown>>();
	return batches.map(({ changes, requests, send }) => ({
		changes,
		requests,
		send: async (call, signal) => {
			const places = [...new Set(changes.map(placeOf))];
			const before = Promise.allSettled(places.map((place) => lastAt.get(place)));
			const sent = before.then(async () => await send(call, signal));
			for (const place of places) lastAt.set(place, sent);
			return await sent;
		},
	}));
}
