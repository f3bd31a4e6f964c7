import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import { forward } from '../../http/pages';
import { ChannelProblem, rethrow } from '../../http/problem';
import { chunk, type ChannelOptions } from '../platform';
import { accountPath, folded, type OfAccount, type OfferName } from './names';

/** A row of Google's product report. It lags behind the products themselves (sheet, section 3). */
export interface Row extends OfferName {
	title: string;
	availability: string;
	/** Google shows it somewhere, whatever the seller or Google may have against it elsewhere. */
	eligible: boolean;
}

/** Nothing is documented; a refused group is halved (sheet, section 3). */
const GROUP = 200;

/** All offers, and what a row is made of. */
export const SELECT =
	'SELECT id, offer_id, language_code, feed_label, channel, title, availability, aggregated_reporting_context_status FROM product_view';

/** All offers with one of these SKUs, in every language and for every feed label. */
export async function findOffers(
	call: Call,
	skus: readonly string[],
	options: ChannelOptions,
): Promise<Row[]> {
	const ids = [...new Set(skus.filter(isAskable).map(folded))];
	const found = await Promise.all(
		chunk(ids, GROUP).map(async (group) => await search(call, group, options)),
	);
	return found.flat().map(toRow);
}

/** Characters that no offer ID can hold, and that would spoil the query for its neighbours. */
const isAskable = (sku: string): boolean => sku.isWellFormed() && !/\p{Cc}/u.test(sku);

async function search(
	call: Call,
	ids: readonly string[],
	options: ChannelOptions,
): Promise<IDataObject[]> {
	try {
		return await pages(
			call,
			`${SELECT} WHERE offer_id IN (${ids.map(literal).join(', ')})`,
			options,
		);
	} catch (error) {
		const tooMuch =
			error instanceof ChannelProblem && error.problem.kind === 'invalid' && ids.length > 1;
		if (!tooMuch) return rethrow(error);
		const half = Math.ceil(ids.length / 2);
		return [
			...(await search(call, ids.slice(0, half), options)),
			...(await search(call, ids.slice(half), options)),
		];
	}
}

async function pages(call: Call, query: string, options: ChannelOptions): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Google Merchant Center');
	let pageToken = '';
	do {
		const page = await reportPage(ask, query, pageToken, options);
		rows.push(...page.rows);
		pageToken = page.next;
	} while (pageToken);
	return rows;
}

/** One page of a report; `next` is '' after the last one. */
export async function reportPage(
	call: Call,
	query: string,
	pageToken: string,
	options: OfAccount,
): Promise<{ rows: IDataObject[]; next: string }> {
	const { body } = await call({
		method: 'POST',
		path: `${accountPath('reports', options)}/reports:search`,
		body: { query, pageSize: 1_000, ...(pageToken ? { pageToken } : {}) },
		repeatable: true,
	});
	const { results, nextPageToken } = asObject(body);
	return {
		rows: asList(results).map(({ productView }) => asObject(productView)),
		next: asText(nextPageToken),
	};
}

/** The grammar knows both quotes; how it escapes is not documented, so the other quote is used as long as there is one. */
function literal(id: string): string {
	const quote = id.includes("'") && !id.includes('"') ? '"' : "'";
	return `${quote}${id.replace(/\\/g, '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
}

export function toRow(row: IDataObject): Row {
	return {
		offerId: asText(row.offerId),
		language: asText(row.languageCode),
		feedLabel: asText(row.feedLabel),
		local: row.channel === 'LOCAL',
		title: asText(row.title),
		availability: spelled(asText(row.availability)),
		eligible: /^ELIGIBLE/.test(asText(row.aggregatedReportingContextStatus)),
	};
}

/** Reports say `in stock`, products `IN_STOCK` (sheet, section 10). */
const spelled = (availability: string): string =>
	availability
		.trim()
		.toUpperCase()
		.replace(/[\s-]+/g, '_');
