import { GraphQLError, type GraphQLResolveInfo } from 'graphql';

export interface PageArgs {
	first?: number | null;
	last?: number | null;
	after?: string | null;
	before?: string | null;
	reverse?: boolean | null;
}

/** The cursor's shape is taken from recorded answers; callers must treat it as opaque. */
const cursorOf = (id: string) =>
	Buffer.from(`{"last_id":${id},"last_value":"${id}"}`).toString('base64');

const idIn = (cursor: string) =>
	/^\{"last_id":(\d+),/.exec(Buffer.from(cursor, 'base64').toString())?.[1];

export function badRequest(message: string, info: GraphQLResolveInfo): GraphQLError {
	return new GraphQLError(message, { nodes: info.fieldNodes, extensions: { code: 'BAD_REQUEST' } });
}

const areAscending = (ids: readonly string[]): boolean =>
	ids.every((id, i) => i === 0 || BigInt(ids[i - 1]!) < BigInt(id));

/** One page of `all`, which is in the order asked for apart from `reverse`. */
export function connection<T>(
	all: readonly T[],
	args: PageArgs,
	info: GraphQLResolveInfo,
	idOf: (one: T) => string,
	view: (one: T) => object,
) {
	const { first, last } = args;
	if (first == null && last == null) {
		throw badRequest('you must provide one of first or last', info);
	}
	if (first != null && last != null) {
		throw badRequest('providing both first and last is not supported', info);
	}
	const size = (first ?? last)!;
	const name = first == null ? 'last' : 'first';
	if (size > 250) throw badRequest(`${name} cannot exceed 250`, info);
	if (size < 0) throw badRequest(`${name} cannot be negative`, info);

	const ordered = args.reverse ? [...all].reverse() : all;
	const indexOf = (cursor: string) => {
		const id = idIn(cursor);
		const index = ordered.findIndex((one) => idOf(one) === id);
		// What was deleted since leaves its place: the page begins behind where it stood.
		if (index < 0 && id !== undefined && areAscending(ordered.map(idOf)))
			return ordered.findLastIndex((one) => BigInt(idOf(one)) < BigInt(id));
		if (index < 0) throw badRequest('Invalid cursor for current pagination sort.', info);
		return index;
	};
	const from = args.after == null ? 0 : indexOf(args.after) + 1;
	const to = args.before == null ? ordered.length : indexOf(args.before);
	const start = first == null ? Math.max(from, to - size) : from;
	const end = first == null ? to : Math.min(to, from + size);
	const page = ordered.slice(start, end);
	const nodes = page.map(view);
	const cursorAt = (index: number) => {
		const one = page.at(index);
		return one === undefined ? null : cursorOf(idOf(one));
	};
	return {
		nodes,
		edges: page.map((one, i) => ({ cursor: cursorOf(idOf(one)), node: nodes[i] })),
		pageInfo: {
			hasNextPage: end < ordered.length,
			hasPreviousPage: start > 0,
			startCursor: cursorAt(0),
			endCursor: cursorAt(-1),
		},
	};
}
