import type { IDataObject } from 'n8n-workflow';

import { asList, asObject, asText } from '../../http/answer';

/** The lines of a document, those of its bundles among them. */
export function linesOf({ Line }: IDataObject): IDataObject[] {
	return asList(Line).flatMap((line) => [line, ...linesOf(asObject(line.GroupLineDetail))]);
}

/** What a line is about, by the kind of its document; '' where it is about no item. */
export function itemOf({ SalesItemLineDetail, ItemBasedExpenseLineDetail }: IDataObject): string {
	const { ItemRef } = asObject(SalesItemLineDetail ?? ItemBasedExpenseLineDetail);
	return asText(asObject(ItemRef).value);
}

export const itemIdsOf = (document: IDataObject): string[] =>
	linesOf(document)
		.map(itemOf)
		.filter((id) => /^\d+$/.test(id));
