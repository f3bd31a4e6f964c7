import { asText, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import {
	accepted,
	chunk,
	failed,
	type Batch,
	type Change,
	type ChannelOptions,
	type State,
	type WriteResult,
} from '../platform';
import type { PrestaNative, PrestaState } from './listings';
import { body, childrenOf, element, fields } from './xml';

type PrestaChange = Change<PrestaState, PrestaNative>;
type Group = readonly PrestaChange[];

/** Rows in one body: it works, is not transactional, and was tried with about 20 (sheet, section 5). */
const MOST_ROWS = 20;
/** Refused by a PUT, or changed by being sent again (sheet, section 4). */
const NOT_FOR_PUT = new Set([
	'manufacturer_name',
	'quantity',
	'position_in_category',
	'associations',
]);

export function compose(
	changes: Group,
	options: ChannelOptions,
): Array<Batch<PrestaState, PrestaNative>> {
	return chunk(changes, MOST_ROWS).map((group) => ({
		changes: group,
		requests: [...stockRequests(group, options), ...productRequests(group, options)],
		send: async (call: Call) => await send(call, group, options),
	}));
}

const setOf = ({ set }: PrestaChange) => set as Partial<PrestaState>;
const hasCount = (change: PrestaChange): boolean =>
	setOf(change).quantity !== undefined || setOf(change).out_of_stock !== undefined;
const countsOf = (change: PrestaChange): State =>
	Object.fromEntries(Object.entries(setOf(change)).filter(([field]) => field !== 'active'));
const hasActive = (change: PrestaChange): boolean => setOf(change).active !== undefined;

async function send(call: Call, group: Group, options: ChannelOptions): Promise<WriteResult[]> {
	const rows = group.filter(hasCount).map((change) => [change]);
	const counted = await inOneOrSingly(rows, async (part) => {
		for (const request of stockRequests(part, options)) await call(request);
	});
	// A product is shown or hidden only when the counts of its rows went through.
	const ready = group.filter(
		(change) => hasActive(change) && (counted.get(change)?.state ?? 'accepted') === 'accepted',
	);
	const products = [...Map.groupBy(ready, ({ listing }) => listing.native.productId).values()];
	const whole = ready.length > 0 && needsPut(ready[0], options);
	const shown = await (whole ? singly : inOneOrSingly)(
		products,
		async (part) => await sendProducts(call, part, options),
	);
	return group.map((change) => {
		const count = counted.get(change);
		const active = shown.get(change);
		if (count?.state === 'failed') return count;
		if (active?.state === 'failed') return failed(active.problem, count && countsOf(change));
		return accepted;
	});
}

type Results = Map<PrestaChange, WriteResult>;
type Write = (part: Group) => Promise<void>;

/**
 * The shop stops at the first bad row and does not name it, so a refused group is sent again row by row.
 * @param units what stands in one row each
 */
async function inOneOrSingly(units: readonly Group[], write: Write): Promise<Results> {
	const group = units.flat();
	if (group.length === 0) return new Map();
	const all = (result: WriteResult): Results => new Map(group.map((change) => [change, result]));
	try {
		await write(group);
		return all(accepted);
	} catch (error) {
		// Perhaps it was done all the same: the read-back decides.
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		if (units.length === 1 || !isAboutARow(error.problem)) return all(failed(error.problem));
		return await singly(units, write);
	}
}

async function singly(units: readonly Group[], write: Write): Promise<Results> {
	const results: Results = new Map();
	for (const unit of units)
		for (const [change, result] of await inOneOrSingly([unit], write)) results.set(change, result);
	return results;
}

/** Everything else (rights, a redirect, the webservice switched off) would meet each row alike. */
function isAboutARow({ kind, code }: Problem): boolean {
	return kind === 'invalid' || kind === 'notFound' || code === '131' || code === '133';
}

function stockRequests(group: Group, options: ChannelOptions): ApiRequest[] {
	const rows = group.filter(hasCount);
	if (rows.length === 0) return [];
	const put = needsPut(rows[0], options);
	const content = rows
		.map((change) => element('stock_available', put ? wholeRow(change) : changedFields(change)))
		.join('');
	const id = rows.length === 1 ? `/${rows[0].listing.native.stockId}` : '';
	return [write(put ? 'PUT' : 'PATCH', `/stock_availables${id}`, content)];
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
	const row = Object.fromEntries(
		Object.entries(listing.native.row).map(([name, value]) => [name, asText(value)]),
	);
	return fields({
		...row,
		quantity: quantity ?? listing.state.quantity,
		out_of_stock: out_of_stock ?? listing.state.out_of_stock,
	});
}

/** One row per product, however many of its combinations change. */
function productsOf(group: Group): Array<{ id: string; active: boolean; change: PrestaChange }> {
	const byProduct = new Map(
		group.filter(hasActive).map((change) => [change.listing.native.productId, change]),
	);
	return [...byProduct].map(([id, change]) => ({
		id,
		active: setOf(change).active === true,
		change,
	}));
}

function productRequests(group: Group, options: ChannelOptions): ApiRequest[] {
	const products = productsOf(group);
	if (products.length === 0) return [];
	if (needsPut(products[0].change, options))
		return products.flatMap(({ id }) => [
			readProduct(id),
			write('PUT', `/products/${id}`, '(the product as it was read, with the new value of active)'),
		]);
	const content = products
		.map(({ id, active }) => element('product', fields({ id, active: active ? 1 : 0 })))
		.join('');
	return [write('PATCH', `/products${products.length === 1 ? `/${products[0].id}` : ''}`, content)];
}

async function sendProducts(call: Call, group: Group, options: ChannelOptions): Promise<void> {
	const products = productsOf(group);
	if (products.length > 0 && needsPut(products[0].change, options)) {
		for (const { id, active } of products) {
			const parts = childrenOf(asText((await call(readProduct(id))).body), 'product');
			if (!parts.some(({ name }) => name === 'id')) throw new ChannelProblem(notWhole());
			const kept = parts.filter(({ name }) => !NOT_FOR_PUT.has(name) && name !== 'active');
			const content = [...kept.map(({ text }) => text), element('active', active ? '1' : '0')].join(
				'',
			);
			await call(write('PUT', `/products/${id}`, element('product', content)));
		}
		return;
	}
	for (const request of productRequests(group, options)) await call(request);
}

/** What a PUT leaves out is wiped, so half a product must never go back. */
const notWhole = (): Problem => ({
	kind: 'unavailable',
	message: 'PrestaShop did not hand out the whole product, so it was not written.',
	nextStep: 'Run the item again; if it happens again, hide the product in PrestaShop.',
});

/** As XML, since that is what goes back: JSON has another form for texts in several languages. */
function readProduct(id: string): ApiRequest {
	return {
		method: 'GET',
		path: `/products/${id}`,
		headers: { accept: 'application/xml' },
	};
}

function write(method: 'PUT' | 'PATCH', path: string, content: string): ApiRequest {
	return {
		method,
		path,
		// With display=full the answer has every member and every row (sheet, section 3).
		query: { display: 'full', output_format: 'JSON' },
		headers: { 'content-type': 'application/xml' },
		body: body(content),
		repeatable: true,
	};
}

/** PATCH came with 8.0; 1.7 answers it with 405 (sheet, section 4). */
function needsPut({ listing }: PrestaChange, { account }: ChannelOptions): boolean {
	if (account.writeMethod === 'PUT' || account.writeMethod === 'PATCH')
		return account.writeMethod === 'PUT';
	const major = Number.parseInt(listing.native.version, 10);
	return Number.isInteger(major) && major < 8;
}
