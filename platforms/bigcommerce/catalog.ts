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
import { setOf, type BigChange, type Failures, type Group } from './change';
import { sentence } from './service';

/** Rows of one call (sheet, section 5). */
export const MOST_PRODUCTS = 10;
export const MOST_VARIANTS = 50;

export function productRequest(group: Group, categories?: Map<number, unknown>): ApiRequest {
	const rows = new Map<number, IDataObject>();
	for (const change of group) {
		const { productId: id } = change.listing.native;
		const { is_visible, availability } = setOf(change);
		rows.set(id, {
			...(rows.get(id) ?? { id }),
			...(is_visible === undefined ? {} : { is_visible }),
			...(availability === undefined ? {} : { availability }),
			...(categories?.has(id) ? { categories: categories.get(id) as IDataObject[] } : {}),
		});
	}
	return {
		method: 'PUT',
		path: '/catalog/products',
		query: { include_fields: 'sku,is_visible,availability' },
		body: [...rows.values()],
		repeatable: true,
	};
}

export function variantRequest(group: Group): ApiRequest {
	return {
		method: 'PUT',
		path: '/catalog/variants',
		body: group.map((change) => ({
			id: change.listing.native.variantId,
			purchasing_disabled: setOf(change).purchasing_disabled,
		})),
		repeatable: true,
	};
}

export async function sendProducts(call: Call, group: Group): Promise<Failures> {
	return leftOut(group, await put(call, group), ({ listing }) => listing.native.productId);
}

export async function sendVariants(call: Call, group: Group): Promise<Failures> {
	const answer = await call(variantRequest(group));
	return leftOut(group, answer, ({ listing }) => listing.native.variantId);
}

/** Some stores want the categories with every save. Sending them overwrites all of them, so they go back as read (sheet, section 4). */
async function put(call: Call, group: Group): Promise<Answer> {
	try {
		return await call(productRequest(group));
	} catch (error) {
		const wanted = error instanceof ChannelProblem && /categor/i.test(error.problem.message);
		if (!wanted) return rethrow(error);
		return await call(productRequest(group, await categoriesOf(call, group)));
	}
}

async function categoriesOf(call: Call, group: Group): Promise<Map<number, unknown>> {
	const ids = new Set(group.map(({ listing }) => listing.native.productId));
	const { body } = await call({
		method: 'GET',
		path: '/catalog/products',
		query: { 'id:in': [...ids].join(','), include_fields: 'categories', limit: '250' },
	});
	return new Map(
		asList(asObject(body).data).map(({ id, categories }) => [asNumber(id) ?? 0, categories]),
	);
}

/** 207 comes with those that were saved; who failed is told only by absence (sheet, sections 5 and 9). */
function leftOut(
	group: Group,
	{ body }: Answer,
	idOf: (change: BigChange) => number | null,
): Failures {
	const { data, errors } = asObject(body);
	const saved = new Set(asList(data).map(({ id }) => asNumber(id)));
	const { title, errors: details } = asObject(errors);
	const problem: Problem = {
		kind: 'refused',
		message: `BigCommerce did not save this product: ${sentence(title, details) || 'it is missing in the answer'}`,
		nextStep: 'Look at the product in BigCommerce, or run the item again.',
		...(asText(asObject(errors).status) ? { code: asText(asObject(errors).status) } : {}),
	};
	return new Map(
		group.filter((change) => !saved.has(idOf(change))).map((change) => [change, problem]),
	);
}
