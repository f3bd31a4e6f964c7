import type { ApiRequest, Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import {
	accepted,
	failed,
	type Batch,
	type Change,
	type ChannelOptions,
	type WriteResult,
} from '../platform';
import type { GoogleNative, GoogleState } from './listings';
import { accountPath, inputPath } from './names';

type GoogleChange = Change<GoogleState, GoogleNative>;

/** Google meters every change for itself, bundled or not, so each one goes alone, several at a time (sheet, section 5). */
export function compose(
	changes: readonly GoogleChange[],
	options: ChannelOptions,
): Array<Batch<GoogleState, GoogleNative>> {
	return changes.map((change) => {
		const { route } = change.listing.native;
		if ('problem' in route)
			return { changes: [change], requests: [], send: async () => [failed(route.problem)] };
		const request = requestOf(change, route, options);
		return {
			changes: [change],
			requests: [request],
			send: async (call) => [await send(call, request)],
		};
	});
}

type Target = Exclude<GoogleNative['route'], { problem: Problem }>;

function requestOf(
	change: GoogleChange,
	{ how, dataSource }: Target,
	options: ChannelOptions,
): ApiRequest {
	if (how === 'patch') return patch(change, dataSource, options);
	return change.reason === 'putBack'
		? withdraw(change, dataSource, options)
		: insert(change, dataSource, options);
}

/** Named fields alone are touched: set where the body has them, taken away where it has not (sheet, section 4). */
function patch(
	{ listing, set }: GoogleChange,
	dataSource: string,
	options: ChannelOptions,
): ApiRequest {
	const fields = Object.entries(set);
	return {
		method: 'PATCH',
		path: inputPath(listing.native, options),
		query: {
			dataSource,
			updateMask: fields.map(([field]) => `productAttributes.${field}`).join(','),
		},
		body: { productAttributes: Object.fromEntries(fields.filter(([, value]) => value !== null)) },
		repeatable: true,
	};
}

/** Replaces what the supplemental source held for the product, so everything that is to hold goes along. */
function insert(
	{ listing, set }: GoogleChange,
	dataSource: string,
	options: ChannelOptions,
): ApiRequest {
	const { availability, pause } = { ...listing.state, ...set };
	const { offerId, language, feedLabel } = listing.native;
	return {
		method: 'POST',
		path: `${accountPath('products', options)}/productInputs:insert`,
		query: { dataSource },
		body: {
			offerId,
			contentLanguage: language,
			feedLabel,
			productAttributes: { availability, ...(pause ? { pause } : {}) },
		},
		repeatable: true,
	};
}

/** What the primary source says shows again; an availability of our own would hide its later changes for good (sheet, section 6). */
function withdraw(
	{ listing }: GoogleChange,
	dataSource: string,
	options: ChannelOptions,
): ApiRequest {
	return { method: 'DELETE', path: inputPath(listing.native, options), query: { dataSource } };
}

async function send(call: Call, request: ApiRequest): Promise<WriteResult> {
	try {
		await call(request);
		return accepted;
	} catch (error) {
		const missing = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		if (!missing) return rethrow(error);
		return failed(request.method === 'DELETE' ? notByUs() : gone(error.problem));
	}
}

const notByUs = (): Problem => ({
	kind: 'refused',
	message:
		'The supplemental data source holds nothing for this product, so it is out of stock by its own source.',
	nextStep:
		'Change the availability where the product comes from: in the file, the shop app or on your website.',
});

const gone = ({ code }: Problem): Problem => ({
	kind: 'notFound',
	message:
		'The product is no longer in its data source: it was deleted or moved meanwhile, or has expired.',
	nextStep: 'Check the SKU in Merchant Center, and run the item again.',
	code,
});
