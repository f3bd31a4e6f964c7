import { asList, asNumber, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { clock } from '../../http/clock';
import { ChannelProblem, problemOf, rethrow, type Problem } from '../../http/problem';
import { accepted, failed, type ChannelOptions, type WriteResult } from '../platform';
import { deletedMeanwhile, isUnknownProduct } from './service';

export interface ProductStatus {
	sku: string;
	status: number;
}

/** Up to here one request each, answered at once; beyond it the queue is the lesser evil (sheet, section 5). */
const MOST_SINGLE = 20;
const POLLS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
const COMPLETE = 1;
const OPEN = 4;
const SAFE_IN_PATH = /^[\w.~-]+$/;

export function statusRequests(
	products: readonly ProductStatus[],
	options: ChannelOptions,
): ApiRequest[] {
	return products.length > MOST_SINGLE ? [bulk(products, options)] : products.map(single);
}

/** One result per product, in order. */
export async function sendStatuses(
	call: Call,
	products: readonly ProductStatus[],
	options: ChannelOptions,
	signal?: AbortSignal,
): Promise<WriteResult[]> {
	if (products.length > MOST_SINGLE) return await sendBulk(call, products, options, signal);
	return await Promise.all(products.map(async (product) => await sendSingle(call, product)));
}

/** Only the field that changes: others would be frozen in the scope (sheet, section 4). */
const product = ({ sku, status }: ProductStatus) => ({ product: { sku, status } });

function single(change: ProductStatus): ApiRequest {
	// Encoded characters in a path break signatures and many web servers, so such a SKU travels in the body (sheet, section 2).
	const inPath = SAFE_IN_PATH.test(change.sku);
	return {
		method: inPath ? 'PUT' : 'POST',
		path: inPath ? `/V1/products/${change.sku}` : '/V1/products',
		body: product(change),
		repeatable: true,
	};
}

async function sendSingle(call: Call, change: ProductStatus): Promise<WriteResult> {
	try {
		await call(single(change));
		return accepted;
	} catch (error) {
		const problem = problemOf(error);
		// Perhaps it was done all the same: the read-back decides, for this product alone.
		if (error instanceof ChannelProblem && error.maybeDone)
			return { state: 'pending', message: problem.message };
		return failed(problem);
	}
}

function bulk(products: readonly ProductStatus[], { account }: ChannelOptions): ApiRequest {
	return {
		method: 'PUT',
		path:
			account.edition === 'accs'
				? '/V1/async/bulk/products/bySku'
				: '/async/bulk/V1/products/bySku',
		body: products.map(product),
		repeatable: true,
	};
}

async function sendBulk(
	call: Call,
	products: readonly ProductStatus[],
	options: ChannelOptions,
	signal?: AbortSignal,
): Promise<WriteResult[]> {
	const { bulk_uuid, request_items } = asObject((await call(bulk(products, options))).body);
	const rejected = new Map(
		asList(request_items)
			.filter(({ status }) => status === 'rejected')
			.map(({ id, error_message }) => [asNumber(id), operationProblem(asText(error_message))]),
	);
	const done =
		rejected.size === products.length
			? new Map<number | null, WriteResult>()
			: await follow(call, asText(bulk_uuid), signal);
	return products.map((_, i) => {
		const problem = rejected.get(i);
		return problem ? failed(problem) : (done.get(i) ?? waiting);
	});
}

/** In shops whose queue is not worked off, operations stay open for ever (sheet, section 5). */
const waiting: WriteResult = {
	state: 'pending',
	message:
		'Magento has put the change into its queue, but has not worked it off yet; cron and the queue consumers of the shop must be running.',
};

async function follow(
	call: Call,
	uuid: string,
	signal?: AbortSignal,
): Promise<Map<number | null, WriteResult>> {
	let operations = asList([]);
	for (const wait of POLLS_MS) {
		await clock.sleep(wait, signal);
		try {
			operations = asList(
				asObject((await call({ method: 'GET', path: `/V1/bulk/${uuid}/status` })).body)
					.operations_list,
			);
		} catch (error) {
			// The change is in the queue, whether or not we may look into it.
			if (error instanceof ChannelProblem && error.problem.kind === 'permission') return new Map();
			return rethrow(error);
		}
		if (operations.length > 0 && operations.every(({ status }) => status !== OPEN)) break;
	}
	return new Map(
		operations.map(({ id, status, result_message }) => [
			asNumber(id),
			status === OPEN
				? waiting
				: status === COMPLETE
					? accepted
					: failed(operationProblem(asText(result_message))),
		]),
	);
}

function operationProblem(message: string): Problem {
	if (isUnknownProduct(message)) return deletedMeanwhile();
	return {
		kind: 'invalid',
		message: `Magento refused the change: ${message}`,
		nextStep: 'Look at the product in Magento and change it there.',
	};
}
