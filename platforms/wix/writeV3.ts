import type { IDataObject } from 'n8n-workflow';

import {
	asList,
	asNumber,
	asObject,
	asText,
	type Answer,
	type ApiRequest,
	type Call,
} from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import { accepted, chunk, failed, type Batch, type State, type WriteResult } from '../platform';
import { hides, type WixChange, type WixNative, type WixState } from './listing';
import { itemProblem } from './service';
import { noteNow, PRODUCTS, productsNow } from './v3Queries';

type Group = readonly WixChange[];

/** Most rows of one bulk call (sheet, section 5). */
const MOST_ITEMS = 1_000;
const MOST_PRODUCTS = 100;

/** Quantities first: a product is hidden only when its counts went through. */
export function composeV3(changes: Group): Array<Batch<WixState, WixNative>> {
	const groups: WixChange[][] = [];
	let room = 0;
	for (const change of changes) {
		const rows = rowsOf(change).length;
		if (rows > room || groups.length === 0) {
			groups.push([]);
			room = MOST_ITEMS;
		}
		groups[groups.length - 1].push(change);
		room -= rows;
	}
	return groups.map((group) => ({
		changes: group,
		requests: [...stockRequests(group), ...plannedVisibleRequests(group)],
		send: async (call) => await send(call, group),
	}));
}

/** One inventory item: a variant at a location. */
interface Row {
	change: WixChange;
	field: 'quantity' | 'inStock';
	location: string;
	value: number | boolean;
}

function rowsOf(change: WixChange): Row[] {
	const { quantity = {}, inStock = {} } = change.set as Partial<WixState>;
	const rows = (field: Row['field'], values: Readonly<Record<string, number | boolean>>) =>
		Object.entries(values).map(([location, value]) => ({ change, field, location, value }));
	return [...rows('quantity', quantity), ...rows('inStock', inStock)];
}

function stockRequests(group: Group): ApiRequest[] {
	const rows = group.flatMap(rowsOf);
	if (rows.length === 0) return [];
	const inventoryItems = rows.map(({ change, field, location, value }) => ({
		inventoryItem: { ...change.listing.native.items[location], [field]: value },
	}));
	return [
		{
			method: 'POST',
			path: '/stores/v3/bulk/inventory-items/update',
			body: { inventoryItems, returnEntity: false, reason: 'MANUAL' },
		},
	];
}

async function send(call: Call, group: Group): Promise<WriteResult[]> {
	const { problems, written } = await sendStock(call, group);
	const ready = group.filter((change) => hides(change) && !problems.has(change));
	for (const part of chunk([...new Set(ready.map(productOf))], MOST_PRODUCTS)) {
		const refused = await sendVisible(call, ready, part);
		for (const change of ready) {
			const problem = refused.get(productOf(change));
			if (problem) problems.set(change, problem);
		}
	}
	return group.map((change) => {
		const problem = problems.get(change);
		return problem ? failed(problem, written.get(change)) : accepted;
	});
}

const productOf = ({ listing }: WixChange): string => listing.native.productId;

async function sendStock(call: Call, group: Group) {
	const problems = new Map<WixChange, Problem>();
	const written = new Map<WixChange, State>();
	const [request] = stockRequests(group);
	if (!request) return { problems, written };
	const rows = group.flatMap(rowsOf);
	const results = outcomes(await call(request), rows.length);
	for (const [i, { change, field, location, value }] of rows.entries()) {
		const problem = results[i];
		if (!problem) {
			const known = written.get(change) ?? {};
			written.set(change, { ...known, [field]: { ...(known[field] as State), [location]: value } });
			continue;
		}
		problems.set(change, problem);
		// The run reads again: what the query will not show yet is noted here.
		if (problem.kind === 'conflict')
			await noteNow(call, 'item', change.listing.native.items[location].id);
	}
	return { problems, written };
}

/** A failed row stands inside an answer with status 200 (sheet, section 5). */
function outcomes({ body }: Answer, count: number): Array<Problem | undefined> {
	const said = new Map(
		asList(asObject(body).results).map(({ itemMetadata }) => {
			const { originalIndex, success, error } = asObject(itemMetadata);
			return [
				asNumber(originalIndex),
				success === true ? undefined : itemProblem(asObject(error)),
			] as const;
		}),
	);
	return Array.from({ length: count }, (_, i) => (said.has(i) ? said.get(i) : noWord()));
}

const noWord = (): Problem => ({
	kind: 'unknown',
	message: 'Wix left this product out of its answer.',
	nextStep: 'Run the item again.',
});

/** @returns problems by product id */
async function sendVisible(
	call: Call,
	changes: Group,
	productIds: readonly string[],
): Promise<Map<string, Problem>> {
	const problems = new Map<string, Problem>();
	const all = (problem: Problem) => new Map(productIds.map((id) => [id, problem]));
	try {
		// Whether a change of stock moves the product's own revision is not known, so it is read now (sheet, section 13).
		const now = new Map((await productsNow(call, productIds)).map((row) => [asText(row.id), row]));
		for (const id of productIds) if (!now.has(id)) problems.set(id, gone());
		const ids = [...now.keys()];
		if (ids.length === 0) return problems;
		const results = outcomes(await call(visibleRequest(changes, [...now.values()])), ids.length);
		for (const [i, problem] of results.entries()) {
			if (!problem) continue;
			problems.set(ids[i], problem);
			if (problem.kind === 'conflict') await noteNow(call, 'product', ids[i]);
		}
		return problems;
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		return all(error.problem);
	}
}

const gone = (): Problem => ({
	kind: 'notFound',
	message: 'Wix does not hand out this product any more, so its visibility was not changed.',
	nextStep: 'Look for the product in the Wix dashboard.',
});

function visibleRequest(changes: Group, products: readonly IDataObject[]): ApiRequest {
	const wanted = new Map(changes.map((change) => [productOf(change), change.set.visible === true]));
	return {
		method: 'POST',
		path: '/stores/v3/bulk/products/update',
		body: {
			products: products.map(({ id, revision }) => ({
				product: { id, revision: asText(revision), visible: wanted.get(asText(id)) },
			})),
			returnEntity: false,
		},
	};
}

/** As a dry run shows them. */
function plannedVisibleRequests(group: Group): ApiRequest[] {
	const hiding = group.filter(hides);
	const ids = [...new Set(hiding.map(productOf))];
	return chunk(ids, MOST_PRODUCTS).flatMap((part) => [
		{
			method: 'POST',
			path: `${PRODUCTS}/query`,
			body: { query: { filter: { id: { $in: part } } } },
		},
		visibleRequest(
			hiding,
			part.map((id) => ({ id, revision: '(as read right before)' })),
		),
	]);
}
