import { asText, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, problemOf, rethrow } from '../../http/problem';
import { accepted, chunk, failed, type Batch, type Change, type ChannelOptions, type WriteResult } from '../platform';
import type { PrestaNative, PrestaState } from './listings';
import { shopQuery } from './service';
import { body, childrenOf, element, fields } from './xml';

type PrestaChange = Change<PrestaState, PrestaNative>;
type Group = readonly PrestaChange[];

/** Rows in one body: it works, is not transactional, and was tried with about 20 (sheet, section 5). */
const MOST_ROWS = 20;
/** Refused by a PUT, or changed by being sent again (sheet, section 4). */
const NOT_FOR_PUT = new Set(['manufacturer_name', 'quantity', 'position_in_category', 'associations']);

export function compose(changes: Group, options: ChannelOptions): Array<Batch<PrestaState, PrestaNative>> {
	return chunk(changes, MOST_ROWS).map((group) => ({
		changes: group,
		requests: [...stockRequests(group, options), ...productRequests(group, options)],
		send: async (call: Call) => await send(call, group, options),
	}));
}

const setOf = ({ set }: PrestaChange) => set as Partial<PrestaState>;
const hasCount = (change: PrestaChange): boolean => setOf(change).quantity !== undefined || setOf(change).out_of_stock !== undefined;
const hasActive = (change: PrestaChange): boolean => setOf(change).active !== undefined;

async function send(call: Call, group: Group, options: ChannelOptions): Promise<WriteResult[]> {
	const counted = await inOneOrSingly(group.filter(hasCount), async (part) => {
		for (const request of stockRequests(part, options)) await call(request);
	});
	// A product is shown or hidden only when the counts of its rows went through.
	const ready = group.filter((change) => hasActive(change) && (counted.get(change)?.state ?? 'accepted') === 'accepted');
	const shown = await inOneOrSingly(ready, async (part) => await sendProducts(call, part, options));
	return group.map((change) => {
		const count = counted.get(change);
		const active = shown.get(change);
		if (count?.state === 'failed') return count;
		if (active?.state === 'failed') return failed(active.problem, count !== undefined);
		return accepted;
	});
}

/** The shop stops at the first bad row and does not name it, so a refused group is sent again row by row. */
async function inOneOrSingly(group: Group, write: (part: Group) => Promise<void>): Promise<Map<PrestaChange, WriteResult>> {
	if (group.length === 0) return new Map();
	try {
		await write(group);
		return new Map(group.map((change) => [change, accepted]));
	} catch (error) {
		const aboutARow =
			error instanceof ChannelProblem && ['invalid', 'notFound', 'refused'].includes(error.problem.kind);
		if (!aboutARow) return rethrow(error);
		if (group.length === 1) return new Map([[group[0], failed(problemOf(error))]]);
		const results = new Map<PrestaChange, WriteResult>();
		for (const change of group) for (const [key, result] of await inOneOrSingly([change], write)) results.set(key, result);
		return results;
	}
}

function stockRequests(group: Group, options: ChannelOptions): ApiRequest[] {
	const rows = group.filter(hasCount);
	if (rows.length === 0) return [];
	const put = needsPut(rows[0], options);
	const content = rows.map((change) => element('stock_available', put ? wholeRow(change) : changedFields(change))).join('');
	return [write(put ? 'PUT' : 'PATCH', `/stock_availables/${rows[0].listing.native.stockId}`, content, options)];
}

/** The id in the body decides which row is written, not the one in the address (sheet, section 4). */
function changedFields(change: PrestaChange): string {
	const { quantity, out_of_stock } = setOf(change);
	return fields({
		id: change.listing.native.stockId,
		...(quantity === undefined ? {} : { quantity }),
		...(out_of_stock === undefined ? {} : { out_of_stock }),
	});
}

/** A PUT sets everything it leaves out to nothing, so the whole row goes back as it was read. */
function wholeRow({ listing, set }: PrestaChange): string {
	const { quantity, out_of_stock } = set as Partial<PrestaState>;
	const row = Object.fromEntries(Object.entries(listing.native.row).map(([name, value]) => [name, asText(value)]));
	return fields({
		...row,
		quantity: quantity ?? listing.state.quantity,
		out_of_stock: out_of_stock ?? listing.state.out_of_stock,
	});
}

/** One row per product, however many of its combinations change. */
function productsOf(group: Group): Array<{ id: string; active: boolean; change: PrestaChange }> {
	const byProduct = new Map(group.filter(hasActive).map((change) => [change.listing.native.productId, change]));
	return [...byProduct].map(([id, change]) => ({ id, active: setOf(change).active === true, change }));
}

function productRequests(group: Group, options: ChannelOptions): ApiRequest[] {
	const products = productsOf(group);
	if (products.length === 0) return [];
	if (needsPut(products[0].change, options))
		return products.flatMap(({ id }) => [
			readProduct(id, options),
			write('PUT', `/products/${id}`, '(the product as it was read, with the new value of active)', options),
		]);
	const content = products.map(({ id, active }) => element('product', fields({ id, active: active ? 1 : 0 }))).join('');
	return [write('PATCH', `/products/${products[0].id}`, content, options)];
}

async function sendProducts(call: Call, group: Group, options: ChannelOptions): Promise<void> {
	const products = productsOf(group);
	if (products.length > 0 && needsPut(products[0].change, options)) {
		for (const { id, active } of products) {
			const document = asText((await call(readProduct(id, options))).body);
			const kept = childrenOf(document, 'product').filter(({ name }) => !NOT_FOR_PUT.has(name) && name !== 'active');
			const content = [...kept.map(({ text }) => text), element('active', active ? '1' : '0')].join('');
			await call(write('PUT', `/products/${id}`, element('product', content), options));
		}
		return;
	}
	for (const request of productRequests(group, options)) await call(request);
}

/** As XML, since that is what goes back: JSON has another form for texts in several languages. */
function readProduct(id: string, options: ChannelOptions): ApiRequest {
	return { method: 'GET', path: `/products/${id}`, query: shopQuery(options), headers: { accept: 'application/xml' } };
}

function write(method: 'PUT' | 'PATCH', path: string, content: string, options: ChannelOptions): ApiRequest {
	return {
		method,
		path,
		// With display=full the answer has every member and every row (sheet, section 3).
		query: { display: 'full', output_format: 'JSON', ...shopQuery(options) },
		headers: { 'content-type': 'application/xml' },
		body: body(content),
		repeatable: true,
	};
}

/** PATCH came with 8.0; 1.7 answers it with 405 (sheet, section 4). */
function needsPut({ listing }: PrestaChange, { account }: ChannelOptions): boolean {
	if (account.writeMethod === 'PUT' || account.writeMethod === 'PATCH') return account.writeMethod === 'PUT';
	const major = Number.parseInt(listing.native.version, 10);
	return Number.isInteger(major) && major < 8;
}
