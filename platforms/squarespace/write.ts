import { randomUUID } from 'node:crypto';

import type { ApiRequest, Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import { accepted, chunk, failed, type Batch, type Change, type State } from '../platform';
import type { SquarespaceNative, SquarespaceState } from './listings';

type SquarespaceChange = Change<SquarespaceState, SquarespaceNative>;
type Group = readonly SquarespaceChange[];
type Problems = Map<SquarespaceChange, Problem>;

/** Operations of one adjustment, all kinds together (sheet, section 5). */
const MOST_OPERATIONS = 50;

const setOf = ({ set }: SquarespaceChange) => set as Partial<SquarespaceState>;
const hasStock = (change: SquarespaceChange): boolean => setOf(change).quantity !== undefined;
/** What has gone through when only the product's visibility was refused. */
const stockOf = (change: SquarespaceChange): State =>
	Object.fromEntries(Object.entries(setOf(change)).filter(([field]) => field !== 'isVisible'));
const hasVisibility = (change: SquarespaceChange): boolean => setOf(change).isVisible !== undefined;

export function compose(changes: Group): Array<Batch<SquarespaceState, SquarespaceNative>> {
	return groups(changes).map((group) => {
		const stock = stockRequests(group.filter(hasStock));
		return {
			changes: group,
			requests: [...stock, ...[...products(group)].map(([, part]) => productRequest(part))],
			send: async (call: Call) => {
				const problems = await sendStock(call, group.filter(hasStock), stock);
				const counted = new Set(
					group.filter((change) => hasStock(change) && !problems.has(change)),
				);
				// A product is shown or hidden only when the counts of its variants went through.
				const ready = group.filter((change) => hasVisibility(change) && !problems.has(change));
				for (const [change, problem] of await sendProducts(call, ready))
					problems.set(change, problem);
				return group.map((change) => {
					const problem = problems.get(change);
					return problem ? failed(problem, counted.has(change) ? stockOf(change) : {}) : accepted;
				});
			},
		};
	});
}

/** Up to 50 changes each; those of one product stay together, since it is hidden once. */
function groups(changes: Group): SquarespaceChange[][] {
	const made: SquarespaceChange[][] = [];
	let room = 0;
	for (const part of Map.groupBy(changes, ({ listing }) => listing.native.productId).values()) {
		if (part.length > room) {
			made.push([]);
			room = MOST_OPERATIONS;
		}
		made[made.length - 1].push(...part);
		room -= part.length;
	}
	return made;
}

function stockRequests(group: Group): ApiRequest[] {
	return chunk(group, MOST_OPERATIONS).map((part) => {
		const operations = part.map((change) => ({
			variantId: change.listing.id,
			quantity: setOf(change).quantity,
		}));
		const finite = operations.filter(({ quantity }) => quantity !== 'unlimited');
		const unlimited = operations.filter(({ quantity }) => quantity === 'unlimited');
		return {
			method: 'POST',
			path: '/1.0/commerce/inventory/adjustments',
			headers: { 'idempotency-key': randomUUID() },
			body: {
				...(finite.length ? { setFiniteOperations: finite } : {}),
				...(unlimited.length
					? { setUnlimitedOperations: unlimited.map(({ variantId }) => variantId) }
					: {}),
			},
			repeatable: true,
		};
	});
}

/** One bad variant and nothing is done, without a word which: a refused group is sent again by halves (sheet, section 5). */
async function sendStock(
	call: Call,
	group: Group,
	requests: readonly ApiRequest[] = stockRequests(group),
): Promise<Problems> {
	try {
		for (const request of requests) await call(request);
		return new Map();
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		const { problem } = error;
		if (group.length === 1 || !isAboutARow(problem))
			return new Map(group.map((change) => [change, problem]));
		const half = Math.ceil(group.length / 2);
		const first = await sendStock(call, group.slice(0, half));
		const second = await sendStock(call, group.slice(half));
		return new Map([...first, ...second]);
	}
}

/** Everything else (rights, an expired site, a pause) would meet each row alike. */
function isAboutARow({ kind, code = '' }: Problem): boolean {
	return kind === 'notFound' || (kind === 'invalid' && code !== '') || code.startsWith('STOCK_');
}

const products = (group: Group): Map<string, SquarespaceChange[]> =>
	Map.groupBy(group.filter(hasVisibility), ({ listing }) => listing.native.productId);

function productRequest([change]: Group): ApiRequest {
	return {
		method: 'POST',
		path: `/v2/commerce/products/${change.listing.native.productId}`,
		body: { isVisible: setOf(change).isVisible === true },
		repeatable: true,
	};
}

async function sendProducts(call: Call, group: Group): Promise<Problems> {
	const problems: Problems = new Map();
	const unclear: ChannelProblem[] = [];
	await Promise.all(
		[...products(group).values()].map(async (part) => {
			try {
				await call(productRequest(part));
			} catch (error) {
				if (!(error instanceof ChannelProblem)) rethrow(error);
				if (error.maybeDone) unclear.push(error);
				for (const change of part) problems.set(change, error.problem);
			}
		}),
	);
	// The read-back decides, for the whole group, and only when nothing is under way any more.
	if (unclear.length > 0) rethrow(unclear[0]);
	return problems;
}
