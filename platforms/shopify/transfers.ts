import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { chunk } from '../platform';
import { graphql } from './service';

export interface Transfer {
	head: IDataObject;
	lines: IDataObject[];
	shipments: Array<{ arrivesAt: string; lines: IDataObject[] }>;
}

interface Page {
	transfers: Transfer[];
	/** Null after the last one. */
	next: string | null;
}

/** Open ones of a page; with 250 lines and ten shipments each that is 667 points of the 1,000 one request may cost (sheet, section 8). */
const OPEN_PAGE = 20;
const OPEN_COST = 667;
/** Of closed ones only the heads are read, 250 for 79 points. */
const HEADS_PAGE = 250;
const HEADS_COST = 79;
const MORE_COST = 150;
const MOST = 250;
/** Nothing tells when a transfer was closed but the receipt of its shipments: older ones than these are left alone. */
const CLOSED_WITHIN_MS = 180 * 86_400_000;

const LINES = `lineItems(first:${MOST}){nodes{id title totalQuantity inventoryItem{id sku}} pageInfo{hasNextPage endCursor}}`;
const SHIPMENTS = `nodes{id status tracking{arrivesAt} lineItems(first:${MOST}){nodes{quantity unreceivedQuantity inventoryItem{id}} pageInfo{hasNextPage endCursor}}} pageInfo{hasNextPage endCursor}`;
const WHOLE = `id name status referenceName origin{name} destination{name} ${LINES} shipments(first:10){${SHIPMENTS}}`;

const OPEN = `query($q:String!,$after:String){inventoryTransfers(first:${OPEN_PAGE},after:$after,query:$q,sortKey:ID){nodes{${WHOLE}} pageInfo{hasNextPage endCursor}}}`;
const HEADS = `query($q:String!,$after:String){inventoryTransfers(first:${HEADS_PAGE},after:$after,query:$q,sortKey:ID){nodes{id status shipments(first:10){nodes{dateReceived}}} pageInfo{hasNextPage endCursor}}}`;
const BY_IDS = `query($ids:[ID!]!){nodes(ids:$ids){... on InventoryTransfer{${WHOLE}}}}`;
const MORE_LINES = `query($id:ID!,$after:String){node(id:$id){... on InventoryTransfer{${LINES.replace('(', '(after:$after,')}}}}`;
const MORE_SHIPMENTS = `query($id:ID!,$after:String){node(id:$id){... on InventoryTransfer{shipments(first:10,after:$after){${SHIPMENTS}}}}}`;
const MORE_SHIPPED = `query($id:ID!,$after:String){node(id:$id){... on InventoryShipment{lineItems(first:${MOST},after:$after){nodes{quantity unreceivedQuantity inventoryItem{id}} pageInfo{hasNextPage endCursor}}}}}`;

/** Drafts too: whoever has ordered by telephone keeps the order as one. */
export async function openTransfers(call: Call, after: string | null): Promise<Page> {
	const q = 'NOT status:transferred AND NOT status:canceled';
	const { nodes, next } = await page(call, OPEN, q, after, OPEN_COST);
	return { transfers: await whole(call, nodes), next };
}

/** Those that were closed: there is no filter by the time of a change (sheet, section 11). */
export async function changedTransfers(
	call: Call,
	since: string,
	after: string | null,
): Promise<Page> {
	const oldest = new Date(Date.parse(since) - CLOSED_WITHIN_MS).toISOString();
	const q = `(status:transferred OR status:canceled) AND created_at:>'${oldest}'`;
	const { nodes, next } = await page(call, HEADS, q, after, HEADS_COST);
	const ids = nodes.filter((head) => isRecent(head, since)).map(({ id }) => asText(id));
	const found: IDataObject[] = [];
	for (const part of chunk(ids, OPEN_PAGE)) {
		const data = await graphql(call, BY_IDS, { ids: part }, OPEN_COST);
		found.push(...asList(data.nodes).filter(({ id }) => id !== undefined));
	}
	return { transfers: await whole(call, found), next };
}

/** A cancelled one has no time at all, and one without receipts neither. */
function isRecent({ status, shipments }: IDataObject, since: string): boolean {
	const received = asList(asObject(shipments).nodes)
		.map(({ dateReceived }) => Date.parse(asText(dateReceived)))
		.filter((time) => !Number.isNaN(time));
	if (status !== 'TRANSFERRED' || received.length === 0) return true;
	return Math.max(...received) >= Date.parse(since);
}

async function page(
	call: Call,
	query: string,
	q: string,
	after: string | null,
	cost: number,
): Promise<{ nodes: IDataObject[]; next: string | null }> {
	const data = await graphql(call, query, { q, after }, cost);
	const connection = asObject(data.inventoryTransfers);
	return { nodes: asList(connection.nodes), next: nextOf(connection) };
}

function nextOf({ pageInfo }: IDataObject): string | null {
	const { hasNextPage, endCursor } = asObject(pageInfo);
	return hasNextPage === true ? asText(endCursor) : null;
}

async function whole(call: Call, heads: readonly IDataObject[]): Promise<Transfer[]> {
	return await Promise.all(
		heads.map(async (head) => {
			const shipments = await rest(call, head, 'shipments', MORE_SHIPMENTS);
			return {
				head,
				lines: await rest(call, head, 'lineItems', MORE_LINES),
				shipments: await Promise.all(
					shipments.map(async (shipment) => ({
						arrivesAt: asText(asObject(shipment.tracking).arrivesAt),
						lines: await rest(call, shipment, 'lineItems', MORE_SHIPPED),
					})),
				),
			};
		}),
	);
}

/** What a list holds, also beyond the first page. */
async function rest(
	call: Call,
	owner: IDataObject,
	field: 'lineItems' | 'shipments',
	query: string,
): Promise<IDataObject[]> {
	let connection = asObject(owner[field]);
	const rows = asList(connection.nodes);
	for (let after = nextOf(connection); after !== null; after = nextOf(connection)) {
		const data = await graphql(call, query, { id: owner.id, after }, MORE_COST);
		connection = asObject(asObject(data.node)[field]);
		rows.push(...asList(connection.nodes));
	}
	return rows;
}
