import type { ApiRequest, Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { accepted, chunk, failed, type Batch, type WriteResult, type State } from '../platform';
import {
	MOST_PRODUCTS,
	MOST_VARIANTS,
	productRequest,
	sendProducts,
	sendVariants,
	variantRequest,
} from './catalog';
import { setOf, type BigChange, type Failures, type Group } from './change';
import type { BigNative, BigState } from './listings';
import { isAboutARow } from './service';

/** Item and location pairs of one adjustment (sheet, section 5). */
const MOST_ROWS = 2_000;
/** Enough to single out some bad rows; where each row is refused, searching on would only cost requests. */
const MOST_SPLITS = 60;

const hasLevel = (change: BigChange): boolean => setOf(change).total_inventory_onhand !== undefined;
const hasVariantSwitch = (change: BigChange): boolean =>
	setOf(change).purchasing_disabled !== undefined;
const hasProductField = (change: BigChange): boolean =>
	setOf(change).is_visible !== undefined || setOf(change).availability !== undefined;

export function compose(changes: Group): Array<Batch<BigState, BigNative>> {
	const groups: BigChange[][] = [];
	let rows = Infinity;
	for (const change of changes) {
		const own = Object.keys(setOf(change).total_inventory_onhand ?? {}).length;
		if (rows + own > MOST_ROWS) {
			groups.push([]);
			rows = 0;
		}
		groups[groups.length - 1].push(change);
		rows += own;
	}
	return groups.map((group) => {
		const levels = group.filter(hasLevel);
		const products = chunk(byProduct(group), MOST_PRODUCTS).map((part) => part.flat());
		const variants = chunk(group.filter(hasVariantSwitch), MOST_VARIANTS);
		return {
			changes: group,
			requests: [
				...(levels.length > 0 ? [levelRequest(levels)] : []),
				...products.map((part) => productRequest(part)),
				...variants.map((part) => variantRequest(part)),
			],
			send: async (call) => await send(call, group),
		};
	});
}

/** Stock, products and variants one after the other: they must not be written at the same time (sheet, section 4). */
async function send(call: Call, group: Group): Promise<WriteResult[]> {
	const failures: Failures = new Map();
	const partly = new Set<BigChange>();
	const step = async (units: readonly Group[], write: (part: Group) => Promise<Failures>) => {
		const refused = await inOneOrHalves(units, write);
		for (const change of units.flat()) {
			const problem = refused.get(change);
			if (problem) failures.set(change, problem);
			else partly.add(change);
		}
	};
	const levels = group.filter(hasLevel).map((change) => [change]);
	if (levels.length > 0)
		await step(levels, async (part) => {
			await call(levelRequest(part));
			return new Map();
		});
	// What could not be taken out of stock is not hidden either.
	const ready = group.filter((change) => !failures.has(change));
	for (const part of chunk(byProduct(ready), MOST_PRODUCTS))
		await step(part, async (some) => await sendProducts(call, some));
	for (const part of chunk(ready.filter(hasVariantSwitch), MOST_VARIANTS))
		await step(
			part.map((change) => [change]),
			async (some) => await sendVariants(call, some),
		);
	return group.map((change) => {
		const problem = failures.get(change);
		// Which of its fields went through is not known; undoing leaves alone what does not stand as set.
		return problem ? failed(problem, partly.has(change) ? (change.set as State) : {}) : accepted;
	});
}

/** One row per product, however many of its variants change. */
const byProduct = (group: Group): BigChange[][] => [
	...Map.groupBy(group.filter(hasProductField), ({ listing }) => listing.native.productId).values(),
];

/**
 * A refused write names its bad row in a text at best, and whether its neighbours went through is not documented: the halves are sent
 * again, which does no harm, until the bad row stands alone.
 * @param units what stands in one row each
 */
async function inOneOrHalves(
	units: readonly Group[],
	write: (part: Group) => Promise<Failures>,
	splits = { left: MOST_SPLITS },
): Promise<Failures> {
	try {
		return await write(units.flat());
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		const { problem } = error;
		if (units.length === 1 || !isAboutARow(problem) || splits.left === 0)
			return new Map(units.flat().map((change) => [change, problem]));
		splits.left -= 1;
		const half = Math.ceil(units.length / 2);
		const first = await inOneOrHalves(units.slice(0, half), write, splits);
		return new Map([...first, ...(await inOneOrHalves(units.slice(half), write, splits))]);
	}
}

/** By product or by variant, as the product is tracked: the other one is refused (sheet, section 4). */
function levelRequest(group: Group): ApiRequest {
	const [{ reason, runId }] = group;
	return {
		method: 'PUT',
		path: '/inventory/adjustments/absolute',
		body: {
			reason: `n8n-nodes-stockout ${reason === 'takeOff' ? 'off sale' : 'back on sale'}, execution ${runId}`,
			items: group.flatMap((change) => {
				const { tracking, productId, variantId } = change.listing.native;
				const identity =
					tracking === 'product' ? { product_id: productId } : { variant_id: variantId };
				return Object.entries(setOf(change).total_inventory_onhand ?? {}).map(
					([location, quantity]) => ({ location_id: Number(location), ...identity, quantity }),
				);
			}),
		},
		// Absolute: sent twice it does no more than once.
		repeatable: true,
	};
}
