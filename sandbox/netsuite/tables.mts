import type { FakeRequest, World } from '../fake.mts';
import { NetsuiteError } from './errors.mts';
import { accounts, available, locations, subsidiaries } from './shop.mts';
import type { Shop } from './shop.mts';
import { Query, refused } from './sql.mts';
import type { Row, Table } from './sql.mts';
import { lineColumns, transactionColumns } from './transactions.mts';

const mostRows = 1000;
const yesNo = (value: boolean): string => (value ? 'T' : 'F');

const table = (columns: string[], rows: Table['rows'], restricted = new Set<string>()): Table => ({
	columns,
	rows,
	restricted,
	dates: new Set(['trandate', 'duedate', 'lastmodifieddate', 'expectedreceiptdate']),
});

export interface TableOptions {
	restricted: Set<string>;
	oneWorld: boolean;
}

export function tablesOf(shop: Shop, { restricted, oneWorld }: TableOptions): Map<string, Table> {
	const itemColumns = ['id', 'itemid', 'itemtype', 'displayname', 'isonline', 'isinactive'];
	const items = (): Row[] =>
		[...shop.items.values()].map((item) => ({
			id: item.id,
			itemid: item.itemid,
			itemtype: item.itemtype,
			displayname: item.displayName,
			isonline: yesNo(item.isOnline),
			isinactive: yesNo(item.isInactive),
			upccode: item.upcCode,
			externalid: null,
			parent: item.parent ?? null,
			lastmodifieddate: item.lastModified,
		}));
	const stock = (): Row[] =>
		[...shop.items.values()].flatMap((item) =>
			[...item.stock].map(([location, one]) => ({
				item: item.id,
				location,
				quantityonhand: String(one.onHand),
				// A place that never had any shows nothing, not zero.
				quantityavailable: one.onHand === 0 && one.committed === 0 ? null : String(available(one)),
				quantitycommitted: String(one.committed),
			})),
		);
	const named = (list: readonly { id: string; name: string; isinactive: boolean }[]) => (): Row[] =>
		list.map(({ id, name, isinactive }) => ({ id, name, isinactive: yesNo(isinactive) }));
	const stockColumns = ['item', 'location', 'quantityonhand', 'quantityavailable'];
	const accountColumns = ['id', 'acctnumber', 'accountsearchdisplayname', 'isinactive'];
	const tables: [string, Table][] = [
		[
			'item',
			table(
				[...itemColumns, 'upccode', 'externalid', 'parent', 'lastmodifieddate'],
				items,
				restricted,
			),
		],
		['transaction', table(transactionColumns, () => shop.transactions.rows())],
		[
			'transactionline',
			table(lineColumns, () =>
				shop.transactions.lineRows(
					(id) => locations.find((location) => location.id === id)?.name ?? '',
				),
			),
		],
		['aggregateitemlocation', table([...stockColumns, 'quantitycommitted'], stock)],
		['location', table(['id', 'name', 'isinactive'], named(locations))],
		[
			'account',
			table(accountColumns, () =>
				accounts.map(({ id, acctnumber, name, isinactive }) => ({
					id,
					acctnumber,
					accountsearchdisplayname: name,
					isinactive: yesNo(isinactive),
				})),
			),
		],
	];
	if (oneWorld) {
		tables.push(['subsidiary', table(['id', 'name', 'isinactive'], named(subsidiaries))]);
	}
	return new Map(tables);
}

/** `POST /query/v1/suiteql` (netsuite sheet, section 3). */
export function suiteql(shop: Shop, world: World, request: FakeRequest, options: TableOptions) {
	if (request.headers['prefer'] !== 'transient') {
		throw new NetsuiteError(400, 'INVALID_HEADER', "Send the header 'Prefer: transient'.", {
			'o:errorHeader': 'Prefer',
		});
	}
	const number = (name: string, fallback: number): number => {
		const given = request.query.get(name);
		const value = given === null ? fallback : Number(given);
		if (Number.isInteger(value) && value >= 0) return value;
		throw badQuery(name);
	};
	const limit = number('limit', mostRows);
	const offset = number('offset', 0);
	if (limit < 1 || limit > mostRows) throw badQuery('limit');
	if (offset % limit !== 0) throw badQuery('offset');
	const { q } = readBody(request);
	if (typeof q !== 'string') throw refused('Invalid or unsupported search');
	const rows = new Query(q, tablesOf(shop, options)).run();
	const page = rows.slice(offset, offset + limit);
	const href = `${world.baseUrl('netsuite')}/services/rest/query/v1/suiteql`;
	return {
		links: [{ rel: 'self', href }],
		count: page.length,
		hasMore: offset + limit < rows.length,
		items: page.map((row) => ({
			links: [],
			...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
		})),
		offset,
		totalResults: rows.length,
	};
}

const badQuery = (name: string): NetsuiteError =>
	new NetsuiteError(400, 'INVALID_PARAMETER', `Invalid value of query parameter ${name}.`, {
		'o:errorQueryParam': name,
	});

export function readBody({ body }: FakeRequest): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(body.toString());
		if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
	} catch {
		// Said below.
	}
	throw new NetsuiteError(400, 'INVALID_CONTENT', 'Invalid content in the request body.');
}
