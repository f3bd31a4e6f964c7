import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Answer, type ApiRequest } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem, type Problem } from '../../http/problem';
import {
	accepted,
	failed,
	oneRequest,
	type Batch,
	type Change,
	type ChannelOptions,
	type WriteResult,
} from '../platform';
import { isUs } from './hosts';
import type { WalmartNative, WalmartState } from './listings';
import { errorsOf, textOf } from './service';
import { DEFAULT_NODE } from './stockRows';

export type WalmartChange = Change<WalmartState, WalmartNative>;

export const each = (amount: number): IDataObject => ({ unit: 'EACH', amount });

export const amountsOf = ({ set }: WalmartChange): Array<[shipNode: string, amount: number]> =>
	Object.entries((set as Partial<WalmartState>).amounts ?? {});

/** One SKU, answered at once. */
export function putBatch(
	change: WalmartChange,
	options: ChannelOptions,
): Batch<WalmartState, WalmartNative> {
	return oneRequest([change], request(change, options), (answer) => [verdict(answer, change)]);
}

function request(change: WalmartChange, options: ChannelOptions): ApiRequest {
	const { sku } = change.listing;
	const amounts = amountsOf(change);
	const common = { method: 'PUT', limit: 'putInventory', repeatable: true } as const;
	if (!isUs(options.account))
		return {
			...common,
			path: '/v3/inventory',
			query: { sku },
			body: { sku, quantity: each(amounts[0][1]) },
		};
	const nodes = amounts.map(([shipNode, amount]) => ({ shipNode, inputQty: each(amount) }));
	return {
		...common,
		path: `/v3/inventories/${strictEncode(sku)}`,
		body: { inventories: { nodes } },
	};
}

/** Each node is judged on its own, all with status 200 (sheet, section 9). */
function verdict({ body }: Answer, change: WalmartChange): WriteResult {
	const nodes = amountsOf(change).map(([node]) => node);
	if (nodes.every((node) => node === DEFAULT_NODE)) return accepted;
	const rows = new Map(asList(asObject(body).nodes).map((row) => [asText(row.shipNode), row]));
	const refused = nodes.filter((node) => rows.has(node) && !isDone(rows.get(node) ?? {}));
	if (refused.length > 0) {
		const [said] = errorsOf(rows.get(refused[0]));
		const amounts = Object.fromEntries(
			amountsOf(change).filter(([node]) => !refused.includes(node)),
		);
		return failed(
			refusal(said ?? {}, refused[0]),
			Object.keys(amounts).length > 0 ? { amounts } : {},
		);
	}
	if (nodes.some((node) => !rows.has(node))) throw new ChannelProblem(leftOut(), true);
	return accepted;
}

const isDone = (row: IDataObject): boolean =>
	errorsOf(row).length === 0 && asText(row.status).toLowerCase() === 'success';

const refusal = (said: IDataObject, node: string): Problem => ({
	kind: 'refused',
	message: `Walmart refused the quantity at ship node ${node}: ${textOf(said) || 'without saying why'}`,
	nextStep: 'Look in Seller Center whether this ship node is active and stocks the item.',
	...(asText(said.code) ? { code: asText(said.code) } : {}),
});

const leftOut = (): Problem => ({
	kind: 'unknown',
	message: 'Walmart left a ship node out of its answer.',
	nextStep: 'Run the item again.',
});
