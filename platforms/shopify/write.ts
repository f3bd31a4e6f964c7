import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Answer, type ApiRequest } from '../../http/answer';
import type { Problem } from '../../http/problem';
import {
	accepted,
	failed,
	oneRequest,
	type Batch,
	type Change,
	type State,
	type WriteResult,
} from '../platform';
import { LOCATION, type ShopifyNative, type ShopifyState } from './listings';
import { topLevelProblem } from './service';

type ShopifyChange = Change<ShopifyState, ShopifyNative>;
type Group = readonly ShopifyChange[];

/** Any input list (sheet, section 5). */
const MOST_ROWS = 250;
/** 10 points a mutation, 1,000 a request; some room for what payloads add (sheet, section 8). */
const MOST_SWITCHES = 90;
const COST = { set: 13, other: 11 } as const;

/**
 * Quantities of up to 250 rows and the switches of their variants travel in one request: Shopify carries out aliased mutations one
 * after the other. Switches come first, since a count means nothing on an untracked variant.
 */
export function compose(changes: Group): Array<Batch<ShopifyState, ShopifyNative>> {
	const groups: ShopifyChange[][] = [];
	let rows = Infinity;
	let switches = Infinity;
	for (const change of changes) {
		const r = quantityRows(change).length;
		const s = switchCount(change);
		if (rows + r > MOST_ROWS || switches + s > MOST_SWITCHES) {
			groups.push([]);
			rows = 0;
			switches = 0;
		}
		groups[groups.length - 1].push(change);
		rows += r;
		switches += s;
	}
	return groups.map((group) => {
		const mutation = build(group);
		return oneRequest(group, mutation.request, (answer) => results(group, mutation, answer));
	});
}

interface Mutation {
	request: ApiRequest;
	/** For each row of the quantities, the change it belongs to. */
	rowOwners: number[];
	/** For each alias, the changes it belongs to. */
	aliasOwners: Map<string, number[]>;
}

const setOf = ({ set }: ShopifyChange) => set as Partial<ShopifyState>;

function quantityRows({ listing, set }: ShopifyChange): IDataObject[] {
	return Object.entries((set as Partial<ShopifyState>).available ?? {}).map(
		([location, quantity]) => ({
			inventoryItemId: listing.native.inventoryItemId,
			locationId: `${LOCATION}${location}`,
			quantity,
			// Compare and set: a sale in between must not be overwritten unseen. null = there was no count to compare with.
			changeFromQuantity: listing.state.available[location] ?? null,
		}),
	);
}

function switchCount(change: ShopifyChange): number {
	const { tracked, inventoryPolicy, status } = setOf(change);
	return [tracked, inventoryPolicy, status].filter((value) => value !== undefined).length;
}

function build(group: Group): Mutation {
	const parts: string[] = [];
	const inputs: string[] = [];
	const variables: IDataObject = {};
	const aliasOwners = new Map<string, number[]>();
	const add = (
		alias: string,
		owners: number[],
		types: Record<string, string>,
		values: IDataObject,
		text: string,
	) => {
		aliasOwners.set(alias, owners);
		for (const [name, type] of Object.entries(types)) inputs.push(`$${name}:${type}`);
		Object.assign(variables, values);
		parts.push(`${alias}:${text}`);
	};

	group.forEach((change, i) => {
		const { tracked } = setOf(change);
		if (tracked === undefined) return;
		const id = change.listing.native.inventoryItemId;
		add(
			`t${i}`,
			[i],
			{ [`t${i}`]: 'ID!' },
			{ [`t${i}`]: id },
			`inventoryItemUpdate(id:$t${i},input:{tracked:${tracked}}){userErrors{field message}}`,
		);
	});
	const withPolicy = group
		.map((change, i) => ({ change, i }))
		.filter(({ change }) => setOf(change).inventoryPolicy !== undefined);
	let p = 0;
	for (const [productId, members] of Map.groupBy(
		withPolicy,
		({ change }) => change.listing.native.productId,
	)) {
		const n = p++;
		const variants = members.map(({ change }) => ({
			id: change.listing.id,
			inventoryPolicy: setOf(change).inventoryPolicy,
		}));
		add(
			`p${n}`,
			members.map(({ i }) => i),
			{ [`p${n}`]: 'ID!', [`v${n}`]: '[ProductVariantsBulkInput!]!' },
			{ [`p${n}`]: productId, [`v${n}`]: variants },
			`productVariantsBulkUpdate(productId:$p${n},variants:$v${n}){userErrors{field message code}}`,
		);
	}
	const rowOwners = group.flatMap((change, i) => quantityRows(change).map(() => i));
	if (rowOwners.length > 0)
		add(
			'q',
			[...new Set(rowOwners)],
			{ q: 'InventorySetQuantitiesInput!', k: 'String!' },
			{ q: quantities(group), k: randomUUID() },
			'inventorySetQuantities(input:$q)@idempotent(key:$k){inventoryAdjustmentGroup{id} userErrors{field message code}}',
		);
	const withStatus = group
		.map((change, i) => ({ change, i }))
		.filter(({ change }) => setOf(change).status !== undefined);
	let s = 0;
	for (const [id, members] of Map.groupBy(
		withStatus,
		({ change }) => change.listing.native.productId,
	)) {
		const n = s++;
		add(
			`s${n}`,
			members.map(({ i }) => i),
			{ [`s${n}`]: 'ProductUpdateInput!' },
			{ [`s${n}`]: { id, status: setOf(members[0].change).status ?? null } },
			`productUpdate(product:$s${n}){product{id status} userErrors{field message}}`,
		);
	}
	const others = aliasOwners.size - (rowOwners.length > 0 ? 1 : 0);
	return {
		rowOwners,
		aliasOwners,
		request: {
			method: 'POST',
			path: '/graphql.json',
			body: { query: `mutation(${inputs.join(',')}){\n${parts.join('\n')}\n}`, variables },
			weight: others * COST.other + (rowOwners.length > 0 ? COST.set : 0),
			// Keyed, compared or absolute: sent twice it does no more than once.
			repeatable: true,
		},
	};
}

function quantities(group: Group): IDataObject {
	const [{ reason, runId }] = group;
	return {
		name: 'available',
		reason: reason === 'takeOff' ? 'correction' : 'restock',
		referenceDocumentUri: `gid://n8n-nodes-stockout/Run/${encodeURIComponent(runId)}`,
		quantities: group.flatMap(quantityRows),
	};
}

function results(
	group: Group,
	{ rowOwners, aliasOwners }: Mutation,
	answer: Answer,
): WriteResult[] {
	const { data, errors } = asObject(answer.body);
	const problems = new Map<number, Problem>();
	const written = group.map((): State => ({}));
	for (const [alias, owners] of aliasOwners) {
		const part = asObject(asObject(data)[alias]);
		const topLevel = asList(errors).find(({ path }) => Array.isArray(path) && path[0] === alias);
		const userErrors = asList(part.userErrors);
		if (topLevel) for (const owner of owners) problems.set(owner, topLevelProblem(topLevel));
		else if (userErrors.length === 0)
			for (const owner of owners) Object.assign(written[owner], carriedOut(alias, group[owner]));
		else blame(alias, owners, rowOwners, userErrors, problems);
	}
	return group.map((_, i) => {
		const problem = problems.get(i);
		return problem ? failed(problem, written[i]) : accepted;
	});
}

/** The fields behind the first letter of an alias. */
const FIELDS: Readonly<Record<string, keyof ShopifyState>> = {
	t: 'tracked',
	p: 'inventoryPolicy',
	q: 'available',
	s: 'status',
};

function carriedOut(alias: string, change: ShopifyChange): State {
	const field = FIELDS[alias[0]];
	return { [field]: setOf(change)[field] ?? null };
}

/** A mutation is all or nothing: the rows named are at fault, the others of the same mutation were not carried out either. */
function blame(
	alias: string,
	owners: readonly number[],
	rowOwners: readonly number[],
	userErrors: readonly IDataObject[],
	problems: Map<number, Problem>,
): void {
	for (const error of userErrors) {
		const path = (Array.isArray(error.field) ? error.field : []).map(String);
		const index = Number(path.find((part) => /^\d+$/.test(part)));
		const owner = Number.isNaN(index)
			? undefined
			: alias === 'q'
				? rowOwners[index]
				: owners[index];
		const concerned = owner === undefined ? owners : [owner];
		for (const i of concerned)
			if (problems.get(i)?.kind !== 'refused') problems.set(i, userProblem(error));
	}
	for (const owner of owners) if (!problems.has(owner)) problems.set(owner, notCarriedOut());
}

/** Read again and sent again by the run. */
const notCarriedOut = (): Problem => ({
	kind: 'conflict',
	message: 'Shopify carried out nothing of this batch, because another item of it was refused.',
	nextStep: 'Run the item again.',
});

const STALE = new Set([
	'CHANGE_FROM_QUANTITY_STALE',
	'COMPARE_QUANTITY_STALE',
	'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
	'IDEMPOTENCY_CONCURRENT_REQUEST',
	// The next try has a key of its own.
	'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
]);

function userProblem(error: IDataObject): Problem {
	const code = asText(error.code);
	const message = asText(error.message);
	if (STALE.has(code))
		return {
			kind: 'conflict',
			message: 'A customer or another tool kept changing this stock while it was being set.',
			nextStep: 'Run the item again.',
			code,
		};
	if (code === 'NON_MUTABLE_INVENTORY_ITEM')
		return {
			kind: 'refused',
			message: 'This is a bundle: Shopify reckons its stock from its parts, so it cannot be set.',
			nextStep:
				'Take the parts off sale, or choose Hide the Product (Draft) in the Shopify options.',
			code,
		};
	if (code === 'INVALID_LOCATION')
		return {
			kind: 'refused',
			message:
				'One of the locations was closed or deleted in Shopify meanwhile, so no count of this variant was set.',
			nextStep:
				'Run the item again, and take that location out of the Shopify options if it is chosen there.',
			code,
		};
	if (code === 'INVALID_INVENTORY_ITEM' || /does not exist|could not be found/i.test(message))
		return {
			kind: 'notFound',
			message: 'The variant was deleted in Shopify meanwhile.',
			nextStep: 'Check the SKU in Shopify.',
			code,
		};
	return {
		kind: 'refused',
		message: `Shopify refused the change: ${message}`,
		nextStep: 'Look at the product in Shopify and change it there.',
		...(code ? { code } : {}),
	};
}
