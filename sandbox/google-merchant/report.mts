import type { FakeAnswer, FakeRequest } from '../fake.mts';
import { invalid, json } from './errors.mts';
import { parsed } from './products.mts';
import { destinations } from './shop.mts';
import type { Attributes, Offer, Shop } from './shop.mts';

type Row = Record<string, string>;

const fields = [
	'id',
	'offer_id',
	'language_code',
	'feed_label',
	'channel',
	'title',
	'availability',
	'aggregated_reporting_context_status',
];

const refuse = (message: string) => invalid(message, 'INVALID_QUERY', 'query');

/** Merchant Center's query language, as far as a look-up needs it (google-merchant sheet, section 3). */
function read(query: string) {
	const [, selected = '', table, conditions = '', order] =
		/^\s*SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?(?:\s+ORDER\s+BY\s+(\w+))?\s*$/is.exec(
			query,
		) ?? [];
	if (table !== 'product_view') throw refuse('Error in query: unexpected input.');
	const names = selected.split(',').map((name) => name.trim());
	const stranger = names.find((name) => !fields.includes(name));
	if (stranger !== undefined) throw refuse(`Unrecognized field in the query: '${stranger}'.`);
	if (!names.includes('id')) throw refuse("The field 'id' must be in the SELECT clause.");
	if (order !== undefined && !fields.includes(order))
		throw refuse(`Unrecognized field in the query: '${order}'.`);
	return { names, wanted: conditions === '' ? undefined : list(conditions), order };
}

const word = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*/sy;

/** `offer_id IN ('a', "b")`; a quote inside is written with a backslash. */
function list(text: string): Set<string> {
	const [opening = ''] = /^offer_id\s+IN\s*\(/i.exec(text) ?? [];
	if (opening === '') throw refuse('Error in query: unexpected input in the WHERE clause.');
	const wanted = new Set<string>();
	let at = opening.length;
	for (;;) {
		word.lastIndex = at;
		const [whole = '', single, double] = word.exec(text) ?? [];
		if (whole === '') throw refuse('Error in query: unexpected input in the list.');
		wanted.add((single ?? double ?? '').replace(/\\(.)/gs, '$1'));
		at += whole.length;
		if (text[at] === ')') break;
		if (text[at++] !== ',') throw refuse('Error in query: expecting ) or a comma.');
	}
	if (text.slice(at + 1).trim() !== '') throw refuse('Error in query: unexpected input.');
	return wanted;
}

export function search(shop: Shop, { body }: FakeRequest): FakeAnswer {
	const { query, pageSize = 1000, pageToken = '0' } = parsed(body);
	const { names, wanted, order } = read(String(query));
	const rows = [...shop.offers.values()]
		.filter(({ offerId }) => wanted?.has(offerId) ?? true)
		.flatMap((offer) => {
			const product = shop.reported(offer);
			return product ? [rowOf(offer, product)] : [];
		})
		.sort((a, b) => (order === undefined ? 0 : compare(a[order], b[order])));
	const start = Number(pageToken);
	const end = start + Math.min(Number(pageSize), 100_000);
	const results = rows.slice(start, end).map((row) => ({
		productView: Object.fromEntries(names.map((name) => [camel(name), row[name]])),
	}));
	return {
		status: 200,
		headers: json,
		body: {
			...(results.length > 0 && { results }),
			...(end < rows.length && { nextPageToken: String(end) }),
		},
	};
}

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

const camel = (name: string): string =>
	name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function rowOf({ language, feedLabel, offerId, local, verdict }: Offer, product: Attributes): Row {
	const channel = local ? 'LOCAL' : 'ONLINE';
	const shown = verdict === 'approved' && destinations(product).length > 0;
	return {
		id: `${channel.toLowerCase()}~${language}~${feedLabel}~${offerId}`,
		offer_id: offerId,
		language_code: language,
		feed_label: feedLabel,
		channel,
		title: String(product['title']),
		// Reports spell the value in words.
		availability: String(product['availability']).toLowerCase().replaceAll('_', ' '),
		// Whether a pause shows here is not documented: the worse case, it does not.
		aggregated_reporting_context_status:
			verdict === 'pending' ? 'PENDING' : shown ? 'ELIGIBLE' : 'NOT_ELIGIBLE_OR_DISAPPROVED',
	};
}
