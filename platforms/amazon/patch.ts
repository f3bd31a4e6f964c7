import type { IDataObject } from 'n8n-workflow';

import {
	asList,
	asObject,
	asText,
	type Answer,
	type ApiRequest,
	type Call,
} from '../../http/answer';
import { strictEncode } from '../../http/client';
import { problemOf, type Problem } from '../../http/problem';
import {
	accepted,
	failed,
	type Batch,
	type Change,
	type ChannelOptions,
	type WriteResult,
} from '../platform';
import { itemsPath, marketplaces, type AmazonNative, type AmazonState } from './listings';

export type AmazonChange = Change<AmazonState, AmazonNative>;

/** Good for offers of every kind; some catalogue types are refused (sheet, section 13). */
export const GENERIC_TYPE = 'PRODUCT';
const TYPE_REFUSED = '4000003';
/** A dry run asks Amazon about no more SKUs than this: each one is a request of its own, at five a second. */
const MOST_PREVIEWS = 100;

/** `merge` changes the quantity alone; `replace` would drop lead times and restock dates (sheet, section 4). */
export function patches({ set }: AmazonChange): IDataObject[] {
	const quantities = (set as Partial<AmazonState>).quantities ?? {};
	return [
		{
			op: 'merge',
			path: '/attributes/fulfillment_availability',
			value: Object.entries(quantities).map(([code, quantity]) => ({
				fulfillment_channel_code: code,
				quantity,
			})),
		},
	];
}

export function patchBatch(
	change: AmazonChange,
	options: ChannelOptions,
): Batch<AmazonState, AmazonNative> {
	return {
		changes: [change],
		requests: [request(change, options, GENERIC_TYPE)],
		send: async (call) => [await byEitherType(call, change, options)],
	};
}

/** The type to send a change with once more, where the generic one was refused. */
export function ownTypeAfter(result: WriteResult, { listing }: AmazonChange): string | undefined {
	const refused = result.state === 'failed' && result.problem.code === TYPE_REFUSED;
	return (refused && listing.native.productType) || undefined;
}

async function byEitherType(
	call: Call,
	change: AmazonChange,
	options: ChannelOptions,
	more: Record<string, string> = {},
): Promise<WriteResult> {
	const result = verdict(await call(request(change, options, GENERIC_TYPE, more)));
	const ownType = ownTypeAfter(result, change);
	return ownType ? verdict(await call(request(change, options, ownType, more))) : result;
}

export async function preview(
	call: Call,
	changes: readonly AmazonChange[],
	options: ChannelOptions,
): Promise<WriteResult[]> {
	return await Promise.all(
		changes.map(async (change, i) => {
			if (i >= MOST_PREVIEWS) return accepted;
			try {
				return await byEitherType(call, change, options, { mode: 'VALIDATION_PREVIEW' });
			} catch (error) {
				return failed(problemOf(error));
			}
		}),
	);
}

function request(
	change: AmazonChange,
	options: ChannelOptions,
	productType: string,
	more: Record<string, string> = {},
): ApiRequest {
	return {
		method: 'PATCH',
		path: `${itemsPath(options)}/${strictEncode(change.listing.sku)}`,
		query: { marketplaceIds: marketplaces(options).join(','), includedData: 'issues', ...more },
		body: { productType, patches: patches(change) },
		limit: 'patchListingsItem',
		repeatable: true,
	};
}

/** `INVALID` comes with status 200 (sheet, section 9). */
function verdict({ body }: Answer): WriteResult {
	const { status, issues } = asObject(body);
	const list = asList(issues);
	const errors = list.filter(({ severity }) => severity === 'ERROR');
	if (status === 'ACCEPTED' || status === 'VALID')
		return {
			state: 'accepted',
			warnings: list.map(({ message }) => `Amazon notes: ${asText(message)}`),
		};
	return failed(issueProblem(errors[0] ?? { message: `status ${asText(status)}` }));
}

export function issueProblem({ code, message }: IDataObject): Problem {
	return {
		kind: 'refused',
		message: `Amazon refused the change: ${asText(message)}`,
		nextStep: 'Open the listing in Seller Central and settle what it asks for.',
		...(asText(code) ? { code: asText(code) } : {}),
	};
}
