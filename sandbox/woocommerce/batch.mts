import type { FakeAnswer } from '../fake.mts';
import { WooError } from './error.mts';
import { json } from './json.mts';
import type { Call } from './route.mts';

type Row = Record<string, unknown>;

interface Actions {
	create(body: Row): Row;
	update(id: number, body: Row): Row;
	delete(id: number): Row;
}

const most = 100;

/** What an extension answers that keeps an item from being saved. */
const notSaved = (): WooError =>
	new WooError('woocommerce_rest_cannot_edit', 'The product could not be saved.', { status: 400 });

/** One after the other, without a transaction; a failed item stands in its place (woocommerce sheet, section 5). */
export function batch(
	{ body, query }: Call,
	actions: Actions,
	isRefused: () => boolean,
): FakeAnswer {
	const lists = (['create', 'update', 'delete'] as const).map((name) => {
		const items = body[name];
		return { name, items: Array.isArray(items) ? (items as unknown[]) : [] };
	});
	if (lists.reduce((sum, { items }) => sum + items.length, 0) > most) {
		throw new WooError(
			'woocommerce_rest_request_entity_too_large',
			`Unable to accept more than ${most} items for this request.`,
			{ status: 413 },
		);
	}
	const answer: Record<string, Row[]> = {};
	for (const { name, items } of lists) {
		if (items.length === 0) continue;
		answer[name] = items.map((item) => attempt(name, item, actions, isRefused));
	}
	// With `_fields` the work is done, but nothing of the answer has such a name.
	const empty = query.has('_fields') || Object.keys(answer).length === 0;
	return json(200, empty ? [] : answer);
}

function attempt(
	name: keyof Actions,
	item: unknown,
	actions: Actions,
	isRefused: () => boolean,
): Row {
	const body: Row = typeof item === 'object' && item !== null ? (item as Row) : { id: item };
	const id = Math.trunc(Number(body['id'])) || 0;
	try {
		if (isRefused()) throw notSaved();
		if (name === 'create') return actions.create(body);
		return name === 'update' ? actions.update(id, body) : actions.delete(id);
	} catch (error) {
		if (!(error instanceof WooError)) throw error;
		return { id: name === 'create' ? 0 : (body['id'] ?? null), error: error.body };
	}
}
