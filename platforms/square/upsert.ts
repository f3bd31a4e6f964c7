import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import {
	asList,
	asObject,
	asText,
	type Answer,
	type ApiRequest,
	type Call,
} from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import { chunk } from '../platform';
import { MOST_OBJECTS, retrieve, retrieveRequest } from './catalog';
import type { Problems, SquareChange } from './counts';
import { squareProblem, UPSERT } from './service';

/** What is to become of the variation of a change. */
export interface Edit {
	change: SquareChange;
	apply(variation: IDataObject): IDataObject;
	/** For dry runs. */
	fields: string;
}

/** An upsert replaces the whole object, so it is read right before and goes back with its version (sheet, section 4). */
export async function upsert(call: Call, edits: readonly Edit[]): Promise<Problems> {
	const problems: Problems = new Map();
	for (const part of chunk(edits, MOST_OBJECTS)) {
		for (const [change, problem] of await upsertSome(call, part)) problems.set(change, problem);
	}
	return problems;
}

async function upsertSome(call: Call, edits: readonly Edit[]): Promise<Problems> {
	const problems: Problems = new Map();
	try {
		const objects = await retrieve(call, edits.map(idOf));
		const found = edits.filter((edit) => objects.has(idOf(edit)));
		for (const edit of edits) if (!objects.has(idOf(edit))) problems.set(edit.change, gone());
		if (found.length === 0) return problems;
		const sent = found.map((edit) => edit.apply(objects.get(idOf(edit)) as IDataObject));
		const answer = await call(upsertRequest(sent));
		for (const [change, problem] of refused(found, answer)) problems.set(change, problem);
		return problems;
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		return new Map(edits.map(({ change }) => [change, error.problem]));
	}
}

const idOf = ({ change }: Edit): string => change.listing.id;

/** Each object is a batch of its own: a batch is all or nothing, and a refused one leaves the others stored. */
function upsertRequest(objects: readonly IDataObject[]): ApiRequest {
	return {
		method: 'POST',
		path: UPSERT,
		body: {
			idempotency_key: randomUUID(),
			batches: objects.map((object) => ({ objects: [object] })),
		},
		// The same key and body once more carries out what is missing (sheet, section 5).
		repeatable: true,
	};
}

/** An error does not name its object; what is missing among the stored ones was refused. */
function refused(edits: readonly Edit[], answer: Answer): Problems {
	const body = asObject(answer.body);
	const stored = new Set(asList(body.objects).map(({ id }) => asText(id)));
	const told = asList(body.errors).map((error) => squareProblem(error));
	// Read and sent once more, a stale object goes through and the other reasons remain.
	const reason = told.find(({ kind }) => kind === 'conflict') ?? told[0] ?? notStored();
	const missing = edits.filter((edit) => !stored.has(idOf(edit)));
	return new Map(missing.map(({ change }) => [change, reason]));
}

export function upsertRequests(edits: readonly Edit[]): ApiRequest[] {
	return chunk(edits, MOST_OBJECTS).flatMap((part) => [
		retrieveRequest(part.map(idOf)),
		{
			method: 'POST',
			path: UPSERT,
			body: part
				.map((edit) => `(the variation ${idOf(edit)} as it was read, with ${edit.fields})`)
				.join('\n'),
		},
	]);
}

const gone = (): Problem => ({
	kind: 'notFound',
	message: 'The item was deleted in Square meanwhile.',
	nextStep: 'Check the SKU in the item library of Square.',
});

const notStored = (): Problem => ({
	kind: 'unknown',
	message: 'Square left this item out of its answer.',
	nextStep: 'Run the item again.',
});
