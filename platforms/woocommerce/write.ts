import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Answer, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { accepted, chunk, failed, type Batch, type Change, type WriteResult } from '../platform';
import type { WooNative, WooState } from './listings';
import { rowProblem } from './service';

type WooChange = Change<WooState, WooNative>;

/** create + update + delete of one call (sheet, section 5). */
const MOST_ROWS = 100;
const TOO_MANY = 'woocommerce_rest_request_entity_too_large';

/** Products in one batch, variations in one batch per parent: a variation is refused anywhere else. */
export function compose(changes: readonly WooChange[]): Array<Batch<WooState, WooNative>> {
	const byParent = Map.groupBy(changes, ({ listing }) => listing.native.parentId);
	return [...byParent].flatMap(([parentId, group]) =>
		chunk(group, MOST_ROWS).map((part) => ({
			changes: part,
			requests: [request(parentId, part)],
			send: async (call: Call) => await send(call, parentId, part),
		})),
	);
}

/** A shop may have lowered the maximum by a filter: then the halves are sent. */
async function send(
	call: Call,
	parentId: number,
	changes: readonly WooChange[],
): Promise<WriteResult[]> {
	try {
		return results(await call(request(parentId, changes)), changes.length);
	} catch (error) {
		const tooMany = error instanceof ChannelProblem && error.problem.code === TOO_MANY;
		if (!tooMany || changes.length === 1) rethrow(error);
		const half = Math.ceil(changes.length / 2);
		return [
			...(await send(call, parentId, changes.slice(0, half))),
			...(await send(call, parentId, changes.slice(half))),
		];
	}
}

function request(parentId: number, changes: readonly WooChange[]) {
	return {
		method: 'POST' as const,
		// No `_fields` here: with it the work is done and the answer is empty (sheet, section 5).
		path: parentId ? `/products/${parentId}/variations/batch` : '/products/batch',
		body: { update: changes.map(row) },
		repeatable: true,
	};
}

function row({ listing, set }: WooChange): IDataObject {
	const { manage_stock, stock_quantity, ...rest } = set as Partial<WooState>;
	return {
		id: listing.native.id,
		...rest,
		// 'parent' is never echoed: false gives the variation back to its parent (sheet, section 4).
		...(manage_stock === undefined ? {} : { manage_stock: manage_stock === true }),
		...(typeof stock_quantity === 'number' ? { stock_quantity } : {}),
	};
}

/** Rows answer in the order sent; a refused one carries `error` in its place, all with status 200. */
function results(answer: Answer, count: number): WriteResult[] {
	const rows = asList(asObject(answer.body).update);
	return Array.from({ length: count }, (_, i): WriteResult => {
		const said = rows[i];
		if (!said)
			return failed({
				kind: 'unknown',
				message: 'WooCommerce left this product out of its answer.',
				nextStep: 'Run the item again.',
			});
		if (said.error === undefined) return accepted;
		const { code, message } = asObject(said.error);
		return failed(rowProblem(asText(code), asText(message)));
	});
}
