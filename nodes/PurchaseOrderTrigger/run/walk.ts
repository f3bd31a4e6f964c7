import { clock } from '../../../http/clock';
import { ChannelProblem, problemOf } from '../../../http/problem';
import type {
	PurchaseOrderLine,
	PurchaseOrderPage,
	PurchaseOrderRequest,
} from '../../../platforms/purchaseOrderSource';

export type ReadPage = (request: PurchaseOrderRequest) => Promise<PurchaseOrderPage>;

/** How far a walk over the pages has come; plain JSON. */
export type Cursor = { from?: string; isDone: boolean };

export interface Walked {
	/** In the order in which they were read. */
	lines: PurchaseOrderLine[];
	/** What stopped a walk before its end, other than time. */
	error?: unknown;
	/** Time was up with pages left. */
	isLate: boolean;
	pages: number;
}

interface Walk {
	cursor: Cursor;
	since?: string;
}

/**
 * Goes on with all walks, side by side, until they end or time is up. Moves their cursors; a page that is under way when time is up is
 * read again the next time.
 * @param until clock.now()
 */
export async function walk(page: ReadPage, walks: readonly Walk[], until: number): Promise<Walked> {
	const walked: Walked = { lines: [], isLate: false, pages: 0 };
	const end = new AbortController();
	const late = clock.sleep(Math.max(0, until - clock.now()), end.signal).then(
		() => undefined,
		async () => await new Promise<never>(() => undefined),
	);
	const go = async ({ cursor, since }: Walk): Promise<void> => {
		const seen = new Set<string>();
		while (!cursor.isDone) {
			const read =
				clock.now() < until ? await Promise.race([page(request(since, cursor)), late]) : undefined;
			if (!read) {
				walked.isLate = true;
				return;
			}
			if (cursor.from !== undefined) seen.add(cursor.from);
			if (read.next !== undefined && seen.has(read.next)) {
				// The next poll begins anew.
				delete cursor.from;
				throw inCircles();
			}
			walked.lines.push(...read.lines);
			walked.pages += 1;
			cursor.isDone = read.next === undefined;
			if (read.next === undefined) delete cursor.from;
			else cursor.from = read.next;
		}
	};
	const results = await Promise.allSettled(walks.map(go));
	end.abort();
	const failed = results.find((result) => result.status === 'rejected');
	if (failed) walked.error = failed.reason;
	return walked;
}

const request = (since: string | undefined, { from }: Cursor): PurchaseOrderRequest => ({
	...(since === undefined ? {} : { since }),
	...(from === undefined ? {} : { from }),
});

/** A place in the list that the platform does not know any more, because too much time went by or the list changed. */
export const isLostPlace = (error: unknown): boolean =>
	['invalid', 'notFound'].includes(problemOf(error).kind);

const inCircles = (): ChannelProblem =>
	new ChannelProblem({
		kind: 'unknown',
		message: 'The list of orders leads from a page back to one that was read before.',
		nextStep: 'Nothing was lost; report this message if it comes again.',
	});
