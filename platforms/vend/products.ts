import type { IDataObject } from 'n8n-workflow';

import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk, type ChannelOptions } from '../platform';
import { rowsOf, versioned } from './service';

/** So few are asked for one by one: the search is an index and may be behind (sheet, section 3). */
const FEW = 10;
/** Our own bounds of a search; common servers take addresses of 8,000 characters. */
const MOST_SKUS = 100;
const MOST_CHARACTERS = 4_000;
const SEARCH_PAGE = 1_000;
const LIST_PAGE = 500;

/** Product rows with one of these SKUs in any spelling, so that the run can name another one; without deleted ones. */
export async function productsBySku(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<IDataObject[]> {
	const wanted = new Set(skus.map((sku) => sku.toLowerCase()));
	const own = (rows: readonly IDataObject[]) =>
		rows.filter(
			(row) => wanted.has(asText(row.sku).toLowerCase()) && asText(row.deleted_at) === '',
		);
	const found = skus.length > FEW ? own(await search(call, skus, options)) : [];
	const have = new Set(found.map((row) => asText(row.sku)));
	const unseen = skus.filter((sku) => !have.has(sku));
	// New SKUs are in the list before they are in the index. Many that are missing are just not sold here.
	if (unseen.length <= FEW)
		found.push(
			...own(
				(await Promise.all(unseen.map(async (sku) => await exact(call, sku, options)))).flat(),
			),
		);
	return [...new Map(found.map((row) => [asText(row.id), row])).values()];
}

async function exact(call: Call, sku: string, options: ChannelOptions): Promise<IDataObject[]> {
	return rowsOf(
		await call({ method: 'GET', path: versioned(options, '/products'), query: { sku } }),
	);
}

async function search(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<IDataObject[]> {
	const groups = await Promise.all(
		searches(skus).map(async (terms) => await searchOne(call, terms, options)),
	);
	return groups.flat();
}

/** Terms of one search each. The index holds SKUs in lower case and compares them as they are (sheet, section 3). */
function searches(skus: readonly string[]): string[] {
	const terms = [...new Set(skus.map((sku) => `&sku=${strictEncode(sku.toLowerCase())}`))];
	const groups: string[][] = [[]];
	let length = 0;
	for (const term of terms) {
		const last = groups[groups.length - 1];
		const fits = last.length < MOST_SKUS && length + term.length <= MOST_CHARACTERS;
		if (fits || last.length === 0) last.push(term);
		else groups.push([term]);
		length = fits ? length + term.length : term.length;
	}
	return groups.map((group) => group.join(''));
}

async function searchOne(
	call: Call,
	terms: string,
	options: ChannelOptions,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Lightspeed X-Series');
	for (let offset = 0; ; offset += SEARCH_PAGE) {
		const path = versioned(
			options,
			`/search?type=products&page_size=${SEARCH_PAGE}&offset=${offset}${terms}`,
		);
		const page = rowsOf(await ask({ method: 'GET', path }));
		rows.push(...page);
		if (page.length < SEARCH_PAGE) return rows;
	}
}

/**
 * Products as they are after our writes. Every change gives a product a new, higher version, so many are found in the list of what
 * changed since they were read (sheet, section 3); what is not found there is asked for by id.
 */
export async function productsAfterWrite(
	call: Call,
	before: readonly IDataObject[],
	options: ChannelOptions,
): Promise<IDataObject[]> {
	const changed =
		before.length > FEW
			? await changedSince(call, before, options)
			: new Map<string, IDataObject>();
	const others = before.map(({ id }) => asText(id)).filter((id) => !changed.has(id));
	const rows = await Promise.all(others.map(async (id) => await productById(call, id, options)));
	return [...changed.values(), ...rows.flat()];
}

/**
 * One page of all products in the order of their versions: who changes meanwhile comes again at the end, and nobody is skipped.
 * @returns `last`: the version after which the next page begins; undefined after the last page
 */
export async function productsAfter(
	call: Call,
	version: number,
	options: ChannelOptions,
): Promise<{ rows: IDataObject[]; last?: number }> {
	const answer = await call({
		method: 'GET',
		path: versioned(options, '/products'),
		query: { after: String(version), page_size: String(LIST_PAGE) },
	});
	const rows = rowsOf(answer);
	const last = asNumber(asObject(asObject(answer.body).version).max);
	return rows.length === 0 || last === null || last <= version ? { rows } : { rows, last };
}

async function changedSince(
	call: Call,
	before: readonly IDataObject[],
	options: ChannelOptions,
): Promise<Map<string, IDataObject>> {
	const missing = new Set(before.map(({ id }) => asText(id)));
	const found = new Map<string, IDataObject>();
	let after = Math.max(0, ...before.map(({ version }) => asNumber(version) ?? 0));
	// A large run reads back in parts, side by side, and what the other parts wrote stands in the same list, as does what anybody else
	// changed meanwhile. A twentieth of what asking one by one would take is what the short cut may cost beyond our own pages.
	const mostPages = Math.ceil(before.length / LIST_PAGE) + 1 + Math.floor(before.length / 20);
	for (let page = 0; page < mostPages && missing.size > 0; page++) {
		const { rows, last } = await productsAfter(call, after, options);
		for (const row of rows) if (missing.delete(asText(row.id))) found.set(asText(row.id), row);
		if (last === undefined) break;
		after = last;
	}
	return found;
}

/** None where it was deleted meanwhile: the others must not go unseen because of it. */
export async function productById(
	call: Call,
	id: string,
	options: ChannelOptions,
): Promise<IDataObject[]> {
	try {
		const answer = await call({
			method: 'GET',
			path: versioned(options, `/products/${strictEncode(id)}`),
		});
		const row = asObject(asObject(answer.body).data);
		return asText(row.id) === id && asText(row.deleted_at) === '' ? [row] : [];
	} catch (error) {
		if (error instanceof ChannelProblem && error.problem.kind === 'notFound') return [];
		return rethrow(error);
	}
}

/** The most one look-up of levels takes (sheet, section 7). */
const MOST_PRODUCTS = 1_000;
const LEVELS_PAGE = 10_000;

/** Levels by product and outlet. A product never stocked at an outlet has no row there: unknown, not zero (sheet, section 7). */
export async function levelsByProduct(
	call: Call,
	ids: readonly string[],
	options: ChannelOptions,
): Promise<Map<string, Record<string, number>>> {
	const levels = new Map<string, Record<string, number>>(ids.map((id) => [id, {}]));
	for (const part of chunk(ids, MOST_PRODUCTS)) {
		const ask = forward(call, 'Lightspeed X-Series');
		for (let offset = 0; ; offset += LEVELS_PAGE) {
			const answer = await ask({
				method: 'POST',
				path: versioned(options, '/inventory_levels'),
				body: { product_ids: part, include_inactive: true, size: LEVELS_PAGE, offset },
				repeatable: true,
			});
			const rows = rowsOf(answer);
			for (const { product_id, location_id, current_inventory_level } of rows) {
				const level = asNumber(current_inventory_level);
				const own = levels.get(asText(product_id));
				if (own && level !== null) own[asText(location_id)] = level;
			}
			if (rows.length < LEVELS_PAGE) break;
		}
	}
	return levels;
}
