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

/** What is to become of one catalogue object, and the changes that want it. */
export interface Edit {
	id: string;
	changes: readonly SquareChange[];
	apply(object: IDataObject): IDataObject;
	/** For dry runs. */
	fields: string;
}

/** An upsert replaces the whole object, so it is read right before and goes back with its version (sheet, section 4). */
export async function upsert(call: Call, edits: readonly Edit[]): Promise<Problems> {
	const problems: Problems = new Map();
	for (const part of chunk(edits, MOST_OBJECTS)) {
		const failed = await upsertSome(call, part);
		for (const { id, changes } of part) {
			const problem = failed.get(id);
			if (problem) for (const change of changes) problems.set(change, problem);
		}
	}
	return problems;
}

async function upsertSome(call: Call, edits: readonly Edit[]): Promise<Map<string, Problem>> {
	const failed = new Map<string, Problem>();
	try {
		const objects = await retrieve(
			call,
			edits.map(({ id }) => id),
		);
		const found = edits.filter(({ id }) => objects.has(id));
		for (const { id } of edits) if (!objects.has(id)) failed.set(id, gone());
		if (found.length === 0) return failed;
		const answer = await call(
			upsertRequest(found.map(({ id, apply }) => apply(objects.get(id) as IDataObject))),
		);
		for (const [id, problem] of refused(found, answer)) failed.set(id, problem);
		return failed;
	} catch (error) {
		if (!(error instanceof ChannelProblem) || error.maybeDone) return rethrow(error);
		return new Map(edits.map(({ id }) => [id, error.problem]));
	}
}

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
function refused(edits: readonly Edit[], answer: Answer): Map<string, Problem> {
	const body = asObject(answer.body);
	const stored = new Set(asList(body.objects).map(({ id }) => asText(id)));
	const missing = edits.filter(({ id }) => !stored.has(id));
	const told = asList(body.errors).map((error) => squareProblem(error));
	// Read and sent once more, a stale object goes through and the other reasons remain.
	const reason = told.find(({ kind }) => kind === 'conflict') ?? told[0] ?? notStored();
	return new Map(missing.map(({ id }) => [id, reason]));
}

export function upsertRequests(edits: readonly Edit[]): ApiRequest[] {
	return chunk(edits, MOST_OBJECTS).flatMap((part) => [
		retrieveRequest(part.map(({ id }) => id)),
		{
			method: 'POST',
			path: UPSERT,
			body: part
				.map(({ id, fields }) => `(the object ${id} as it was read, with ${fields})`)
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
