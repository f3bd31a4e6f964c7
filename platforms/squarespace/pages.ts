import { asObject, asText } from '../../http/answer';

/** What the next page is asked with; a cursor must come alone, since it remembers the filters (sheet, section 3). */
export function nextQuery(body: unknown): { cursor: string } | undefined {
	const { hasNextPage, nextPageCursor } = asObject(asObject(body).pagination);
	const cursor = asText(nextPageCursor);
	return hasNextPage === true && cursor ? { cursor } : undefined;
}
